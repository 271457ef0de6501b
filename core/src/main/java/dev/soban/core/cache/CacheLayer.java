package dev.soban.core.cache;

import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.StaleAnswers;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request as an equal one was answered, and lets equal requests that come at the same
 * time share one run.
 *
 * <p>A kept answer is given out at once, on the calling thread. Refusals, failures and degraded
 * answers are never kept. Close it after what is below it: what it keeps is let go of, and nothing
 * is kept any more.
 */
public final class CacheLayer implements Layer, PredictionCache, StaleAnswers, AutoCloseable {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final CacheSettings settings;
  private final long freshForNanos;
  private final Ticker ticker;
  private final CacheCounters counters = new CacheCounters();
  private final AnswerStore store;
  private final ConcurrentHashMap<Fingerprint, Flight> flights = new ConcurrentHashMap<>();
  private final Flight.Landing landing = new Keeping();
  private volatile boolean keepsForEveryone;

  /**
   * @param staleFor how long after it was made a stale answer may still be of use, for whoever
   *     falls back on one; zero when nobody does
   */
  public CacheLayer(CacheSettings settings, Duration staleFor, TensorPool memory, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
    boolean ages = !settings.ttl().isZero();
    this.freshForNanos = ages ? nanos(settings.ttl()) : Long.MAX_VALUE;
    this.store =
        new AnswerStore(
            boundBytes(settings, memory),
            ages ? Math.max(freshForNanos, nanos(staleFor)) : 0,
            memory,
            ticker,
            counters);
  }

  /** What may be kept: what is asked for, but never more than half of the memory for tensors. */
  public static long boundBytes(CacheSettings settings, TensorPool memory) {
    return Math.min(settings.maxBytes(), memory.limitBytes() / 2);
  }

  @Override
  public Predictor around(Predictor next) {
    return request ->
        Wishes.cached(request.parameters()) ? cached(request, next) : next.predict(request);
  }

  private CompletionStage<InferenceResponse> cached(InferenceRequest request, Predictor next) {
    long begunAtNanos = ticker.nanos();
    Question question = Question.of(request, tenant(request));
    InferenceResponse kept = kept(question);
    long elapsedNanos = ticker.nanos() - begunAtNanos;
    if (kept != null) {
      counters.hit(elapsedNanos);
      return CompletableFuture.completedFuture(kept);
    }
    return Wishes.superseded(request.parameters())
        ? alone(request, question, next, elapsedNanos)
        : together(request, question, next, elapsedNanos);
  }

  private String tenant(InferenceRequest request) {
    return settings.acrossTenants() ? EVERYONE : request.context().caller().tenant();
  }

  private @Nullable InferenceResponse kept(Question question) {
    InferenceResponse own = store.find(question, freshForNanos);
    return own != null || !keepsForEveryone || question.tenant().equals(EVERYONE)
        ? own
        : store.find(question.askedBy(EVERYONE), freshForNanos);
  }

  private CompletionStage<InferenceResponse> together(
      InferenceRequest request, Question question, Predictor next, long lookedNanos) {
    Fingerprint fingerprint = question.fingerprint();
    while (true) {
      Flight flight = flights.get(fingerprint);
      if (flight == null) {
        Flight own = flight(question, next);
        Follower leader = new Follower(request, true);
        own.board(leader);
        if (flights.putIfAbsent(fingerprint, own) == null) {
          return lead(own, leader, lookedNanos);
        }
        own.discard();
        continue;
      }
      Follower follower = new Follower(request, false);
      switch (flight.join(follower, question)) {
        case JOINED -> {
          counters.joined();
          return follower.stage();
        }
        case OTHER -> {
          return alone(request, question, next, lookedNanos);
        }
        case OVER -> flights.remove(fingerprint, flight);
      }
    }
  }

  /** Runs for this request only, on its own terms, and keeps the answer. */
  private CompletionStage<InferenceResponse> alone(
      InferenceRequest request, Question question, Predictor next, long lookedNanos) {
    Flight flight = flight(question, next);
    Follower leader = new Follower(request, true);
    flight.board(leader);
    return lead(flight, leader, lookedNanos);
  }

  private Flight flight(Question question, Predictor next) {
    return new Flight(question.holding(Tensor::share), next, landing);
  }

  private CompletionStage<InferenceResponse> lead(
      Flight flight, Follower leader, long lookedNanos) {
    InferenceResponse kept = kept(flight.question());
    if (kept != null) {
      // An equal flight ended between the look at what is kept and this one's take-off.
      counters.hit(lookedNanos);
      flight.land(kept);
    } else {
      counters.missed(lookedNanos);
      flight.start();
    }
    return leader.stage();
  }

  /** Keeps what flights bring, unless it is degraded. */
  private final class Keeping implements Flight.Landing {
    @Override
    public void arrived(Question question, InferenceResponse response) {
      if (response.origin().isDegraded()) {
        return;
      }
      long begunAtNanos = ticker.nanos();
      store.keep(question, response);
      if (question.tenant().equals(EVERYONE)) {
        keepsForEveryone = true;
      }
      counters.kept(ticker.nanos() - begunAtNanos);
    }

    @Override
    public void ended(Flight flight) {
      flights.remove(flight.question().fingerprint(), flight);
    }
  }

  @Override
  public @Nullable InferenceResponse stale(InferenceRequest request, Duration maxAge) {
    InferenceResponse kept = store.find(Question.of(request, tenant(request)), nanos(maxAge));
    return kept == null ? null : kept.withOrigin(kept.origin().withCache(CacheUse.NONE));
  }

  @Override
  public Counts counts() {
    return store.counts();
  }

  @Override
  public long clear() {
    return store.clear();
  }

  @Override
  public Optional<Path> prewarmFile() {
    return settings.prewarm();
  }

  @Override
  public void close() {
    store.close();
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
  }
}
