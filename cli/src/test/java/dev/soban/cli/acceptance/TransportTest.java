package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soban.cli.ServeProcess;
import dev.soban.cli.serve.RunningServer;
import dev.soban.repository.yaml.Overlay;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program behind HTTP/2, TLS and CORS. */
class TransportTest {
  private static final Path ROOT = Path.of(System.getProperty("soban.root", ".."));
  private static final Path MODELS = ROOT.resolve("examples/models");
  private static final Pattern OPENSSL =
      Pattern.compile("^openssl req .*\\\\\n.*$", Pattern.MULTILINE);
  private static final String SHOP = "https://shop.example.com";

  @TempDir Path folder;

  @Test
  void the_documented_command_makes_a_certificate_that_serves() throws Exception {
    makeCertificate();
    Overlay[] settings = {
      overlay("http.tls.certificate", folder.resolve("server.pem")),
      overlay("http.tls.key", folder.resolve("server.key")),
      new Overlay("http.cors.origins", SHOP, "test"),
    };
    try (RunningServer server = RunningServer.of(MODELS, settings);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      URI home = URI.create(server.url().replace("http://127.0.0.1", "https://localhost"));

      HttpResponse<String> answer =
          send(client, HttpRequest.newBuilder(home.resolve("/v2")).header("origin", SHOP));
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).contains("\"name\":\"soban\"");
      assertThat(answer.headers().map())
          .containsKey("x-request-id")
          .containsEntry("access-control-allow-origin", List.of(SHOP))
          .containsEntry("vary", List.of("Origin"));
      HttpResponse<String> beforehand =
          send(
              client,
              HttpRequest.newBuilder(home.resolve("/v2/models/iris/infer"))
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .header("origin", SHOP)
                  .header("access-control-request-method", "POST"));
      assertThat(beforehand.statusCode()).isEqualTo(204);
      assertThat(beforehand.headers().firstValue("access-control-allow-headers").orElse(""))
          .contains("Authorization", "X-API-Key");
      HttpResponse<String> metrics =
          send(client, HttpRequest.newBuilder(URI.create(server.adminUrl() + "/metrics")));
      assertThat(metrics.body())
          .containsPattern("soban_tls_certificate_expiry_seconds\\{port=\"http\"} 3\\.15\\d*E7");
    }
  }

  private void makeCertificate() throws Exception {
    Matcher command = OPENSSL.matcher(Files.readString(ROOT.resolve("docs/protocols.md")));
    assertThat(command.find()).isTrue();
    try {
      Process openssl =
          new ProcessBuilder(command.group().replace("\\\n", " ").trim().split("\\s+"))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("openssl.log").toFile())
              .start();
      assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (IOException e) {
      assumeTrue(false, "skipped: there is no openssl");
    }
  }

  private static Overlay overlay(String key, Path file) {
    return new Overlay(key, file.toString(), "test");
  }

  private SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(folder.resolve("server.pem"))) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());
    return context;
  }

  @Test
  void sigterm_loses_no_request_that_is_on_its_way_over_http_2() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder, "--models", MODELS.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder home = HttpRequest.newBuilder(URI.create(server.url() + "/v2"));
      assertThat(send(client, home).version()).isEqualTo(HttpClient.Version.HTTP_2);

      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(
            client.sendAsync(
                HttpRequest.newBuilder(URI.create(server.url() + "/predictions/iris"))
                    .POST(HttpRequest.BodyPublishers.ofString("[[5.1, 3.5, 1.4, 0.2]]"))
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      server.terminate();

      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        HttpResponse<String> given = answer.get(60, TimeUnit.SECONDS);
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(given.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
      assertThat(server.exitCode()).isZero();
      assertThat(server.log()).contains("ended, every request was answered");
    }
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
