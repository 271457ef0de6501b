package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/** Makes parsers and generators; thread-safe. Bodies are UTF-8, whatever their first bytes say. */
public final class JsonStreams {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NAME = 1_000;

  private final int maxStringLength;
  private final JsonFactory factory;

  public JsonStreams() {
    this(Integer.MAX_VALUE);
  }

  /**
   * @param maxStringLength in characters, of one string that is read; each takes six bytes of heap
   *     on its way into a tensor
   */
  public JsonStreams(int maxStringLength) {
    this.maxStringLength = maxStringLength;
    this.factory = factory(maxStringLength);
  }

  private static JsonFactory factory(int maxStringLength) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxStringLength(maxStringLength)
                .build())
        .build();
  }

  /** What reads a body. */
  @FunctionalInterface
  public interface Reading<T> {
    T read(JsonParser parser) throws IOException;
  }

  /** What writes a body. */
  @FunctionalInterface
  public interface Writing {
    void write(JsonGenerator generator) throws IOException;
  }

  /**
   * Reads exactly one value; the parser stands on its first token.
   *
   * @throws InvalidInput when the text is not JSON, too deep, or followed by something
   */
  public <T> T read(MemorySegment text, Reading<T> reading) {
    return read(new SegmentInput(text), reading);
  }

  /** As {@link #read(MemorySegment, Reading)}. */
  public <T> T read(JsonText text, Reading<T> reading) {
    return read(text.source().get(), reading);
  }

  private <T> T read(InputStream text, Reading<T> reading) {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new InvalidInput("body: empty (expected: JSON)");
      }
      T value = reading.read(parser);
      if (parser.nextToken() != null) {
        throw new InvalidInput(
            "body: more at byte "
                + parser.currentTokenLocation().getByteOffset()
                + " (expected: one JSON value)");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw String.valueOf(e.getMessage()).startsWith("String") ? stringTooLong() : invalid(e);
    } catch (IOException e) {
      throw invalid(e);
    }
  }

  /** Appends one value to the sink. */
  public void write(OutputStream sink, Writing writing) {
    try (JsonGenerator generator = factory.createGenerator(sink)) {
      writing.write(generator);
    } catch (IOException e) {
      throw new IllegalStateException("writing JSON to memory failed", e);
    }
  }

  private InputTooLarge stringTooLong() {
    return new InputTooLarge(
        "body: a JSON string of more than "
            + maxStringLength
            + " characters (expected: at most as many; send large elements as binary data)");
  }

  private static InvalidInput invalid(IOException e) {
    if (e instanceof JsonProcessingException malformed && malformed.getLocation() != null) {
      return new InvalidInput(
          "body: not JSON at byte "
              + malformed.getLocation().getByteOffset()
              + ": "
              + withoutSource(malformed.getOriginalMessage()));
    }
    return new InvalidInput("body: not JSON: " + e.getMessage());
  }

  /** The parser's own words on where a value began mean nothing to who sent it. */
  private static String withoutSource(String message) {
    int source = message.indexOf(" (start marker at");
    return source < 0 ? message : message.substring(0, source);
  }
}
