package dev.soban.cli.log;

import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Gives every {@link System.Logger} of the process one common output. */
public final class LogFinder extends System.LoggerFinder {
  private final ConcurrentMap<String, System.Logger> loggers = new ConcurrentHashMap<>();

  // Warnings only until the settings are read, so that short commands stay quiet.
  private volatile LogOutput output =
      LogOutput.text(Level.WARNING, System.err, InstantSource.system());

  /** Sends everything to the given output from now on, what java.util.logging takes included. */
  public static void use(LogOutput output) {
    if (System.LoggerFinder.getLoggerFinder() instanceof LogFinder finder) {
      finder.output = output;
    }
    JavaUtilLogging.redirect();
  }

  LogOutput output() {
    return output;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return loggers.computeIfAbsent(name, any -> new OutputLogger(name, this));
  }
}
