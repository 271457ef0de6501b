package dev.soban.cli.log;

import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Where log lines go, and from which level on. Thread-safe. */
public final class LogOutput {
  private final LineFormat format;
  private final Level least;
  private final PrintStream stream;
  private final InstantSource clock;

  LogOutput(LineFormat format, Level least, PrintStream stream, InstantSource clock) {
    this.format = format;
    this.least = least;
    this.stream = stream;
    this.clock = clock;
  }

  /** Lines for people. */
  public static LogOutput text(Level least, PrintStream stream, InstantSource clock) {
    return new LogOutput(new TextLines(ZoneId.systemDefault()), least, stream, clock);
  }

  /** An object per line. */
  public static LogOutput json(Level least, PrintStream stream, InstantSource clock) {
    return new LogOutput(new JsonLines(), least, stream, clock);
  }

  boolean takes(Level level) {
    return level != Level.OFF && level.getSeverity() >= least.getSeverity();
  }

  void write(Level level, String logger, String message, @Nullable Throwable thrown) {
    // One call, so that lines of several threads do not mix.
    stream.println(format.line(new LogEvent(clock.instant(), level, logger, message, thrown)));
  }
}
