package dev.soban.grpc.call;

import dev.soban.server.access.Scope;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Lets only those through to a ready-made service who may ask models. */
public record Guard(Serving serving) implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
    Arrival arrival = Arrival.of(call, metadata, serving);
    try {
      var _ = arrival.admitted(serving.http().access(), Scope.INFER);
    } catch (RuntimeException e) {
      new CallEnd(call, arrival, serving).refuse(e);
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, metadata);
  }
}
