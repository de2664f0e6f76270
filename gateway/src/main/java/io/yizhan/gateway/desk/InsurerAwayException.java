package io.yizhan.gateway.desk;

/** A claim that could not be judged, because its insurer must be asked and cannot be. */
public final class InsurerAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It does not answer; nothing was settled, and the same request id may be sent again. */
    AWAY,
    /** The gateway has no address for it. */
    NOT_CONNECTED,
    /** The request was tried too often. */
    TRIED_TOO_OFTEN
  }

  private final Reason reason;
  private final String insurer;

  InsurerAwayException(Reason reason, String insurer) {
    super(reason + " " + insurer);
    this.reason = reason;
    this.insurer = insurer;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** Which insurer: a region and a scheme, or the name it has in the settings. */
  public String insurer() {
    return insurer;
  }
}
