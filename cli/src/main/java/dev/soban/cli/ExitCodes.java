package dev.soban.cli;

/** How the process ends, for scripts. */
public final class ExitCodes {
  public static final int OK = 0;

  /** It was asked rightly, and it went wrong. */
  public static final int FAILED = 1;

  /** A wrong flag, a broken settings file, a port in use. */
  public static final int USAGE = 2;

  /** Nothing in the process could be trusted any more; also what the JVM ends with by itself. */
  public static final int BROKEN = 3;

  private ExitCodes() {}
}
