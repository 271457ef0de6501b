package dev.soban.server.docs;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.access.AccessRefused;
import dev.soban.server.access.Scope;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.openapi.OpenApi;
import dev.soban.server.transport.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /openapi.json} and {@code /docs}, and hands on whatever is none of them. The page
 * itself needs no key, as nothing of the models is in it; the description does. Thread-safe.
 */
public final class DocsHttp implements HttpHandler {
  private static final HeaderName ACCEPT = HeaderName.of("accept");
  private static final HeaderName LOCATION = HeaderName.of("location");
  private static final HeaderName CONTENT_SECURITY_POLICY =
      HeaderName.of("content-security-policy");
  private static final HeaderName CONTENT_TYPE_OPTIONS = HeaderName.of("x-content-type-options");
  private static final HeaderName REFERRER_POLICY = HeaderName.of("referrer-policy");
  private static final String ALLOW = "GET, HEAD";
  private static final int FOUND = 302;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpSurroundings surroundings;
  private final boolean page;
  private final HttpHandler next;
  private final Exchange.Tools tools;
  private final CurrentApi api;
  private final PageFiles files = new PageFiles();

  /**
   * @param page whether there is one to try models out on
   * @param version of the program
   * @param next answers all other paths
   */
  public DocsHttp(HttpSurroundings surroundings, boolean page, String version, HttpHandler next) {
    this.surroundings = surroundings;
    this.page = page;
    this.next = next;
    this.tools =
        Exchange.Tools.of(surroundings.ids(), surroundings.ticker(), surroundings.observer());
    OpenApi.Settings described =
        new OpenApi.Settings(
            version, surroundings.access().knowsKeys(), surroundings.access().openToAll(), page);
    this.api = new CurrentApi(surroundings.models(), new OpenApi(surroundings.models(), described));
  }

  @Override
  public void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    DocsPath path = DocsPath.of(head.target());
    if (path == null || !answers(path, head)) {
      next.handle(head, body, response);
      return;
    }
    Exchange exchange = new Exchange(head, response, tools);
    try {
      answer(exchange, path);
    } catch (AccessRefused refused) {
      exchange.refuse(Refusal.of(refused));
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
    }
  }

  private boolean answers(DocsPath path, RequestHead head) {
    return switch (path.kind()) {
      case API -> true;
      case BARE_PAGE, FILE -> page;
      case ROOT -> page && head.method().equals("GET") && readsPages(head);
    };
  }

  /** Browsers say so; a program that looks at the root is not sent to a page. */
  private static boolean readsPages(RequestHead head) {
    String accepted = head.headers().get(ACCEPT);
    return accepted != null && accepted.contains("text/html");
  }

  private void answer(Exchange exchange, DocsPath path) {
    String method = exchange.head().method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.refuse(Refusal.methodNotAllowed(method, ALLOW));
      return;
    }
    switch (path.kind()) {
      case ROOT, BARE_PAGE -> redirect(exchange);
      case FILE -> file(exchange, path.file());
      case API -> {
        exchange.askedBy(surroundings.access().admit(exchange.head(), Scope.INFER));
        HeaderList none = HeaderList.of();
        send(exchange, none, api.document(), () -> Optional.of(api.make()));
      }
    }
  }

  /** Relative, so that it holds behind a proxy that serves all this under another path. */
  private static void redirect(Exchange exchange) {
    HeaderList headers = exchange.headers("text/plain").add(LOCATION, "docs/");
    exchange.writer().send(FOUND, headers, new byte[0]);
  }

  private void file(Exchange exchange, String name) {
    HeaderList headers =
        HeaderList.of(CONTENT_SECURITY_POLICY, POLICY)
            .add(CONTENT_TYPE_OPTIONS, "nosniff")
            .add(REFERRER_POLICY, "no-referrer");
    send(exchange, headers, files.kept(name), () -> files.find(name));
  }

  /** What is at hand is sent at once; the rest is found elsewhere than on the event loop. */
  private void send(
      Exchange exchange,
      HeaderList headers,
      Optional<Document> atHand,
      Supplier<Optional<Document>> finding) {
    if (atHand.isPresent()) {
      atHand.get().send(exchange, headers);
      return;
    }
    try {
      surroundings.codecs().execute(() -> find(exchange, headers, finding));
    } catch (RejectedExecutionException e) {
      throw new Overloaded("too much is encoded at once", RETRY_AFTER);
    }
  }

  private static void find(
      Exchange exchange, HeaderList headers, Supplier<Optional<Document>> finding) {
    Document document;
    try {
      document = finding.get().orElse(null);
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
      return;
    }
    answer(exchange, headers, document);
  }

  private static void answer(Exchange exchange, HeaderList headers, @Nullable Document document) {
    if (document == null) {
      exchange.refuse(Refusal.notFound("no such file (expected: /docs/)"));
    } else {
      document.send(exchange, headers);
    }
  }
}
