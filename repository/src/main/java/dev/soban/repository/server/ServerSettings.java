package dev.soban.repository.server;

import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the process serves: soban.yaml, overlaid by variables and flags, with defaults for the rest.
 *
 * @param models folder of the models; null when nothing says one
 * @param data folder for the process's own files
 * @param strict whether a model that cannot load ends the start
 * @param docs whether there is a page on which models can be tried out
 * @param grpc null when gRPC is off
 * @param predictionLog where predictions are written that a model.yaml asks for
 * @param transport what surrounds HTTP on its ports
 */
public record ServerSettings(
    @Nullable Path models,
    Path data,
    boolean strict,
    ListenAddress http,
    boolean docs,
    @Nullable ListenAddress grpc,
    ListenAddress admin,
    Limits limits,
    Shutdown shutdown,
    Logging logging,
    Threads threads,
    AccessSettings access,
    PredictionLogFiles predictionLog,
    Lifecycle lifecycle,
    RouteSettings routes,
    Transport transport) {

  /**
   * The settings of a file and what is laid over it; a later overlay hides an earlier one. Folders
   * named in the file are relative to the file, others to the working directory.
   *
   * @param file null when there is none
   * @throws ConfigException with every problem of the file and the overlays
   */
  public static ServerSettings read(@Nullable Path file, List<Overlay> overlays)
      throws ConfigException {
    return ServerSettingsReader.read(file, overlays);
  }

  /** Every key, sections with a dot: {@code http.listen}. */
  public static List<String> keys() {
    return ServerSettingsReader.keys();
  }

  /**
   * Bounds on what clients may send and how long they may take.
   *
   * @param maxBodyBytes also after decompression
   * @param maxConnectionsPerAddress of one client's; loopback addresses are not counted
   * @param headerTimeout from the first byte of a request to the end of its head
   * @param bodyTimeout in each such span, a body must come at {@code minBodyRate} at least
   * @param idleTimeout of a connection without a request
   * @param writeTimeout longest pause of a client that does not read its answer
   * @param minBodyRate bytes of a body in a second
   * @param tensorMemoryBytes for the tensors of all requests
   * @param maxConcurrentStreams requests at once over one connection of HTTP/2
   */
  public record Limits(
      int maxHeaderBytes,
      long maxBodyBytes,
      int maxConnections,
      int maxConnectionsPerAddress,
      Duration headerTimeout,
      Duration bodyTimeout,
      Duration idleTimeout,
      Duration writeTimeout,
      long minBodyRate,
      long tensorMemoryBytes,
      int maxConcurrentStreams) {
    public static final Limits DEFAULT =
        new Limits(
            32 << 10,
            64L << 20,
            10_000,
            1_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            1 << 10,
            256L << 20,
            128);
  }

  /**
   * How the process ends.
   *
   * @param grace how long it goes on serving while it already says that it is not ready
   * @param drain how long running requests may take after that
   */
  public record Shutdown(Duration grace, Duration drain) {
    public static final Shutdown DEFAULT =
        new Shutdown(Duration.ofSeconds(2), Duration.ofSeconds(30));
  }

  /** What the log looks like. */
  public record Logging(Format format, Level level) {
    public static final Logging DEFAULT = new Logging(Format.TEXT, Level.INFO);

    /** Form of a line. */
    public enum Format {
      TEXT,
      JSON
    }

    /** The least that is logged. */
    public enum Level {
      DEBUG,
      INFO,
      WARNING,
      ERROR
    }
  }

  /**
   * How many threads do what; {@link #AUTO} lets the machine's cores decide.
   *
   * @param eventLoops move bytes between network and memory
   * @param compute run models on the CPU, all models together
   * @param prepare decode pictures
   */
  public record Threads(int eventLoops, int compute, int prepare) {
    public static final int AUTO = 0;
    public static final Threads DEFAULT = new Threads(AUTO, AUTO, AUTO);
  }

  /**
   * Where predictions are written, and when a file is put aside.
   *
   * @param folder null for one of their own in {@code data}
   * @param maxFileBytes a file is put aside when it has grown to this
   * @param keepFiles how many of those stay
   * @param daily whether a new day, in UTC, begins a new file
   */
  public record PredictionLogFiles(
      @Nullable Path folder, long maxFileBytes, int keepFiles, boolean daily) {
    public static final PredictionLogFiles DEFAULT =
        new PredictionLogFiles(null, 64L << 20, 10, true);
  }

  /**
   * How versions come and go.
   *
   * @param watch whether changes of the models folder are followed by themselves
   * @param watchInterval between two looks; what changed in between is left alone until it rests
   * @param memoryBudgetBytes for all loaded versions together; {@link Long#MAX_VALUE} for no limit
   */
  public record Lifecycle(boolean watch, Duration watchInterval, long memoryBudgetBytes) {
    public static final Lifecycle DEFAULT =
        new Lifecycle(false, Duration.ofSeconds(2), Long.MAX_VALUE);
  }

  /** TLS of each port, empty where it speaks none, and the origins that may ask. */
  public record Transport(
      Optional<TlsSettings> http,
      Optional<TlsSettings> grpc,
      Optional<TlsSettings> admin,
      Optional<CorsSettings> cors) {
    public static final Transport DEFAULT =
        new Transport(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
