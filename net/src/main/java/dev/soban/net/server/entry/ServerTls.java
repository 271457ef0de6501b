package dev.soban.net.server.entry;

import dev.soban.net.tls.TlsIdentity;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** TLS as servers offer it: 1.3 and 1.2 with the ciphers that HTTP/2 allows, by the JDK. */
final class ServerTls {
  /** After this a client is asked again who it is, however often it resumes. */
  private static final Duration SESSION = Duration.ofHours(1);

  private ServerTls() {}

  static SslContext context(TlsIdentity identity) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity.keyManager())
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .clientAuth(clientAuth(identity))
            .sessionTimeout(SESSION.toSeconds())
            .applicationProtocolConfig(protocols());
    identity.trustManager().ifPresent(builder::trustManager);
    return builder.build();
  }

  private static ClientAuth clientAuth(TlsIdentity identity) {
    return switch (identity.clientAuth()) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRE -> ClientAuth.REQUIRE;
    };
  }

  private static ApplicationProtocolConfig protocols() {
    return new ApplicationProtocolConfig(
        ApplicationProtocolConfig.Protocol.ALPN,
        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
        ApplicationProtocolNames.HTTP_2,
        ApplicationProtocolNames.HTTP_1_1);
  }
}
