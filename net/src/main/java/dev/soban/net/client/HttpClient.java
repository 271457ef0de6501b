package dev.soban.net.client;

import dev.soban.net.client.HttpClientException.Broken;
import dev.soban.net.client.HttpClientException.TimedOut;
import dev.soban.net.wire.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends HTTP/1.1 requests over kept connections. Thread-safe; stages complete on its one thread,
 * which must not be blocked, or fail with an {@link HttpClientException}.
 */
public final class HttpClient implements AutoCloseable {
  private static final String CLOSED = "client closed";

  private final HttpClientConfig config;
  private final EventLoops loops;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Map<Endpoint, EndpointPool> pools = new HashMap<>();
  private boolean closed;

  private HttpClient(HttpClientConfig config) {
    this.config = config;
    loops = EventLoops.start(1, "soban-http-client");
    loop = loops.group().next();
    int connectMillis = Math.toIntExact(config.connectTimeout().toMillis());
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(loops.clientChannel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis);
  }

  public static HttpClient start(HttpClientConfig config) {
    return new HttpClient(config);
  }

  public CompletionStage<HttpResponse> send(HttpRequest request) {
    Call call = new Call(request);
    try {
      loop.execute(() -> start(call));
    } catch (RejectedExecutionException e) {
      call.fail(new Broken(call.endpoint(), CLOSED));
    }
    return call.answer();
  }

  private void start(Call call) {
    if (closed) {
      call.fail(new Broken(call.endpoint(), CLOSED));
      return;
    }
    EndpointPool pool = pools.computeIfAbsent(call.endpoint(), this::newPool);
    long millis = config.timeout().toMillis();
    call.endsWith(loop.schedule(() -> timeOut(pool, call, millis), millis, TimeUnit.MILLISECONDS));
    pool.start(call);
  }

  private EndpointPool newPool(Endpoint endpoint) {
    return new EndpointPool(endpoint, config, bootstrap, () -> loop.ticker().nanoTime());
  }

  private static void timeOut(EndpointPool pool, Call call, long millis) {
    call.fail(new TimedOut(call.endpoint(), millis));
    pool.abandon(call);
  }

  /**
   * Ends every connection and the thread; calls that wait fail. Not from a stage of this client.
   */
  @Override
  public void close() {
    if (!loop.isShuttingDown()) {
      loop.execute(this::refuseAll);
    }
    loops.stop().toCompletableFuture().join();
  }

  private void refuseAll() {
    closed = true;
    pools.values().forEach(pool -> pool.failWaiting(CLOSED));
  }
}
