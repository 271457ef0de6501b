package dev.soban.cli.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For machines: an object per line. What a message says as {@code model=iris} becomes a field of
 * its own too, so that lines can be searched by it.
 */
final class JsonLines implements LineFormat {
  private static final Pattern PAIR =
      Pattern.compile("(?<![^\\s(,\\[])([a-z][a-z_]*)=(\"(?:\\\\.|[^\"\\\\])*\"|[^\\s,;)\\]]+)");
  private static final Set<String> OWN = Set.of("time", "level", "logger", "message", "stack");

  private final JsonFactory json = new JsonFactory();

  @Override
  public String line(LogEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator object = json.createGenerator(line)) {
      object.writeStartObject();
      object.writeStringField("time", event.time().toString());
      object.writeStringField("level", event.level().getName());
      object.writeStringField("logger", event.logger());
      object.writeStringField("message", event.message());
      writePairs(event.message(), object);
      if (event.thrown() != null) {
        StringWriter trace = new StringWriter();
        event.thrown().printStackTrace(new PrintWriter(trace));
        object.writeStringField("stack", trace.toString());
      }
      object.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }

  private static void writePairs(String message, JsonGenerator object) throws IOException {
    Set<String> written = new HashSet<>(OWN);
    Matcher pair = PAIR.matcher(message);
    while (pair.find()) {
      if (written.add(pair.group(1))) {
        object.writeStringField(pair.group(1), unquoted(pair.group(2)));
      }
    }
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }
}
