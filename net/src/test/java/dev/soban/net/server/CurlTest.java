package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soban.net.tls.TestCertificate;
import dev.soban.net.tls.TlsFiles;
import dev.soban.net.tls.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The curl of this machine, as a process. */
class CurlTest {
  @TempDir Path folder;

  @BeforeAll
  static void needsCurl() throws Exception {
    boolean there = false;
    try {
      there = run(List.of("curl", "--version")).contains("HTTP2");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("curl");
    }
    assumeTrue(there, "skipped: there is no curl that speaks HTTP/2");
  }

  @ParameterizedTest
  @CsvSource({"--http1.1, 1.1", "--http2, 2", "--http2-prior-knowledge, 2"})
  void each_way_into_http_works(String flag, String version) throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo)) {
      String url = "http://127.0.0.1:" + server.port() + "/a?b=c";

      assertThat(curl(flag, url)).isEqualTo("GET /a?b=c |200 " + version);
    }
  }

  @ParameterizedTest
  @CsvSource({"--http1.1, 1.1", "--http2, 2"})
  void each_way_into_https_works(String flag, String version) throws Exception {
    TlsFiles files = TestCertificate.of("localhost").write(folder);
    TlsIdentity identity = TlsIdentity.load(files, InstantSource.system());
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0).withTls(identity);
    try (HttpServer server = HttpServer.start(config, TestServer::echo)) {
      String url = "https://localhost:" + server.port() + "/a";

      assertThat(curl(flag, "--cacert", files.certificate().toString(), url))
          .isEqualTo("GET /a |200 " + version);
    }
  }

  @Test
  void a_client_certificate_lets_in() throws Exception {
    TestCertificate caller = TestCertificate.of("caller");
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    TlsFiles shown = caller.write(theirs);
    TlsFiles files = TestCertificate.of("localhost").write(folder);
    TlsIdentity identity =
        TlsIdentity.load(files.requiring(shown.certificate()), InstantSource.system());
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0).withTls(identity);
    try (HttpServer server = HttpServer.start(config, TestServer::echo)) {
      String url = "https://localhost:" + server.port() + "/";
      String trusted = files.certificate().toString();

      assertThat(
              curl(
                  "--cacert",
                  trusted,
                  "--cert",
                  shown.certificate().toString(),
                  "--key",
                  shown.key().toString(),
                  url))
          .isEqualTo("GET / |200 2");
      assertThat(curl("--cacert", trusted, url)).contains("|000 0");
    }
  }

  @ParameterizedTest
  @CsvSource({"--http1.1", "--http2", "--http2-prior-knowledge"})
  void a_large_body_goes_there_and_back(String flag) throws Exception {
    Path large = folder.resolve("large");
    Files.writeString(large, "0123456789".repeat(300_000));
    try (HttpServer server = TestServer.start(TestServer::echo)) {
      String url = "http://127.0.0.1:" + server.port() + "/";

      String answer = curl(flag, "--data-binary", "@" + large, url);

      assertThat(answer)
          .startsWith("POST / 0123456789")
          .contains("789|200 ")
          .hasSizeGreaterThan(3_000_000);
    }
  }

  @Test
  void a_body_over_the_limit_is_answered() throws Exception {
    Path large = folder.resolve("large");
    Files.writeString(large, "0123456789".repeat(300_000));
    try (HttpServer server =
        TestServer.start(
            limits -> limits.withSizes(new ServerLimits.Sizes(8 << 10, 32 << 10, 200, 100_000)),
            TestServer::echo)) {
      String url = "http://127.0.0.1:" + server.port() + "/";

      assertThat(
              curl("--http2-prior-knowledge", "-H", "expect:", "--data-binary", "@" + large, url))
          .startsWith("body: too large")
          .endsWith("|413 2");
    }
  }

  private static String curl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30"));
    command.addAll(List.of("-w", "|%{http_code} %{http_version}"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(60, TimeUnit.SECONDS);
    return out;
  }
}
