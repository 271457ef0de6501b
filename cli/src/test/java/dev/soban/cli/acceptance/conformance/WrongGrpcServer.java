package dev.soban.cli.acceptance.conformance;

import com.google.protobuf.Message;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Stands before a server that is right and breaks one rule of its answers over gRPC. */
final class WrongGrpcServer implements AutoCloseable {
  private final Tampering tampering;
  private final ManagedChannel behind;
  private final Server server;

  /** What is done to each message and its answer; on streams, to each pair of them. */
  interface Tampering {
    Message on(String method, Message request, Upstream upstream);
  }

  /** The server that is right; throws what it refuses with. */
  interface Upstream {
    Message ask(Message request);
  }

  WrongGrpcServer(String address, Tampering tampering) {
    this.tampering = tampering;
    this.behind =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
            .maxInboundMessageSize(64 << 20)
            .build();
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(GRPCInferenceServiceGrpc.getServiceDescriptor());
    GRPCInferenceServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> add(service, method));
    try {
      this.server =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .maxInboundMessageSize(64 << 20)
              .addService(service.build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private void add(ServerServiceDefinition.Builder service, MethodDescriptor<?, ?> any) {
    MethodDescriptor<Message, Message> method = ofMessages(any);
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      service.addMethod(
          method,
          ServerCalls.asyncUnaryCall(
              (Message request, StreamObserver<Message> answers) ->
                  answer(method, request, answers)));
    } else {
      service.addMethod(method, ServerCalls.asyncBidiStreamingCall(this::stream));
    }
  }

  @SuppressWarnings("unchecked") // Every message of the service is one of Protocol Buffers.
  private static MethodDescriptor<Message, Message> ofMessages(MethodDescriptor<?, ?> method) {
    return (MethodDescriptor<Message, Message>) method;
  }

  private void answer(
      MethodDescriptor<Message, Message> method, Message request, StreamObserver<Message> answers) {
    try {
      answers.onNext(
          tampering.on(String.valueOf(method.getBareMethodName()), request, ask(method)));
      answers.onCompleted();
    } catch (StatusRuntimeException e) {
      answers.onError(e);
    }
  }

  private Upstream ask(MethodDescriptor<Message, Message> method) {
    return request -> ClientCalls.blockingUnaryCall(behind, method, CallOptions.DEFAULT, request);
  }

  /** Each request of a stream is one call behind. */
  private StreamObserver<Message> stream(StreamObserver<Message> answers) {
    MethodDescriptor<Message, Message> infer =
        ofMessages(GRPCInferenceServiceGrpc.getModelInferMethod());
    return new StreamObserver<>() {
      @Override
      public void onNext(Message request) {
        try {
          answers.onNext(tampering.on("ModelStreamInfer", request, WrongStreams.told(ask(infer))));
        } catch (StatusRuntimeException e) {
          answers.onError(e);
        }
      }

      @Override
      public void onError(Throwable gone) {
        answers.onError(Status.CANCELLED.asRuntimeException());
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
    behind.shutdownNow();
  }
}
