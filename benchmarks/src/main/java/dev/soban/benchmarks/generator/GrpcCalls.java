package dev.soban.benchmarks.generator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;

/** Calls over one connection that nobody waits for, only to be given up. */
public final class GrpcCalls implements AutoCloseable {
  private final ManagedChannel channel;

  public GrpcCalls(InetSocketAddress server) {
    channel = NettyChannelBuilder.forAddress(server).usePlaintext().directExecutor().build();
  }

  /** Begins a call; closing what is returned cancels it. */
  public AutoCloseable ask(byte[] message) {
    ClientCall<byte[], byte[]> call = channel.newCall(PlainInfer.METHOD, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(2);
    call.sendMessage(message);
    call.halfClose();
    return () -> call.cancel("the client hangs up", null);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
