package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.tensor.DataType;
import dev.soban.net.tls.TlsFiles;
import dev.soban.net.tls.TlsIdentity;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ServerLiveRequest;
import dev.soban.server.ScriptedModel;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC over TLS, with identities that are made for the test. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  private final LoadedModels models =
      ScriptedModel.loaded(ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1)));

  /** A self-signed certificate and its key, as {@code NAME.pem} and {@code NAME.key}. */
  private TlsFiles identity(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String told = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(told).isZero();
    return written(name, store);
  }

  private TlsFiles written(String name, Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return TlsFiles.of(
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate("it").getEncoded()),
        pem(name + ".key", "PRIVATE KEY", keys.getKey("it", PASSWORD.toCharArray()).getEncoded()));
  }

  private Path pem(String file, String kind, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private static ManagedChannel channel(GrpcPort port, TlsFiles trusted, @Nullable TlsFiles own)
      throws SSLException {
    SslContextBuilder context =
        SslContextBuilder.forClient().trustManager(trusted.certificate().toFile());
    if (own != null) {
      context.keyManager(own.certificate().toFile(), own.key().toFile());
    }
    return NettyChannelBuilder.forAddress(port.server.address())
        .sslContext(GrpcSslContexts.configure(context, SslProvider.JDK).build())
        .build();
  }

  private static boolean live(ManagedChannel channel) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .serverLive(ServerLiveRequest.getDefaultInstance())
        .getLive();
  }

  @Test
  void a_client_that_trusts_the_server_is_answered_and_no_other() throws Exception {
    TlsFiles files = identity("first");
    TlsFiles other = identity("other");

    try (GrpcPort port = new GrpcPort(models, TlsIdentity.load(files, InstantSource.system()))) {
      ManagedChannel trusting = channel(port, files, null);
      ManagedChannel doubting = channel(port, other, null);

      assertThat(live(trusting)).isTrue();
      assertThatThrownBy(() -> live(doubting)).hasMessageContaining("UNAVAILABLE");
      assertThatThrownBy(() -> live(port.channel)).as("plain text").isNotNull();
      trusting.shutdownNow();
      doubting.shutdownNow();
    }
  }

  @Test
  void a_changed_certificate_serves_new_connections_and_old_ones_live_on() throws Exception {
    TlsFiles files = identity("first");
    TlsFiles next = identity("next");
    TlsIdentity identity = TlsIdentity.load(files, InstantSource.system());

    try (GrpcPort port = new GrpcPort(models, identity)) {
      ManagedChannel old = channel(port, files, null);
      assertThat(live(old)).isTrue();
      TlsFiles kept = identity("kept");
      Files.copy(files.certificate(), kept.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
      identity.follow();

      ManagedChannel fresh = channel(port, next, null);
      ManagedChannel late = channel(port, kept, null);

      assertThat(live(fresh)).isTrue();
      assertThat(live(old)).as("the open connection").isTrue();
      assertThatThrownBy(() -> live(late)).hasMessageContaining("UNAVAILABLE");
      old.shutdownNow();
      fresh.shutdownNow();
      late.shutdownNow();
    }
  }

  @Test
  void a_client_without_a_certificate_is_turned_away_where_one_is_required() throws Exception {
    TlsFiles files = identity("first");
    TlsFiles client = identity("client");
    TlsFiles mutual = files.requiring(client.certificate());

    try (GrpcPort port = new GrpcPort(models, TlsIdentity.load(mutual, InstantSource.system()))) {
      ManagedChannel known = channel(port, files, client);
      ManagedChannel nobody = channel(port, files, null);

      assertThat(live(known)).isTrue();
      assertThatThrownBy(() -> live(nobody)).hasMessageContaining("UNAVAILABLE");
      known.shutdownNow();
      nobody.shutdownNow();
    }
  }
}
