package dev.soban.repository.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.repository.SchemaCheck;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {
  static final String EVERY_KEY =
      """
      models: ./served
      data: /var/lib/soban
      strict: true
      http:
        listen: "[::]:9000"
        docs: false
        repository_control: true
        v1_status: tensorflow
        torchserve_status: torchserve
        default_model: iris
        tls: {certificate: a.pem, key: /etc/a.key, client_ca: ca.pem, client_auth: optional, reload_interval: 1m}
        cors:
          origins: ["https://Shop.example.com", "http://localhost:3000"]
          methods: post
          headers: [X-A]
          exposed_headers: [X-B]
          max_age: 1h
          credentials: true
      grpc:
        listen: "9001"
        tls: {certificate: c.pem, key: c.key}
      admin:
        listen: localhost:9002
        tls: {certificate: b.pem, key: b.key}
      limits:
        max_header_size: 16KiB
        max_body_size: 1MiB
        max_connections: 5
        max_connections_per_address: 4
        header_timeout: 1s
        body_timeout: 2s
        idle_timeout: 3s
        write_timeout: 4s
        min_body_rate: 2KiB
        tensor_memory: 2MiB
        max_concurrent_streams: 7
      shutdown: {grace: 0ms, drain: 1m}
      logging: {format: json, level: debug}
      threads: {event_loops: 1, compute: 2, prepare: auto}
      access: {anonymous: never, max_priority: 3}
      keys:
        - principal: team-a
          sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
          scopes: [infer, jobs]
          weight: 4
          max_priority: 2
        - principal: ops@example.com
          sha256: 60303AE22B998861BCE3B28F33EEC1BE758A213C86C93C076DBE9F558C11C752
          scopes: admin
      tenants: {trust_header: true, weights: {shop: 0.5, team-a: 4.0}}
      prediction_log: {folder: said, max_file_size: 1MiB, keep_files: 3, daily: false}
      lifecycle: {watch: true, watch_interval: 5s, memory_budget: 1GiB}
      """;

  @TempDir Path folder;

  @Test
  void without_a_file_everything_has_its_default() throws Exception {
    ServerSettings settings = ServerSettings.read(null, List.of());

    assertThat(settings.models()).isNull();
    assertThat(settings.data()).isEqualTo(Path.of(".soban"));
    assertThat(settings.strict()).isFalse();
    assertThat(settings.http()).hasToString("127.0.0.1:8000");
    assertThat(settings.docs()).isTrue();
    assertThat(settings.grpc()).hasToString("127.0.0.1:8001");
    assertThat(settings.admin()).hasToString("127.0.0.1:8002");
    assertThat(settings.limits()).isEqualTo(ServerSettings.Limits.DEFAULT);
    assertThat(settings.shutdown()).isEqualTo(ServerSettings.Shutdown.DEFAULT);
    assertThat(settings.logging()).isEqualTo(ServerSettings.Logging.DEFAULT);
    assertThat(settings.threads()).isEqualTo(ServerSettings.Threads.DEFAULT);
    assertThat(settings.access()).isEqualTo(AccessSettings.DEFAULT);
    assertThat(settings.predictionLog()).isEqualTo(ServerSettings.PredictionLogFiles.DEFAULT);
    assertThat(settings.lifecycle()).isEqualTo(ServerSettings.Lifecycle.DEFAULT);
    assertThat(settings.routes()).isEqualTo(RouteSettings.DEFAULT);
    assertThat(settings.transport()).isEqualTo(ServerSettings.Transport.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "none", "'off'"})
  void grpc_can_be_switched_off(String text) throws Exception {
    assertThat(read("grpc: {listen: " + text + "}").grpc()).isNull();
    assertThat(SchemaCheck.of("soban.schema.json").complaints("grpc: {listen: " + text + "}"))
        .isEmpty();
  }

  @Test
  void grpc_is_open_to_others_only_as_http_is() throws Exception {
    assertThatThrownBy(() -> read("grpc: {listen: 0.0.0.0:8001}"))
        .hasMessageContaining("expected: a loopback address such as 127.0.0.1:8001; or a key");
    assertThat(read("grpc: {listen: 0.0.0.0:8001}\naccess: {anonymous: always}").grpc())
        .hasToString("0.0.0.0:8001");
  }

  @Test
  void every_key_is_read() throws Exception {
    ServerSettings settings = read(EVERY_KEY);

    assertThat(settings)
        .isEqualTo(
            new ServerSettings(
                folder.resolve("./served"),
                Path.of("/var/lib/soban"),
                true,
                new ListenAddress("::", 9000),
                false,
                new ListenAddress("127.0.0.1", 9001),
                new ListenAddress("localhost", 9002),
                new ServerSettings.Limits(
                    16 << 10,
                    1 << 20,
                    5,
                    4,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4),
                    2 << 10,
                    2 << 20,
                    7),
                new ServerSettings.Shutdown(Duration.ZERO, Duration.ofMinutes(1)),
                new ServerSettings.Logging(
                    ServerSettings.Logging.Format.JSON, ServerSettings.Logging.Level.DEBUG),
                new ServerSettings.Threads(1, 2, ServerSettings.Threads.AUTO),
                new AccessSettings(
                    AccessSettings.Anonymous.NEVER,
                    3,
                    List.of(
                        new AccessSettings.Key(
                            "team-a",
                            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                            Set.of(AccessSettings.Scope.INFER, AccessSettings.Scope.JOBS),
                            2),
                        new AccessSettings.Key(
                            "ops@example.com",
                            "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                            Set.of(AccessSettings.Scope.ADMIN),
                            1)),
                    Map.of("shop", 0.5, "team-a", 4.0),
                    true,
                    true),
                new ServerSettings.PredictionLogFiles(folder.resolve("said"), 1 << 20, 3, false),
                new ServerSettings.Lifecycle(true, Duration.ofSeconds(5), 1L << 30),
                new RouteSettings(
                    RouteSettings.V1Status.TENSORFLOW,
                    RouteSettings.TorchServeStatus.TORCHSERVE,
                    "iris"),
                new ServerSettings.Transport(
                    Optional.of(
                        new TlsSettings(
                            folder.resolve("a.pem"),
                            Path.of("/etc/a.key"),
                            folder.resolve("ca.pem"),
                            TlsSettings.ClientAuth.OPTIONAL,
                            Duration.ofMinutes(1))),
                    Optional.of(
                        new TlsSettings(
                            folder.resolve("c.pem"),
                            folder.resolve("c.key"),
                            null,
                            TlsSettings.ClientAuth.REQUIRE,
                            Duration.ofSeconds(10))),
                    Optional.of(
                        new TlsSettings(
                            folder.resolve("b.pem"),
                            folder.resolve("b.key"),
                            null,
                            TlsSettings.ClientAuth.REQUIRE,
                            Duration.ofSeconds(10))),
                    Optional.of(
                        new CorsSettings(
                            List.of("https://shop.example.com", "http://localhost:3000"),
                            List.of("POST"),
                            List.of("X-A"),
                            List.of("X-B"),
                            Duration.ofHours(1),
                            true)))));
  }

  @Test
  void schema_and_reader_know_the_same_keys_and_the_example_has_all() throws Exception {
    SchemaCheck schema = SchemaCheck.of("soban.schema.json");

    assertThat(schema.keys().stream().map(key -> key.startsWith("keys.") ? "keys" : key).distinct())
        .containsExactlyInAnyOrderElementsOf(ServerSettings.keys());
    assertThat(schema.keys()).allSatisfy(key -> assertThat(EVERY_KEY).contains(lastPart(key)));
    assertThat(schema.complaints(EVERY_KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http: {listen: 0}",
        "threads: {compute: auto}",
        "models: 모델",
        "http: {cors: {origins: '*', headers: '*'}}"
      })
  void reader_and_schema_accept(String yaml) throws Exception {
    assertThat(read(yaml)).isNotNull();
    assertThat(SchemaCheck.of("soban.schema.json").complaints(yaml)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'models: 5'                       | 1:9: models: 5 (expected: a folder)",
        "'data: []'                        | 1:7: data: an empty list (expected: a folder)",
        "'strict: yes'                     | 1:9: strict: yes (expected: true or false)",
        "'http:'                           | 1:6: http: nothing (expected: settings as key: value)",
        "'http: {listen: 1:2:3}'           | 1:16: listen: 1:2:3 (expected: host:port such as",
        "'http: {port: 1}'                 | 1:8: port: unknown key (expected: listen, repository_control, docs, v1_status, torchserve_status, default_model, tls, cors)",
        "'http: {tls: {key: a}}'           | 1:13: certificate: missing (expected: a PEM file)",
        "'admin: {tls: {certificate: a}}'  | 1:14: key: missing (expected: a PEM file)",
        "'http: {tls: {certificate: a, key: b, client_auth: require}}' | 1:51: client_auth: require (expected: client_ca beside it",
        "'http: {tls: {certificate: a, key: b, client_ca: c, client_auth: no}}' | 1:65: client_auth: no (expected: one of require, optional)",
        "'http: {cors: {origins: shop.example.com}}' | 1:24: origins: shop.example.com (expected: * or an origin such as",
        "'http: {cors: {origins: https://a/b}}' | 1:24: origins: https://a/b (expected: * or an origin such as",
        "'http: {cors: {methods: [a b]}}'  | 1:25: methods: a b (expected: a method such as POST)",
        "'limits: {max_concurrent_streams: 0}' | 1:34: max_concurrent_streams: 0 (expected: a whole number",
        "'limits: {max_body_size: 1mb}'    | 1:25: max_body_size: 1mb (expected: a size",
        "'limits: {max_connections: 0}'    | 1:27: max_connections: 0 (expected: a whole number",
        "'limits: {idle_timeout: 0s}'      | 1:24: idle_timeout: 0s (expected: a duration",
        "'limits: {idle_timeout: 5}'       | 1:24: idle_timeout: 5 (expected: a duration",
        "'shutdown: {drain: -1s}'          | 1:19: drain: -1s (expected: a duration",
        "'logging: {format: xml}'          | 1:19: format: xml (expected: one of text, json)",
        "'logging: {level: loud}'          | 1:18: level: loud (expected: one of debug",
        "'threads: {prepare: 0}'           | 1:20: prepare: 0 (expected: auto or a whole number",
        "'modles: x'                       | 1:1: modles: unknown key (did you mean models?)",
      })
  void reader_and_schema_refuse(String yaml, String expected) throws Exception {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder.resolve("soban.yaml") + ":" + expected);
    assertThat(SchemaCheck.of("soban.schema.json").complaints(yaml)).isNotEmpty();
  }

  @Test
  void credentials_do_not_go_with_every_origin() {
    assertThatThrownBy(() -> read("http: {cors: {origins: '*', credentials: true}}"))
        .hasMessageContaining("credentials: true (expected: false where origins is *");
  }

  @Test
  void tls_may_come_from_variables_alone() throws Exception {
    List<Overlay> overlays =
        Variables.overlays(
            Map.of("SOBAN_HTTP_TLS_CERTIFICATE", "c.pem", "SOBAN_HTTP_TLS_KEY", "k.pem"));

    TlsSettings tls = ServerSettings.read(null, overlays).transport().http().orElseThrow();

    assertThat(tls.certificate()).isEqualTo(Path.of("c.pem"));
    assertThat(tls.clientCa()).isNull();
  }

  @Test
  void later_overlay_wins_and_its_folder_is_relative_to_the_working_directory() throws Exception {
    Path file = Files.writeString(folder.resolve("soban.yaml"), "models: a\nhttp: {listen: 1}\n");
    Overlay variable = new Overlay("models", "b", "SOBAN_MODELS");
    Overlay flag = new Overlay("models", "c", "--models");

    ServerSettings settings = ServerSettings.read(file, List.of(variable, flag));

    assertThat(settings.models()).isEqualTo(Path.of("c"));
    assertThat(settings.http().port()).isEqualTo(1);
  }

  @Test
  void variables_are_named_after_their_keys() throws Exception {
    List<Overlay> overlays =
        Variables.overlays(
            Map.of(
                "SOBAN_LIMITS_MAX_BODY_SIZE", "1KiB",
                "SOBAN_STRICT", "true",
                "SOBAN_PORT", "tcp://10.0.0.1:80",
                "SOBAN_DATA", ""));

    ServerSettings settings = ServerSettings.read(null, overlays);

    assertThat(overlays).hasSize(2);
    assertThat(settings.limits().maxBodyBytes()).isEqualTo(1024);
    assertThat(settings.strict()).isTrue();
  }

  @Test
  void wrong_variable_is_named() {
    List<Overlay> overlays = Variables.overlays(Map.of("SOBAN_HTTP_LISTEN", "nope"));

    assertThatThrownBy(() -> ServerSettings.read(null, overlays))
        .hasMessage("SOBAN_HTTP_LISTEN: nope (expected: host:port such as 127.0.0.1:8000)");
  }

  private ServerSettings read(String yaml) throws Exception {
    return ServerSettings.read(Files.writeString(folder.resolve("soban.yaml"), yaml), List.of());
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1) + ":";
  }
}
