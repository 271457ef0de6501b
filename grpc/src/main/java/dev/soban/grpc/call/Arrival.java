package dev.soban.grpc.call;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.time.Ticker;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import dev.soban.server.access.Access;
import dev.soban.server.access.Asker;
import dev.soban.server.access.Scope;
import dev.soban.server.call.Asked;
import dev.soban.server.transport.Correlation;
import dev.soban.server.transport.RequestIds;
import dev.soban.server.transport.Wait;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came in: the request of HTTP that it is, and its id.
 *
 * @param home the loop of its connection
 * @param deadline as the caller set it; null when it did not
 */
public record Arrival(
    RequestHead head, Correlation correlation, EventExecutor home, @Nullable Deadline deadline) {

  /** A caller whose own clock ended the call did so at about its deadline here. */
  private static final long JITTER_MILLIS = 100;

  /** To be called where the call starts. */
  public static Arrival of(ServerCall<?, ?> call, Metadata metadata, Serving serving) {
    RequestIds ids = serving.http().ids();
    MetadataHeaders headers = new MetadataHeaders(metadata);
    EventExecutor home = serving.homes().here();
    RequestHead head =
        new RequestHead(
            "POST",
            "/" + call.getMethodDescriptor().getFullMethodName(),
            HttpVersion.HTTP_2,
            headers,
            remoteAddress(call),
            home,
            serving.http().ticker().nanos());
    return new Arrival(head, Correlation.of(headers, ids), home, Context.current().getDeadline());
  }

  private static InetSocketAddress remoteAddress(ServerCall<?, ?> call) {
    return (InetSocketAddress)
        Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }

  /**
   * Who asks.
   *
   * @throws dev.soban.server.access.AccessRefused when they may not
   */
  public Asker admitted(Access access, Scope scope) {
    return access.admit(head, scope);
  }

  /** What this brings to a question of a model that came with it, or later on it. */
  public Asked asked(Asker asker, Ticker ticker) {
    RequestHead now =
        new RequestHead(
            head.method(),
            head.target(),
            head.version(),
            head.headers(),
            head.remoteAddress(),
            head.executor(),
            ticker.nanos());
    return new Asked(now, correlation, asker, patience());
  }

  private Duration patience() {
    return deadline == null
        ? Wait.FOR_EVER
        : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  /** Why a call was cancelled from outside. */
  public PredictionException whyGone() {
    return deadline != null && deadline.timeRemaining(TimeUnit.MILLISECONDS) <= JITTER_MILLIS
        ? new DeadlineExceeded("no answer within the caller's deadline; allow more time")
        : new Cancelled("the client went away");
  }

  /** Runs on the loop of the connection, at once when this is it. */
  public void atHome(Runnable work) {
    if (home.inEventLoop()) {
      work.run();
    } else {
      home.execute(work);
    }
  }
}
