package io.yizhan.gateway.desk;

/**
 * The database did not answer, so it is not known whether the call took effect. The caller may
 * repeat the same request id: it gets the first answer if there was one.
 */
public final class StoreUnavailableException extends RuntimeException {
  /** With the cause, which stays in the gateway's log. */
  public StoreUnavailableException(Throwable cause) {
    super("the store did not answer", cause);
  }
}
