package dev.soban.core.predict;

import dev.soban.core.tensor.Tensor;
import dev.soban.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes requests; whatever is not said is as plain as can be: home is the thread that answers, the
 * deadline an hour away.
 */
public final class TestRequests {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final Ticker ticker;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private Parameters parameters = Parameters.NONE;
  private Duration timeout = Duration.ofHours(1);
  private Cancellation cancellation = new Cancellation();
  private Executor home = Runnable::run;
  private RequestContext.Caller caller = RequestContext.Caller.ANONYMOUS;
  private String id = "test-" + COUNTER.incrementAndGet();

  private TestRequests(Ticker ticker) {
    this.ticker = ticker;
  }

  public static TestRequests request(Ticker ticker) {
    return new TestRequests(ticker);
  }

  /** A request with one input; it stays the caller's. */
  public static InferenceRequest of(Ticker ticker, String name, Tensor input) {
    return request(ticker).input(name, input).build();
  }

  public TestRequests id(String text) {
    id = text;
    return this;
  }

  public TestRequests input(String name, Tensor tensor) {
    inputs.put(name, tensor);
    return this;
  }

  public TestRequests output(String name) {
    outputs.add(name);
    return this;
  }

  public TestRequests parameter(String name, Object value) {
    parameters = parameters.with(name, value);
    return this;
  }

  public TestRequests timeout(Duration duration) {
    timeout = duration;
    return this;
  }

  public TestRequests cancellation(Cancellation token) {
    cancellation = token;
    return this;
  }

  public TestRequests caller(String tenant, int priority) {
    return caller(new RequestContext.Caller(tenant, priority));
  }

  public TestRequests caller(RequestContext.Caller who) {
    caller = who;
    return this;
  }

  public TestRequests home(Executor executor) {
    home = executor;
    return this;
  }

  public InferenceRequest build() {
    long nowNanos = ticker.nanos();
    RequestContext context =
        new RequestContext(
            id,
            caller,
            Deadline.after(nowNanos, timeout),
            cancellation,
            home,
            new Timings(nowNanos));
    return new InferenceRequest(new LinkedHashMap<>(inputs), outputs, parameters, context);
  }
}
