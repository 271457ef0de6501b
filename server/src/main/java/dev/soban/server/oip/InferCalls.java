package dev.soban.server.oip;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.TensorPool;
import dev.soban.net.HeaderName;
import dev.soban.server.call.Call;
import dev.soban.server.call.CallReader;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.JsonStreams;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Reads infer requests: JSON, JSON with binary data behind it, or raw. */
public final class InferCalls implements CallReader {
  /** Length of the JSON in front of binary data; 0 for a raw body. */
  public static final HeaderName HEADER_LENGTH = HeaderName.of("inference-header-content-length");

  private final JsonStreams json;
  private final TensorPool pool;

  public InferCalls(JsonStreams json, TensorPool pool) {
    this.json = json;
    this.pool = pool;
  }

  @Override
  public Call read(IncomingCall incoming) {
    return new InferCall(readBody(incoming), incoming.served().description().meaning(), json);
  }

  /** The request alone, for routes that answer in a form of their own. */
  public InferBody readBody(IncomingCall incoming) {
    String headerLength = incoming.head().headers().get(HEADER_LENGTH);
    if (headerLength != null && BodyParts.length(headerLength) == 0) {
      return RawRequest.read(incoming.body(), incoming.served(), pool);
    }
    return read(incoming, headerLength);
  }

  /** A request that is JSON and nothing else, from wherever it comes. */
  public InferBody read(MemorySegment text) {
    return new InferBodyReader(BodyParts.of(text, null, json, pool)).read();
  }

  private InferBody read(IncomingCall incoming, @Nullable String headerLength) {
    if (incoming.body().byteSize() == 0) {
      throw new InvalidInput("body: empty (expected: an infer request in JSON)");
    }
    BodyParts parts = BodyParts.of(incoming.body(), headerLength, json, pool);
    return new InferBodyReader(parts).read();
  }
}
