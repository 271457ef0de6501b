package dev.soban.grpc.transport;

import dev.soban.net.tls.TlsIdentity;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** HTTP/2 over TLS with the JDK's own implementation. */
public final class Tls {
  private Tls() {}

  /** The identity is asked at every handshake, and so may change while connections are open. */
  public static SslContext of(TlsIdentity identity) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity.keyManager()).clientAuth(clientAuth(identity));
    identity.trustManager().ifPresent(builder::trustManager);
    return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
  }

  private static ClientAuth clientAuth(TlsIdentity identity) {
    return switch (identity.clientAuth()) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRE -> ClientAuth.REQUIRE;
    };
  }
}
