package dev.soban.server.http;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.time.Ticker;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.access.Asker;
import dev.soban.server.call.Asked;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Correlation;
import dev.soban.server.transport.FailureLog;
import dev.soban.server.transport.Refusal;
import dev.soban.server.transport.RequestIds;
import dev.soban.server.transport.TransportObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and the means to answer it: once, on one thread at a time. */
public final class Exchange {
  public static final String JSON = "application/json";
  private static final HeaderName WWW_AUTHENTICATE = HeaderName.of("www-authenticate");

  private final RequestHead head;
  private final ResponseWriter writer;
  private final Correlation correlation;
  private final Tools tools;
  private ErrorStyle errorStyle = ErrorStyle.TEXT;
  private List<Mark> marks = List.of();
  private @Nullable ModelVersion model;
  private Asker asker = Asker.NOBODY;

  /** A header that every answer of this exchange has. */
  private record Mark(HeaderName name, String value) {}

  /** What answering takes, shared by all exchanges. */
  public record Tools(
      RequestIds ids, JsonStreams json, Sinks sinks, FailureLog log, TransportObserver observer) {
    /** For answers of no great size. */
    public static Tools of(RequestIds ids, Ticker ticker, TransportObserver observer) {
      Sinks sinks = new Sinks(new HeapRoom(Long.MAX_VALUE));
      return new Tools(ids, new JsonStreams(), sinks, new FailureLog(ticker), observer);
    }

    /**
     * For answers of any size.
     *
     * @param room that large answers share
     */
    public static Tools of(HttpSurroundings surroundings, JsonStreams json, HeapRoom room) {
      return new Tools(
          surroundings.ids(),
          json,
          new Sinks(room),
          new FailureLog(surroundings.ticker()),
          surroundings.observer());
    }
  }

  public Exchange(RequestHead head, ResponseWriter writer, Tools tools) {
    this.head = head;
    this.writer = writer;
    this.tools = tools;
    this.correlation = Correlation.of(head.headers(), tools.ids());
  }

  public RequestHead head() {
    return head;
  }

  public ResponseWriter writer() {
    return writer;
  }

  Correlation correlation() {
    return correlation;
  }

  /** Names the model in what is logged and counted of this exchange. */
  void concerns(ModelVersion version) {
    model = version;
  }

  @Nullable ModelVersion model() {
    return model;
  }

  /** Notes who asks; nobody in particular until then. */
  public void askedBy(Asker who) {
    asker = who;
  }

  /** What the request brings beside its body. */
  Asked asked() {
    return new Asked(head, correlation, asker);
  }

  public Asker asker() {
    return asker;
  }

  /** How errors look from now on. */
  public void errorStyle(ErrorStyle style) {
    errorStyle = style;
  }

  /** Gives whatever is answered from now on one more header. */
  public void mark(HeaderName name, String value) {
    List<Mark> more = new ArrayList<>(marks);
    more.add(new Mark(name, value));
    marks = more;
  }

  /** The headers that every answer has. */
  public HeaderList headers(String contentType) {
    HeaderList headers = correlation.headers(contentType);
    for (Mark mark : marks) {
      headers.add(mark.name(), mark.value());
    }
    return headers;
  }

  public void json(int status, JsonStreams.Writing body) {
    tools
        .sinks()
        .with(
            sink -> {
              tools.json().write(sink, body);
              send(status, headers(JSON), sink);
            });
  }

  /** Answers, counts and logs a failure that no layer of the model's own stack counted. */
  public void refuse(Refusal refusal) {
    tools.observer().refused(model, refusal.reason());
    fail(refusal);
  }

  /** Answers and logs a failure. */
  void fail(Refusal failure) {
    Refusal refusal = errorStyle.translated(failure);
    tools.log().failed(head, correlation, model, refusal);
    tools
        .sinks()
        .with(
            sink -> {
              tools.json().write(sink, out -> errorStyle.write(out, refusal));
              send(refusal.status(), headers(refusal), sink);
            });
  }

  private HeaderList headers(Refusal refusal) {
    HeaderList headers = headers(JSON);
    if (refusal.retryAfterSeconds() > 0) {
      headers.add(HeaderName.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
    }
    if (!refusal.allow().isEmpty()) {
      headers.add(HeaderName.ALLOW, refusal.allow());
    }
    if (!refusal.challenge().isEmpty()) {
      headers.add(WWW_AUTHENTICATE, refusal.challenge());
    }
    errorStyle.complete(headers);
    return headers;
  }

  private void send(int status, HeaderList headers, ByteSink sink) {
    writer.send(status, headers, sink.view());
  }
}
