package dev.soban.grpc.transport;

import dev.soban.net.server.ServerSnapshot;
import dev.soban.server.call.BodyLimit;
import dev.soban.server.transport.Status;
import dev.soban.server.transport.TransportObserver;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts calls and their bytes, and ends a call whose message grows over the limit. The library has
 * such a limit itself, but refuses in words of its own, which name no setting.
 */
public final class Traffic extends ServerStreamTracer.Factory {
  private final BodyLimit limit;
  private final TransportObserver observer;
  private final ConnectionGate gate;
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder tooLarge = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();

  public Traffic(BodyLimit limit, TransportObserver observer, ConnectionGate gate) {
    this.limit = limit;
    this.observer = observer;
    this.gate = gate;
  }

  public ServerSnapshot snapshot() {
    return new ServerSnapshot(
        gate.open(),
        begun.sum() - ended.sum(),
        gate.accepted(),
        gate.refused(),
        begun.sum(),
        tooLarge.sum(),
        receivedBytes.sum(),
        sentBytes.sum());
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    begun.increment();
    return new OneCall();
  }

  /** Runs on the connection's event loop but for what is sent. */
  private final class OneCall extends ServerStreamTracer {
    private long messageBytes;

    @Override
    public void inboundMessage(int number) {
      messageBytes = 0;
    }

    @Override
    public void inboundWireSize(long bytes) {
      receivedBytes.add(bytes);
      messageBytes += bytes;
      if (messageBytes > limit.bytes()) {
        tooLarge.increment();
        observer.refused(null, Status.INPUT_TOO_LARGE.reason());
        messageBytes = Long.MIN_VALUE;
        throw io.grpc.Status.RESOURCE_EXHAUSTED
            .withDescription(limit.exceeded().getMessage())
            .asRuntimeException();
      }
    }

    @Override
    public void outboundWireSize(long bytes) {
      sentBytes.add(bytes);
    }

    @Override
    public void streamClosed(io.grpc.Status status) {
      ended.increment();
    }
  }
}
