package io.yizhan.gateway.cli;

import java.util.List;

/** The settings do not make a gateway; the message lists everything that is wrong, a line each. */
final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidSettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
