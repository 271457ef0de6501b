import org.jspecify.annotations.NullMarked;

/** HTTP on Netty: server and client. */
@NullMarked
module dev.soban.net {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;

  exports dev.soban.net;
  exports dev.soban.net.client;
  exports dev.soban.net.server;
  exports dev.soban.net.server.cors;
  exports dev.soban.net.tls;
}
