package dev.soban.cli.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** For people: time, level, place, message; a stack trace on lines of its own. */
final class TextLines implements LineFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  private final ZoneId zone;

  TextLines(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public String line(LogEvent event) {
    String place = event.logger().substring(event.logger().lastIndexOf('.') + 1);
    StringBuilder line = new StringBuilder(TIME.format(event.time().atZone(zone)));
    line.append(' ').append(event.level().getName());
    line.repeat(' ', Math.max(1, 8 - event.level().getName().length()));
    line.append(place).append(": ").append(event.message());
    if (event.thrown() != null) {
      StringWriter trace = new StringWriter();
      event.thrown().printStackTrace(new PrintWriter(trace));
      line.append(System.lineSeparator()).append(trace.toString().stripTrailing());
    }
    return line.toString();
  }
}
