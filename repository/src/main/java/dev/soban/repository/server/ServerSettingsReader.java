package dev.soban.repository.server;

import dev.soban.core.model.ModelVersion;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.ConfigNode;
import dev.soban.repository.yaml.Overlay;
import dev.soban.repository.yaml.Place;
import dev.soban.repository.yaml.Problems;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import dev.soban.repository.yaml.YamlText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads soban.yaml. */
final class ServerSettingsReader {
  private static final ListenAddress HTTP = new ListenAddress("127.0.0.1", 8000);
  private static final ListenAddress GRPC = new ListenAddress("127.0.0.1", 8001);
  private static final ListenAddress ADMIN = new ListenAddress("127.0.0.1", 8002);
  private static final Path DATA = Path.of(".soban");
  private static final ScalarType<ListenAddress> LISTEN =
      ScalarType.text().parsed("host:port such as 127.0.0.1:8000", ListenAddress::parse);
  private static final ScalarType<MaybeListening> LISTEN_OR_OFF =
      ScalarType.text().parsed("host:port such as 127.0.0.1:8001, or off", MaybeListening::parse);
  private static final ScalarType<Path> FOLDER =
      ScalarType.string().parsed("a folder", ServerSettingsReader::path);
  private static final ScalarType<Path> FILE =
      ScalarType.string().parsed("a file", ServerSettingsReader::path);
  private static final ScalarType<Duration> TIMEOUT = ScalarType.duration(Duration.ofMillis(1));
  private static final ScalarType<Duration> PAUSE = ScalarType.duration(Duration.ZERO);
  private static final ScalarType<Integer> THREADS = ScalarType.autoOr(1, 1024);

  private static final ScalarType<String> MODEL =
      ScalarType.text()
          .parsed("a model's name", text -> Optional.of(text).filter(ModelVersion::validName));

  private final YamlObject yaml;
  private final @Nullable Path file;

  private ServerSettingsReader(YamlObject yaml, @Nullable Path file) {
    this.yaml = yaml;
    this.file = file;
  }

  static ServerSettings read(@Nullable Path file, List<Overlay> overlays) throws ConfigException {
    ConfigNode.Mapping mapping =
        file == null
            ? ConfigNode.Mapping.empty(Place.of("soban.yaml"))
            : YamlText.read(file, file.toString());
    for (Overlay overlay : overlays) {
      mapping = overlay.over(mapping);
    }
    Problems problems = new Problems();
    ServerSettings settings =
        new ServerSettingsReader(new YamlObject(mapping, problems), file).settings();
    problems.throwIfAny();
    return settings;
  }

  static List<String> keys() {
    ConfigNode.Mapping empty = ConfigNode.Mapping.empty(Place.of("soban.yaml"));
    YamlObject yaml = new YamlObject(empty, new Problems());
    new ServerSettingsReader(yaml, null).settings();
    return yaml.knownKeys();
  }

  private ServerSettings settings() {
    ListenAddress http = yaml.object("http").value("listen", LISTEN, HTTP);
    ListenAddress grpc =
        yaml.object("grpc").value("listen", LISTEN_OR_OFF, new MaybeListening(GRPC)).address();
    ListenAddress admin = yaml.object("admin").value("listen", LISTEN, ADMIN);
    AccessSettings access = new AccessReader(yaml).read();
    checkReach("http", http, HTTP, access);
    if (grpc != null) {
      checkReach("grpc", grpc, GRPC, access);
    }
    checkReach(admin, access);
    ServerSettings settings =
        new ServerSettings(
            folder("models").orElse(null),
            folder("data").orElse(DATA),
            yaml.value("strict", ScalarType.flag(), false),
            http,
            yaml.object("http").value("docs", ScalarType.flag(), true),
            grpc,
            admin,
            limits(yaml.object("limits")),
            shutdown(yaml.object("shutdown")),
            logging(yaml.object("logging")),
            threads(yaml.object("threads")),
            access,
            predictionLog(yaml.object("prediction_log")),
            lifecycle(yaml.object("lifecycle")),
            routes(yaml.object("http")),
            transport());
    yaml.object("http").done();
    yaml.object("grpc").done();
    yaml.object("admin").done();
    yaml.done();
    return settings;
  }

  private ServerSettings.Transport transport() {
    TlsReader tls = new TlsReader((section, key) -> path(section, key, FILE));
    YamlObject http = yaml.object("http");
    return new ServerSettings.Transport(
        tls.read(http.object("tls")),
        tls.read(yaml.object("grpc").object("tls")),
        tls.read(yaml.object("admin").object("tls")),
        CorsReader.read(http.object("cors")));
  }

  private Optional<Path> folder(String key) {
    return folder(yaml, key);
  }

  private Optional<Path> folder(YamlObject section, String key) {
    return path(section, key, FOLDER);
  }

  private Optional<Path> path(YamlObject section, String key, ScalarType<Path> type) {
    Optional<Path> path = section.value(key, type);
    return file != null && section.place(key).hasLine() ? path.map(file::resolveSibling) : path;
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** An address, or null where nothing is to listen. */
  private record MaybeListening(@Nullable ListenAddress address) {
    static Optional<MaybeListening> parse(String text) {
      return text.equals("off") || text.equals("none")
          ? Optional.of(new MaybeListening(null))
          : ListenAddress.parse(text).map(MaybeListening::new);
    }
  }

  /** Nobody is let in from other machines by mistake. */
  private void checkReach(
      String section, ListenAddress address, ListenAddress usual, AccessSettings access) {
    boolean asksKeys = access.hasKeyFor(AccessSettings.Scope.INFER);
    if (!address.loopback() && !asksKeys && access.anonymous() != AccessSettings.Anonymous.ALWAYS) {
      yaml.object(section)
          .wrong(
              "listen",
              "a loopback address such as "
                  + usual
                  + "; or a key with scope infer under keys,"
                  + " as 'soban keys new' makes one; or access.anonymous: always,"
                  + " to answer whoever reaches the port");
    }
  }

  private void checkReach(ListenAddress admin, AccessSettings access) {
    if (!admin.loopback() && !access.hasKeyFor(AccessSettings.Scope.ADMIN)) {
      yaml.object("admin")
          .wrong(
              "listen",
              "a loopback address such as 127.0.0.1:8002; or a key with scope admin under keys,"
                  + " as 'soban keys new --scope admin' makes one");
    }
  }

  private static ServerSettings.Limits limits(YamlObject limits) {
    ServerSettings.Limits otherwise = ServerSettings.Limits.DEFAULT;
    ServerSettings.Limits read =
        new ServerSettings.Limits(
            limits
                .value("max_header_size", ScalarType.size(1 << 10, 1 << 20))
                .map(Math::toIntExact)
                .orElse(otherwise.maxHeaderBytes()),
            limits.value(
                "max_body_size", ScalarType.size(1, Long.MAX_VALUE), otherwise.maxBodyBytes()),
            limits.value(
                "max_connections",
                ScalarType.wholeNumber(1, Integer.MAX_VALUE),
                otherwise.maxConnections()),
            limits.value(
                "max_connections_per_address",
                ScalarType.wholeNumber(1, Integer.MAX_VALUE),
                otherwise.maxConnectionsPerAddress()),
            limits.value("header_timeout", TIMEOUT, otherwise.headerTimeout()),
            limits.value("body_timeout", TIMEOUT, otherwise.bodyTimeout()),
            limits.value("idle_timeout", TIMEOUT, otherwise.idleTimeout()),
            limits.value("write_timeout", TIMEOUT, otherwise.writeTimeout()),
            limits.value(
                "min_body_rate", ScalarType.size(1, Long.MAX_VALUE), otherwise.minBodyRate()),
            limits.value(
                "tensor_memory",
                ScalarType.size(1L << 20, Long.MAX_VALUE),
                otherwise.tensorMemoryBytes()),
            limits.value(
                "max_concurrent_streams",
                ScalarType.wholeNumber(1, 1_000_000),
                otherwise.maxConcurrentStreams()));
    limits.done();
    return read;
  }

  private static ServerSettings.Shutdown shutdown(YamlObject shutdown) {
    ServerSettings.Shutdown otherwise = ServerSettings.Shutdown.DEFAULT;
    ServerSettings.Shutdown read =
        new ServerSettings.Shutdown(
            shutdown.value("grace", PAUSE, otherwise.grace()),
            shutdown.value("drain", PAUSE, otherwise.drain()));
    shutdown.done();
    return read;
  }

  private static ServerSettings.Logging logging(YamlObject logging) {
    ServerSettings.Logging otherwise = ServerSettings.Logging.DEFAULT;
    ServerSettings.Logging read =
        new ServerSettings.Logging(
            logging.value(
                "format",
                ScalarType.oneOf(ServerSettings.Logging.Format.class),
                otherwise.format()),
            logging.value(
                "level", ScalarType.oneOf(ServerSettings.Logging.Level.class), otherwise.level()));
    logging.done();
    return read;
  }

  private static ServerSettings.Threads threads(YamlObject threads) {
    ServerSettings.Threads otherwise = ServerSettings.Threads.DEFAULT;
    ServerSettings.Threads read =
        new ServerSettings.Threads(
            threads.value("event_loops", THREADS, otherwise.eventLoops()),
            threads.value("compute", THREADS, otherwise.compute()),
            threads.value("prepare", THREADS, otherwise.prepare()));
    threads.done();
    return read;
  }

  private ServerSettings.PredictionLogFiles predictionLog(YamlObject log) {
    ServerSettings.PredictionLogFiles otherwise = ServerSettings.PredictionLogFiles.DEFAULT;
    ServerSettings.PredictionLogFiles read =
        new ServerSettings.PredictionLogFiles(
            folder(log, "folder").orElse(null),
            log.value(
                "max_file_size",
                ScalarType.size(1 << 10, Long.MAX_VALUE),
                otherwise.maxFileBytes()),
            log.value("keep_files", ScalarType.wholeNumber(1, 10_000), otherwise.keepFiles()),
            log.value("daily", ScalarType.flag(), otherwise.daily()));
    log.done();
    return read;
  }

  private static ServerSettings.Lifecycle lifecycle(YamlObject lifecycle) {
    ServerSettings.Lifecycle otherwise = ServerSettings.Lifecycle.DEFAULT;
    ServerSettings.Lifecycle read =
        new ServerSettings.Lifecycle(
            lifecycle.value("watch", ScalarType.flag(), otherwise.watch()),
            lifecycle.value(
                "watch_interval",
                ScalarType.duration(Duration.ofMillis(100)),
                otherwise.watchInterval()),
            lifecycle.value(
                "memory_budget",
                ScalarType.size(1L << 20, Long.MAX_VALUE),
                otherwise.memoryBudgetBytes()));
    lifecycle.done();
    return read;
  }

  private static RouteSettings routes(YamlObject http) {
    RouteSettings otherwise = RouteSettings.DEFAULT;
    return new RouteSettings(
        http.value(
            "v1_status", ScalarType.oneOf(RouteSettings.V1Status.class), otherwise.v1Status()),
        http.value(
            "torchserve_status",
            ScalarType.oneOf(RouteSettings.TorchServeStatus.class),
            otherwise.torchServeStatus()),
        http.value("default_model", MODEL).orElse(null));
  }
}
