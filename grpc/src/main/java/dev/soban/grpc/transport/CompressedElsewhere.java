package dev.soban.grpc.transport;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Calls run on the event loop of their connection, but those that come compressed: to unpack a
 * message may take as long as a message can be large.
 *
 * @param codecs bounded; when it is full the loop itself has to do
 */
public record CompressedElsewhere(Executor codecs) implements ServerCallExecutorSupplier {
  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata metadata) {
    String encoding = metadata.get(ENCODING);
    return encoding == null || encoding.equals("identity") ? Runnable::run : this::elsewhere;
  }

  private void elsewhere(Runnable work) {
    try {
      codecs.execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
  }
}
