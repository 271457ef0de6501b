package dev.soban.cli.serve;

import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole server within the test's process, on ports of its own. */
public final class RunningServer implements AutoCloseable {
  private final Wiring wiring;

  private RunningServer(Wiring wiring) {
    this.wiring = wiring;
  }

  /** Serves a folder of models; returns when each is ready or failed. */
  public static RunningServer of(Path models, Overlay... more) {
    List<Overlay> flags = new ArrayList<>(List.of(more));
    flags.add(new Overlay("http.listen", "127.0.0.1:0", "--http"));
    flags.add(new Overlay("admin.listen", "127.0.0.1:0", "--admin"));
    try {
      Wiring wiring = new Wiring(ServerSettings.read(null, flags), models, "test");
      wiring.loadModels();
      wiring.becomeReady();
      return new RunningServer(wiring);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  public String url() {
    return url(wiring.httpAddress());
  }

  public String adminUrl() {
    return url(wiring.adminAddress());
  }

  private static String url(InetSocketAddress address) {
    return "http://127.0.0.1:" + address.getPort();
  }

  /** As SIGTERM does it: what came is answered, then the models are freed. */
  @Override
  public void close() {
    wiring.leave();
    wiring.drain().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    wiring.unloadModels();
    wiring.close();
  }
}
