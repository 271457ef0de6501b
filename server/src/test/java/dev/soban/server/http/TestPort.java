package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.server.access.Access;
import dev.soban.server.admin.ServerMetrics;
import dev.soban.server.control.Changes;
import dev.soban.server.routes.InferenceRoutes;
import dev.soban.server.routes.RouteSettings;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The inference routes on a real port, with a client. */
public final class TestPort implements AutoCloseable {
  public final TensorPool pool = new TensorPool(256L << 20, 1 << 20);
  public final Readiness readiness = new Readiness();
  final ServerMetrics metrics = new ServerMetrics();
  final RequestIds ids = new RequestIds(new SplittableRandom(7));
  final HttpServer server;
  private final LoadedModels models;
  private final ExecutorService codecs = Executors.newFixedThreadPool(1);
  private final HttpClient client = HttpClient.newHttpClient();

  public TestPort(LoadedModels models) {
    this(models, HttpLimits.DEFAULT);
  }

  public TestPort(LoadedModels models, HttpLimits limits) {
    this(models, limits, Access.ofThisMachine(), Optional.empty());
  }

  TestPort(LoadedModels models, Access access, Optional<Changes> changes) {
    this(models, HttpLimits.DEFAULT, access, changes);
  }

  public TestPort(LoadedModels models, RouteSettings routes) {
    this(models, HttpLimits.DEFAULT, routes, Access.ofThisMachine(), Optional.empty());
  }

  private TestPort(
      LoadedModels models, HttpLimits limits, Access access, Optional<Changes> changes) {
    this(models, limits, RouteSettings.DEFAULT, access, changes);
  }

  private TestPort(
      LoadedModels models,
      HttpLimits limits,
      RouteSettings routes,
      Access access,
      Optional<Changes> changes) {
    this.models = models;
    readiness.becomeReady();
    HttpHandler http =
        InferenceRoutes.over(
            new HttpSurroundings(
                models,
                pool,
                Ticker.system(),
                codecs,
                readiness,
                ids,
                metrics.transportObserver(),
                access,
                changes),
            limits,
            routes,
            "9.9.9");
    try {
      server =
          HttpServer.start(
              HttpServerConfig.on("127.0.0.1", 0)
                  .withEventLoops(1)
                  .withRejections(new Rejections(ids)),
              http);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  public HttpResponse<String> get(String path) {
    return send(to(path).build());
  }

  public HttpResponse<String> post(String path, String body) {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  <B> HttpResponse<B> send(HttpRequest request, HttpResponse.BodyHandler<B> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads until the text was seen. */
  public static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (text.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended before '" + end + "': " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /** Takes no more requests, and checks that those answered left nothing behind. */
  public void endWithNothingHeld() {
    readiness.refuse().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(pool.heldSlabs()).isZero();
    assertThat(readiness.inFlight()).isZero();
    models.all().forEach(this::endUnheld);
  }

  private void endUnheld(VersionStatus status) {
    VersionStatus unloaded =
        new VersionStatus(
            status.name(), status.version(), VersionState.UNLOADED, "", Optional.empty());
    assertThat(models.replace(unloaded)).as("nobody holds " + status.name()).isCompleted();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    codecs.shutdownNow();
  }
}
