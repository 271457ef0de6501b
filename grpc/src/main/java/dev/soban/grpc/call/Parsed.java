package dev.soban.grpc.call;

import dev.soban.core.predict.PredictionException.InvalidInput;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A message, or the failure to make sense of it. */
public final class Parsed<Q> {
  private final @Nullable Q value;

  private Parsed(@Nullable Q value) {
    this.value = value;
  }

  /**
   * @throws InvalidInput when it was no such message
   */
  Q value() {
    if (value == null) {
      throw new InvalidInput("message: malformed (expected: a message in protocol buffers)");
    }
    return value;
  }

  /** The same call, of which a malformed message is not the transport's affair. */
  public static <Q, A> MethodDescriptor<Parsed<Q>, A> messagesOf(MethodDescriptor<Q, A> method) {
    return method.toBuilder(
            new Marshaller<>(method.getRequestMarshaller()), method.getResponseMarshaller())
        .build();
  }

  private record Marshaller<Q>(MethodDescriptor.Marshaller<Q> plain)
      implements MethodDescriptor.Marshaller<Parsed<Q>> {
    @Override
    public InputStream stream(Parsed<Q> message) {
      return plain.stream(message.value());
    }

    @Override
    public Parsed<Q> parse(InputStream stream) {
      try {
        return new Parsed<>(plain.parse(stream));
      } catch (StatusRuntimeException malformed) {
        return new Parsed<>(null);
      }
    }
  }
}
