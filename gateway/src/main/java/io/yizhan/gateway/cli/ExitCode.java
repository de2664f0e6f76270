package io.yizhan.gateway.cli;

/** With what a command ends. Written in every help text; never renumbered. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** The work was done and the answer is no: a policy has errors, a call was refused. */
  public static final int NO = 1;

  /** The command line or the settings are wrong; nothing was started. */
  public static final int USAGE = 2;

  /** Something needed could not be started or reached. */
  public static final int UNAVAILABLE = 3;

  private ExitCode() {}
}
