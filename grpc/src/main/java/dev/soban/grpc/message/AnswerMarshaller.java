package dev.soban.grpc.message;

import io.grpc.MethodDescriptor;
import java.io.InputStream;

/** Puts answers onto the network from where they lie. */
public final class AnswerMarshaller implements MethodDescriptor.Marshaller<AnswerMessage> {
  @Override
  public InputStream stream(AnswerMessage answer) {
    return new AnswerStream(answer);
  }

  /** Answers are only sent. */
  @Override
  public AnswerMessage parse(InputStream stream) {
    throw new UnsupportedOperationException("answers are not received here");
  }
}
