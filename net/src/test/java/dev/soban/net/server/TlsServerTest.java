package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.net.tls.ClientAuth;
import dev.soban.net.tls.TestCertificate;
import dev.soban.net.tls.TestCertificate.Kind;
import dev.soban.net.tls.TlsFiles;
import dev.soban.net.tls.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TlsServerTest {
  @TempDir Path folder;

  private final TestCertificate own = TestCertificate.of("localhost");

  @ParameterizedTest
  @EnumSource
  void every_kind_of_key_serves(Kind kind) throws Exception {
    TestCertificate certificate = TestCertificate.of("localhost", kind);
    try (HttpServer server = start(identity(certificate.write(folder)), TestServer::echo);
        HttpClient client = client(ClientTls.trusting(certificate))) {
      assertThat(ask(client, server, "/a").body()).isEqualTo("GET /a ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_and_server_agree_on_a_version_of_http(HttpClient.Version version) throws Exception {
    try (HttpServer server = start(identity(own.write(folder)), TestServer::echo);
        HttpClient client = client(ClientTls.trusting(own))) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri(server, "/"))
                  .version(version)
                  .POST(HttpRequest.BodyPublishers.ofString("a".repeat(500_000)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.body()).hasSize(500_007);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void both_versions_of_tls_are_spoken(String version) throws Exception {
    try (HttpServer server = start(identity(own.write(folder)), TestServer::echo);
        SSLSocket socket = connect(server, ClientTls.trusting(own))) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(exchange(socket, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("GET / ");
    }
  }

  @Test
  void what_is_refused_arrives_whole_over_tls() throws Exception {
    try (HttpServer server = start(identity(own.write(folder)), TestServer::echo);
        SSLSocket socket = connect(server, ClientTls.trusting(own))) {
      // More than was read when the refusal is written: the connection must not be reset.
      String heard = exchange(socket, "GET /\r\n" + "x".repeat(100_000));

      assertThat(heard).startsWith("HTTP/1.1 400 ").endsWith("{\"error\":\"malformed request\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"REQUIRE, true, true", "REQUIRE, false, false", "OPTIONAL, false, true"})
  void clients_show_a_certificate_where_they_must(ClientAuth mode, boolean shows, boolean fine)
      throws Exception {
    TestCertificate issuer = TestCertificate.of("issuer");
    SSLContext context =
        shows ? ClientTls.showing(issuer.issue("caller"), own) : ClientTls.trusting(own);
    try (HttpServer server = start(asking(issuer, mode), TestServer::echo);
        HttpClient client = client(context)) {
      if (fine) {
        assertThat(ask(client, server, "/").statusCode()).isEqualTo(200);
      } else {
        assertThatThrownBy(() -> ask(client, server, "/")).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUIRE", "OPTIONAL"})
  void a_certificate_of_a_stranger_is_refused(ClientAuth mode) throws Exception {
    TestCertificate issuer = TestCertificate.of("issuer");
    // Of an issuer that has the same name and another key, so that the client shows it.
    SSLContext stranger = ClientTls.showing(TestCertificate.of("issuer").issue("stranger"), own);
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (HttpServer server =
            start(asking(issuer, mode), (head, body, response) -> asked.add(head.path()));
        HttpClient client = client(stranger)) {
      assertThatThrownBy(() -> ask(client, server, "/")).isInstanceOf(IOException.class);
      assertThat(asked).isEmpty();
    }
  }

  private TlsIdentity asking(TestCertificate issuer, ClientAuth mode) throws IOException {
    TlsFiles files = own.write(folder);
    Path issuers = Files.writeString(folder.resolve("ca.pem"), issuer.certificatePem());
    return identity(new TlsFiles(files.certificate(), files.key(), issuers, mode));
  }

  @Test
  void who_speaks_no_tls_is_told_to() throws Exception {
    try (HttpServer server = start(identity(own.write(folder)), TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\na");

      assertThat(client.hearAll())
          .startsWith("HTTP/1.1 400 ")
          .contains("connection: close\r\n")
          .endsWith("{\"error\":\"this port speaks TLS (expected: https instead of http)\"}");
    }
  }

  @Test
  void who_speaks_tls_where_it_is_not_is_told_so() throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});

      assertThat(client.hearAll())
          .startsWith("HTTP/1.1 400 ")
          .contains("TLS on a port without it (expected: http");
    }
  }

  @Test
  void a_handshake_that_never_ends_is_closed() throws Exception {
    Duration hour = Duration.ofHours(1);
    var pace = new ServerLimits.Pace(Duration.ofMillis(50), hour, hour, hour, 1);
    HttpServerConfig config =
        HttpServerConfig.on("127.0.0.1", 0)
            .withLimits(ServerLimits.defaults().withPace(pace))
            .withTls(identity(own.write(folder)));
    try (HttpServer server = HttpServer.start(config, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say(new byte[] {0x16, 3, 1, 0});

      client.hearAll();
    }
  }

  @Test
  void a_connection_that_says_nothing_is_closed() throws Exception {
    Duration hour = Duration.ofHours(1);
    var pace = new ServerLimits.Pace(hour, Duration.ofMillis(50), hour, hour, 1);
    HttpServerConfig config =
        HttpServerConfig.on("127.0.0.1", 0)
            .withLimits(ServerLimits.defaults().withPace(pace))
            .withTls(identity(own.write(folder)));
    try (HttpServer server = HttpServer.start(config, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      assertThat(client.hearAll()).isEmpty();
    }
  }

  @Test
  void draining_closes_what_is_idle_and_ends_what_is_not() throws Exception {
    BlockingQueue<ResponseWriter> asked = new LinkedBlockingQueue<>();
    try (HttpServer server =
            start(identity(own.write(folder)), (head, body, response) -> asked.add(response));
        RawClient silent = RawClient.connect(server);
        HttpClient client = client(ClientTls.trusting(own))) {
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(
              HttpRequest.newBuilder(uri(server, "/")).build(),
              HttpResponse.BodyHandlers.ofString());
      ResponseWriter response = asked.poll(10, TimeUnit.SECONDS);
      assertThat(response).isNotNull();

      var drained = server.drain().toCompletableFuture();

      assertThat(silent.hearAll()).isEmpty();
      TestServer.answer(response, 200, "done");
      assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_connection_lives_on_when_the_certificate_changes() throws Exception {
    TlsIdentity identity = identity(own.write(folder));
    try (HttpServer server = start(identity, TestServer::echo);
        SSLSocket before = connect(server, ClientTls.trusting(own))) {
      before.startHandshake();
      TestCertificate next = TestCertificate.of("next");
      next.write(folder);
      identity.follow();

      try (SSLSocket after = connect(server, ClientTls.trusting(next))) {
        after.startHandshake();
        assertThat(subject(after.getSession())).isEqualTo("CN=next");
      }
      assertThat(exchange(before, "GET /b HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
          .endsWith("GET /b ");
    }
  }

  @Test
  void certificates_that_change_under_load_fail_no_request() throws Exception {
    List<TestCertificate> certificates = new ArrayList<>(List.of(own));
    for (int i = 0; i < 6; i++) {
      certificates.add(TestCertificate.of("localhost", Kind.values()[i % 3]));
    }
    TlsIdentity identity = identity(own.write(folder));
    SSLContext trusting = ClientTls.trusting(certificates.toArray(TestCertificate[]::new));
    AtomicBoolean over = new AtomicBoolean();
    try (HttpServer server = start(identity, TestServer::echo);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient kept = client(trusting)) {
      List<Future<Integer>> asked = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        asked.add(callers.submit(() -> askUntil(over, kept, server)));
        asked.add(callers.submit(() -> askAnewUntil(over, trusting, server)));
      }
      for (TestCertificate next : certificates) {
        next.write(folder);
        identity.follow();
        askAnew(trusting, server);
        askAnew(trusting, server);
      }
      over.set(true);

      for (Future<Integer> caller : asked) {
        assertThat(caller.get(60, TimeUnit.SECONDS)).isPositive();
      }
    }
  }

  private static int askUntil(AtomicBoolean over, HttpClient client, HttpServer server)
      throws Exception {
    int asked = 0;
    while (!over.get() || asked == 0) {
      assertThat(ask(client, server, "/").statusCode()).isEqualTo(200);
      asked++;
    }
    return asked;
  }

  private static int askAnewUntil(AtomicBoolean over, SSLContext context, HttpServer server)
      throws Exception {
    int asked = 0;
    while (!over.get() || asked == 0) {
      askAnew(context, server);
      asked++;
    }
    return asked;
  }

  /** Over a connection of its own. */
  private static void askAnew(SSLContext context, HttpServer server) throws IOException {
    try (SSLSocket socket = connect(server, context)) {
      assertThat(exchange(socket, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
          .endsWith("GET / ");
    }
  }

  private static TlsIdentity identity(TlsFiles files) throws IOException {
    return TlsIdentity.load(files, InstantSource.system());
  }

  private static HttpServer start(TlsIdentity identity, HttpHandler handler) throws IOException {
    return HttpServer.start(
        HttpServerConfig.on("127.0.0.1", 0).withEventLoops(1).withTls(identity), handler);
  }

  private static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> ask(HttpClient client, HttpServer server, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(server, path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(HttpServer server, String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  private static SSLSocket connect(HttpServer server, SSLContext context) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
    plain.setSoTimeout(10_000);
    return (SSLSocket)
        context.getSocketFactory().createSocket(plain, "localhost", server.port(), true);
  }

  private static String exchange(SSLSocket socket, String said) throws IOException {
    socket.getOutputStream().write(FrameClient.text(said));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String subject(SSLSession session) throws IOException {
    return session.getPeerPrincipal().getName();
  }
}
