package io.yizhan.gateway.desk;

/**
 * The database did not answer, so it is not known whether the call took effect; the caller may
 * repeat the same request id: it gets the first answer if there was one. Or nothing was done, and
 * the exception says so.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean nothingDone;

  /** Of unknown effect; with the cause, which stays in the gateway's log. */
  public StoreUnavailableException(Throwable cause) {
    this(cause, false);
  }

  private StoreUnavailableException(Throwable cause, boolean nothingDone) {
    super("the store did not answer", cause);
    this.nothingDone = nothingDone;
  }

  /**
   * Of no effect: what was to be done was refused before it began, or taken back with its
   * transaction; another gateway may do it.
   *
   * @param why for the gateway's log
   */
  public static StoreUnavailableException nothingDone(String why) {
    return new StoreUnavailableException(new IllegalStateException(why), true);
  }

  /** The same of what the database itself refused; with the cause, for the gateway's log. */
  public static StoreUnavailableException nothingDone(Throwable refusal) {
    return new StoreUnavailableException(refusal, true);
  }

  /** Whether it is known that this had no effect. */
  public boolean isNothingDone() {
    return nothingDone;
  }
}
