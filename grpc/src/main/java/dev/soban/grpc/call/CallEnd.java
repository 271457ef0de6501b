package dev.soban.grpc.call;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.server.transport.Correlation;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Ends a call, once, and says in its metadata what every answer says. Thread-safe. */
public final class CallEnd {
  private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");
  private static final Metadata.Key<String> TRACEPARENT = key("traceparent");
  private static final Metadata.Key<String> RETRY_AFTER_MS = key("retry-after-ms");
  private static final Metadata.Key<String> CHALLENGE = key("www-authenticate");
  private static final Metadata.Key<String> CACHE = key("x-soban-cache");
  private static final Metadata.Key<String> DEGRADED = key("x-soban-degraded");

  private final ServerCall<?, ?> call;
  private final Arrival arrival;
  private final Serving serving;
  private final AtomicBoolean ended = new AtomicBoolean();

  public CallEnd(ServerCall<?, ?> call, Arrival arrival, Serving serving) {
    this.call = call;
    this.arrival = arrival;
    this.serving = serving;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** To be sent in front of answers. */
  public Metadata headers() {
    Correlation correlation = arrival.correlation();
    Metadata headers = new Metadata();
    headers.put(REQUEST_ID, correlation.requestId());
    if (correlation.traceParent() != null) {
      headers.put(TRACEPARENT, correlation.traceParent());
    }
    return headers;
  }

  /** To be sent in front of a model's only answer. */
  public Metadata headers(Origin origin) {
    Metadata headers = headers();
    if (origin.cache() != CacheUse.NONE) {
      headers.put(CACHE, origin.cache().label());
    }
    if (origin.isDegraded()) {
      headers.put(DEGRADED, origin.degraded());
    }
    return headers;
  }

  /** All answers were sent. */
  public void ok() {
    close(Status.OK, new Metadata());
  }

  /** Ends it with a failure that no layer of a model's stack counted. */
  public void refuse(Throwable thrown) {
    GrpcRefusal refusal = GrpcRefusal.of(thrown);
    note(refusal, null, true);
    refuse(refusal);
  }

  /** Ends it with a failure that was noted. */
  public void refuse(GrpcRefusal refusal) {
    Metadata trailers = headers();
    if (refusal.retryAfter().isPositive()) {
      long millis = refusal.retryAfter().plusNanos(999_999).toMillis();
      trailers.put(RETRY_AFTER_MS, Long.toString(millis));
    }
    if (!refusal.refusal().challenge().isEmpty()) {
      trailers.put(CHALLENGE, refusal.refusal().challenge());
    }
    close(refusal.grpcStatus(), trailers);
  }

  /**
   * Logs a failure, and counts it unless the model's own stack did.
   *
   * @param model null while none is known
   */
  public void note(GrpcRefusal refusal, @Nullable ModelVersion model, boolean uncounted) {
    if (uncounted) {
      serving.http().observer().refused(model, refusal.refusal().reason());
    }
    serving.log().failed(arrival.head(), arrival.correlation(), model, refusal.refusal());
  }

  private void close(Status status, Metadata trailers) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    try {
      call.close(status, trailers);
    } catch (IllegalStateException e) {
      // It broke while it was sending, and the transport has ended it by itself.
    }
  }
}
