package dev.soban.cli.log;

/** How an event becomes a line. Thread-safe. */
interface LineFormat {
  String line(LogEvent event);
}
