package io.yizhan.gateway.desk;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claim that could not be judged, because its insurer must be asked and cannot be. */
public final class InsurerAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It does not answer; nothing was settled, and the same request id may be sent again. */
    AWAY,
    /**
     * Its answer breaks the contract; nothing was settled, and the same request id may be sent
     * again when that is mended.
     */
    ANSWER_INVALID,
    /** The gateway has no address for it. */
    NOT_CONNECTED,
    /** The request was tried too often. */
    TRIED_TOO_OFTEN
  }

  private final Reason reason;
  private final String insurer;
  private final @Nullable BrokenRule rule;

  InsurerAwayException(Reason reason, String insurer) {
    this(reason, insurer, null);
  }

  private InsurerAwayException(Reason reason, String insurer, @Nullable BrokenRule rule) {
    super(reason + " " + insurer);
    this.reason = reason;
    this.insurer = insurer;
    this.rule = rule;
  }

  /** Of a claim whose insurer answered so, which is no answer to settle on. */
  static InsurerAwayException of(Insurers.Answer none, String insurer) {
    return none instanceof Insurers.Answer.Invalid invalid
        ? new InsurerAwayException(Reason.ANSWER_INVALID, insurer, invalid.rule())
        : new InsurerAwayException(Reason.AWAY, insurer);
  }

  /** The rule that its answer breaks; there where the reason is that it is invalid. */
  public Optional<BrokenRule> rule() {
    return Optional.ofNullable(rule);
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
