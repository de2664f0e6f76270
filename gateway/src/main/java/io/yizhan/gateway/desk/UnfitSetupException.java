package io.yizhan.gateway.desk;

/**
 * What a gateway was given does not fit together: its database, its keys, its settings. Starting
 * again changes nothing; a person must. The message says what, in Chinese and English.
 */
public final class UnfitSetupException extends IllegalStateException {
  /** With what does not fit. */
  public UnfitSetupException(String message) {
    super(message);
  }
}
