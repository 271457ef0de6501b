package dev.soban.server.http;

import dev.soban.net.server.BodyReader;
import dev.soban.server.access.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked of the inference port. Made once, and shared by all requests.
 *
 * @param scope what a key must allow; null for what everybody may ask
 * @param errors how its clients expect errors to look
 */
public record Endpoint(
    Methods methods, @Nullable Scope scope, ErrorStyle errors, Answering answering) {

  /** Something that takes a key for inference, where keys are needed. */
  public static Endpoint of(Methods methods, ErrorStyle errors, Answering answering) {
    return new Endpoint(methods, Scope.INFER, errors, answering);
  }

  /** Answers one request, now or later; called on the request's event loop. */
  @FunctionalInterface
  public interface Answering {
    void answer(Exchange exchange, Route route, BodyReader body);
  }

  /** Which methods an endpoint takes. */
  public enum Methods {
    GET("GET, HEAD"),
    POST("POST"),
    POST_PUT("POST, PUT"),
    CHANGES("POST, PUT, DELETE"),
    OPTIONS("OPTIONS");

    private final String allow;

    Methods(String allow) {
      this.allow = allow;
    }

    /** As the header Allow lists them. */
    public String allow() {
      return allow;
    }

    public boolean contain(String method) {
      return switch (method) {
        case "GET", "HEAD" -> this == GET;
        case "POST" -> this == POST || this == POST_PUT || this == CHANGES;
        case "PUT" -> this == POST_PUT || this == CHANGES;
        case "DELETE" -> this == CHANGES;
        case "OPTIONS" -> this == OPTIONS;
        default -> false;
      };
    }
  }
}
