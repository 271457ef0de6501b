package dev.soban.net.client;

import dev.soban.net.client.HttpClientException.Broken;
import dev.soban.net.client.HttpClientException.CannotConnect;
import dev.soban.net.client.HttpClientException.TooManyWaiting;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connections to one endpoint and the calls that wait for one. Belongs to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
final class EndpointPool {
  private final Endpoint endpoint;
  private final HttpClientConfig config;
  private final Bootstrap bootstrap;
  private final LongSupplier nanos;
  private final Deque<ClientConnection> idle = new ArrayDeque<>();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private int open;
  private int connecting;

  EndpointPool(
      Endpoint endpoint, HttpClientConfig config, Bootstrap bootstrap, LongSupplier nanos) {
    this.endpoint = endpoint;
    this.config = config;
    this.bootstrap = bootstrap;
    this.nanos = nanos;
  }

  void start(Call call) {
    ClientConnection free = takeIdle();
    if (free != null) {
      free.send(call);
    } else if (waiting.size() >= config.waiting()) {
      call.fail(new TooManyWaiting(endpoint, config.waiting()));
    } else {
      waiting.add(call);
      connectIfAllowed();
    }
  }

  /** The one used last, which is the likeliest to be alive. */
  private @Nullable ClientConnection takeIdle() {
    long oldest = nanos.getAsLong() - config.idle().toNanos();
    for (ClientConnection next = idle.pollLast(); next != null; next = idle.pollLast()) {
      if (next.usable() && next.idleSinceNanos() - oldest >= 0) {
        return next;
      }
      next.close();
    }
    return null;
  }

  private void connectIfAllowed() {
    boolean enoughUnderWay = waiting.size() <= connecting;
    if (enoughUnderWay || open >= config.connections()) {
      return;
    }
    open++;
    connecting++;
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator((int) config.maxBodyBytes()))
                    .addLast(new ClientConnection(EndpointPool.this, channel));
              }
            })
        .connect(endpoint.host(), endpoint.port())
        .addListener((ChannelFuture connected) -> connected(connected));
  }

  private void connected(ChannelFuture connected) {
    connecting--;
    if (connected.isSuccess()) {
      ClientConnection connection = connected.channel().pipeline().get(ClientConnection.class);
      if (connection != null) {
        serveNext(connection);
      }
      return;
    }
    open--;
    Call call = nextWaiting();
    if (call != null) {
      call.fail(new CannotConnect(endpoint, connected.cause()));
    }
    connectIfAllowed();
  }

  void free(ClientConnection connection) {
    connection.idleSince(nanos.getAsLong());
    serveNext(connection);
  }

  private void serveNext(ClientConnection connection) {
    Call call = nextWaiting();
    if (call == null) {
      connection.idleSince(nanos.getAsLong());
      idle.addLast(connection);
    } else {
      connection.send(call);
    }
  }

  private @Nullable Call nextWaiting() {
    Call call = waiting.poll();
    while (call != null && call.settled()) {
      call = waiting.poll();
    }
    return call;
  }

  void lost(ClientConnection connection) {
    open--;
    idle.remove(connection);
    connectIfAllowed();
  }

  void failWaiting(String reason) {
    for (Call call = nextWaiting(); call != null; call = nextWaiting()) {
      call.fail(new Broken(endpoint, reason));
    }
  }

  void abandon(Call call) {
    waiting.remove(call);
    ClientConnection connection = call.connection();
    if (connection != null) {
      connection.abandon();
    }
  }
}
