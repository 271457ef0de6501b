package dev.soban.cli.serve;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.state.StateFiles;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole server within the test's process, on ports of its own. */
public final class RunningServer implements AutoCloseable {
  private final StateFiles state;
  private final Wiring wiring;

  private RunningServer(StateFiles state, Wiring wiring) {
    this.state = state;
    this.wiring = wiring;
  }

  /** Serves a folder of models; returns when each is ready or failed. */
  public static RunningServer of(Path models, Overlay... more) {
    try {
      return of(models, Files.createTempDirectory("soban-data"), List.of(more));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with a data folder and settings of its own. */
  public static RunningServer of(Path models, Path data, List<Overlay> others) {
    List<Overlay> flags = new ArrayList<>(others);
    flags.add(new Overlay("http.listen", "127.0.0.1:0", "--http"));
    flags.add(new Overlay("grpc.listen", "127.0.0.1:0", "--grpc"));
    flags.add(new Overlay("admin.listen", "127.0.0.1:0", "--admin"));
    flags.add(new Overlay("data", data.toString(), "--data"));
    try {
      StateFiles state = DataFolder.open(data);
      Wiring wiring = new Wiring(ServerSettings.read(null, flags), models, "test", state);
      wiring.loadModels();
      wiring.becomeReady();
      return new RunningServer(state, wiring);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  public String url() {
    return url(wiring.httpAddress());
  }

  public InetSocketAddress grpcAddress() {
    return wiring.grpcAddress().orElseThrow();
  }

  public String adminUrl() {
    return url(wiring.adminAddress());
  }

  public ModelControl control() {
    return wiring.control();
  }

  public LoadedModels models() {
    return wiring.models();
  }

  private static String url(InetSocketAddress address) {
    return "http://127.0.0.1:" + address.getPort();
  }

  /** As SIGTERM does it: what came is answered, then the models are freed. */
  @Override
  public void close() {
    wiring.leave();
    wiring.drain().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    wiring.unloadModels().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    wiring.close();
    state.close();
  }
}
