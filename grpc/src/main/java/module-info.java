import org.jspecify.annotations.NullMarked;

/** The inference protocol over gRPC, with health and reflection. */
@NullMarked
module dev.soban.grpc {
  requires com.google.common;
  requires com.google.protobuf;
  requires dev.soban.core;
  requires dev.soban.net;
  requires dev.soban.protocol;
  requires io.grpc;
  requires io.grpc.netty;
  requires io.grpc.protobuf;
  requires io.grpc.services;
  requires io.grpc.stub;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires static transitive org.jspecify;
  requires transitive dev.soban.server;

  exports dev.soban.grpc;
}
