package dev.soban.benchmarks.generator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A closed-loop load generator over gRPC: so many calls are on their way at any time, spread over a
 * few connections, and each is followed by the next as it is answered. Messages go out as the bytes
 * they are, so that the generator takes little of the cores it shares with the server.
 */
public final class GrpcLoop implements AutoCloseable {
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final byte[] message;
  private final int calls;
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * @param message of each call
   * @param connections among which the calls are spread
   * @param calls how many are on their way at any time
   */
  public GrpcLoop(InetSocketAddress server, byte[] message, int connections, int calls) {
    this.message = message;
    this.calls = calls;
    for (int i = 0; i < connections; i++) {
      channels.add(NettyChannelBuilder.forAddress(server).usePlaintext().directExecutor().build());
    }
  }

  /** Answers per second, behind a while that is not counted. */
  public double run(Duration warmup, Duration measured) throws IOException, InterruptedException {
    Round round = new Round();
    for (int i = 0; i < calls; i++) {
      round.next(channels.get(i % channels.size()));
    }
    TimeUnit.NANOSECONDS.sleep(warmup.toNanos());
    long before = answered.sum();
    long begun = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(measured.toNanos());
    double perSecond = (answered.sum() - before) * 1e9 / (System.nanoTime() - begun);
    round.end();
    if (refused.sum() > 0) {
      throw new IOException(refused.sum() + " calls did not end with OK");
    }
    return perSecond;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** Calls that follow one another until the round ends. */
  private final class Round {
    private final CountDownLatch out = new CountDownLatch(calls);
    private volatile boolean over;

    void next(ManagedChannel channel) {
      ClientCall<byte[], byte[]> call = channel.newCall(PlainInfer.METHOD, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              (status.isOk() ? answered : refused).increment();
              if (over || !status.isOk()) {
                out.countDown();
              } else {
                next(channel);
              }
            }
          },
          new Metadata());
      call.request(2);
      call.sendMessage(message);
      call.halfClose();
    }

    void end() throws InterruptedException, IOException {
      over = true;
      if (!out.await(30, TimeUnit.SECONDS)) {
        throw new IOException(out.getCount() + " calls were not answered");
      }
    }
  }
}
