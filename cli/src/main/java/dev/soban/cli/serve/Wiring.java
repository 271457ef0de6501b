package dev.soban.cli.serve;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.runtime.LadderReport;
import dev.soban.cli.runtime.ModelRuntime;
import dev.soban.cli.runtime.OtherLoadedModels;
import dev.soban.cli.runtime.RepositoryLoad;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.change.Candidate;
import dev.soban.core.lifecycle.change.Lifecycle;
import dev.soban.core.lifecycle.change.MemoryBudget;
import dev.soban.core.lifecycle.state.StateStore;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.stack.ServingStack;
import dev.soban.grpc.GrpcServer;
import dev.soban.net.server.HttpServer;
import dev.soban.repository.server.ServerSettings;
import dev.soban.server.access.Access;
import dev.soban.server.admin.AdminHttp;
import dev.soban.server.admin.AdminSurroundings;
import dev.soban.server.admin.ServerMetrics;
import dev.soban.server.control.Changes;
import dev.soban.server.docs.DocsHttp;
import dev.soban.server.http.HttpLimits;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.http.Rejections;
import dev.soban.server.predictionlog.FileTurnover;
import dev.soban.server.predictionlog.PredictionFiles;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.server.routes.InferenceRoutes;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The parts of a serving process, put together by plain constructor calls, lowest first. It listens
 * as soon as it is made, and is ready when told so.
 */
final class Wiring implements AutoCloseable {
  private static final long LINGER_MILLIS = 250;

  private final ServerMetrics metrics = new ServerMetrics();
  private final LoadedModels models = new LoadedModels();
  private final Readiness readiness = new Readiness(models::answer);
  private final RequestIds ids = new RequestIds(new SecureRandom());
  private final TlsPorts tls = new TlsPorts(metrics);
  private final PredictionFiles predictionLog;
  private final ModelRuntime runtime;
  private final ServerSettings settings;
  private final RepositoryLoad repository;
  private final List<Candidate> discovered;
  private final ThreadPoolExecutor codecs;
  private final ThreadPoolExecutor changeThreads;
  private final HttpServer http;
  private final CompletableFuture<Optional<GrpcServer>> grpc;
  private final HttpServer admin;

  /**
   * @param version of the program
   * @param state what was decided about models before; closed by the caller, afterwards
   * @throws CommandFailure when it cannot listen or the models' folder cannot be read
   */
  Wiring(ServerSettings settings, Path root, String version, StateStore state) {
    this.settings = settings;
    predictionLog = predictionLog(settings);
    runtime =
        new ModelRuntime(
            new ModelRuntime.Options(
                settings.threads(),
                DirectMemory.forTensors(settings.limits().tensorMemoryBytes()),
                metrics.inferenceObserver(),
                new ServingStack.Outside(
                    new OtherLoadedModels(models),
                    predictionLog,
                    () -> ThreadLocalRandom.current().nextDouble())));
    repository = new RepositoryLoad(runtime, root, models, state, lifecycle(settings));
    discovered = discover(repository);
    codecs = CodecThreads.start();
    changeThreads = ChangeThreads.start();
    Access access = KeyedAccess.of(settings.access());
    Changes changes = new Changes(repository.control(), changeThreads);
    HttpSurroundings surroundings =
        new HttpSurroundings(
            models,
            runtime.memory(),
            runtime.ticker(),
            codecs,
            readiness,
            ids,
            metrics.transportObserver(),
            access,
            settings.access().repositoryControl() ? Optional.of(changes) : Optional.empty());
    Listening listening = new Listening(settings, runtime.ticker(), new Rejections(ids), tls);
    AdminSurroundings operating =
        new AdminSurroundings(
            models,
            readiness,
            metrics,
            ids,
            runtime.ticker(),
            access,
            changes,
            new Prewarming(runtime.memory(), runtime.ticker()));
    admin = start(() -> listening.admin(new AdminHttp(operating)));
    http =
        start(
            () ->
                listening.inference(
                    new DocsHttp(
                        surroundings,
                        settings.docs(),
                        version,
                        InferenceRoutes.over(
                            surroundings,
                            limits(settings),
                            OtherServers.of(settings.routes()),
                            version))));
    grpc =
        CompletableFuture.supplyAsync(
            () -> start(() -> listening.grpc(surroundings, limits(settings), version)),
            Thread.ofPlatform().name("soban-grpc-start").daemon(true)::start);
    metrics.watch(runtime.memory());
    metrics.watchWorkers(runtime::beats);
    metrics.watch(readiness);
    metrics.watch(models);
    metrics.watch("http", http::snapshot);
    metrics.watch(predictionLog);
  }

  private static PredictionFiles predictionLog(ServerSettings settings) {
    ServerSettings.PredictionLogFiles files = settings.predictionLog();
    Path folder = files.folder() == null ? settings.data().resolve("predictions") : files.folder();
    return new PredictionFiles(
        new FileTurnover(folder, files.maxFileBytes(), files.keepFiles(), files.daily()),
        InstantSource.system());
  }

  private static HttpLimits limits(ServerSettings settings) {
    return new HttpLimits(settings.limits().maxBodyBytes(), HttpLimits.DEFAULT.offloadBytes());
  }

  private static Lifecycle.Settings lifecycle(ServerSettings settings) {
    return new Lifecycle.Settings(
        new MemoryBudget(settings.lifecycle().memoryBudgetBytes()), settings.shutdown().drain());
  }

  private static List<Candidate> discover(RepositoryLoad repository) {
    try {
      return repository.discover();
    } catch (Unavailable e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Opens a port. */
  private interface Start<S> {
    S run() throws IOException;
  }

  private static <S> S start(Start<S> start) {
    try {
      return start.run();
    } catch (IOException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** The server that starts beside the models, which takes about as long as a small one. */
  private Optional<GrpcServer> grpc() {
    try {
      return grpc.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof CommandFailure failure ? failure : e;
    }
  }

  /** Loads the models of the folder; returns when each is ready or failed, and gRPC listens. */
  void loadModels() {
    repository.load(discovered, any -> true);
    new LadderReport(repository.entries(), models).log();
    grpc().ifPresent(server -> metrics.watch("grpc", server::snapshot));
  }

  void becomeReady() {
    readiness.becomeReady();
    repository.watchVersions();
    if (settings.lifecycle().watch()) {
      repository.watchFolder(settings.lifecycle().watchInterval());
    }
  }

  /** Says unready, and still answers what comes. */
  void leave() {
    readiness.leave();
  }

  /**
   * Refuses new requests with an answer, and completes when all that came is answered. Connections
   * are closed a moment later only, as a client that is just sending on one would get no answer.
   */
  CompletionStage<Void> drain() {
    Executor aMomentLater = CompletableFuture.delayedExecutor(LINGER_MILLIS, TimeUnit.MILLISECONDS);
    return readiness
        .refuse()
        .thenApplyAsync(none -> drainPorts(), aMomentLater)
        .thenCompose(drained -> drained);
  }

  private CompletionStage<Void> drainPorts() {
    CompletionStage<Void> overHttp = http.drain();
    return grpc()
        .map(GrpcServer::drain)
        .map(overGrpc -> overGrpc.thenCompose(none -> overHttp))
        .orElse(overHttp);
  }

  /** Requests that came and are not answered. */
  long inFlight() {
    return readiness.inFlight();
  }

  ModelControl control() {
    return repository.control();
  }

  LoadedModels models() {
    return models;
  }

  String pictureDecoders() {
    return runtime.pictureDecoders();
  }

  ServerSettings.Transport transport() {
    return settings.transport();
  }

  InetSocketAddress httpAddress() {
    return http.address();
  }

  /** Empty when gRPC is off. */
  Optional<InetSocketAddress> grpcAddress() {
    return grpc().map(GrpcServer::address);
  }

  InetSocketAddress adminAddress() {
    return admin.address();
  }

  /** Frees the models; the stage completes when none of them runs. */
  CompletionStage<Void> unloadModels() {
    return CompletableFuture.runAsync(repository::close, Thread.ofPlatform().daemon(true)::start);
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    http.close();
    grpc.exceptionally(failed -> Optional.empty()).join().ifPresent(GrpcServer::close);
    admin.close();
    tls.close();
    codecs.shutdown();
    changeThreads.shutdown();
    runtime.close();
    predictionLog.close();
  }
}
