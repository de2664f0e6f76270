package io.yizhan.gateway.cli;

import java.io.IOException;

/**
 * What was typed, or a file that it names, is wrong: the command ends as with a wrong command line.
 * The message names the option, in Chinese and English.
 */
final class WrongOptionException extends IOException {
  private static final long serialVersionUID = 1L;

  WrongOptionException(String message) {
    super(message);
  }
}
