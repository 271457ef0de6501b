package dev.soban.conformance.grpc;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Calls whose messages are bytes, so that they need not be messages at all. */
public final class RawMessages implements MethodDescriptor.Marshaller<byte[]> {
  private static final String SERVICE = "inference.GRPCInferenceService";

  private final GrpcLine line;

  public RawMessages(GrpcLine line) {
    this.line = line;
  }

  /** How a call of a method ends. */
  public Status send(String method, byte[] message) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(this, this)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, method))
            .build();
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(line.timeout().toNanos(), TimeUnit.NANOSECONDS);
    Status status = Status.OK;
    try {
      ClientCalls.blockingUnaryCall(line.channel(), descriptor, options, message);
    } catch (StatusRuntimeException e) {
      status = e.getStatus();
    }
    line.note(method + " <" + message.length + " bytes>", GrpcLine.told(status));
    return status;
  }

  @Override
  public InputStream stream(byte[] message) {
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
