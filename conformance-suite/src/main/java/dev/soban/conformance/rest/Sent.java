package dev.soban.conformance.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.verdict.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP request. Immutable. */
public final class Sent {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String JSON = "application/json";

  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final byte[] body;

  private Sent(String method, String path, Map<String, String> headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }

  /** A request without a body. */
  public static Sent of(String method, String path) {
    return new Sent(method, path, Map.of(), new byte[0]);
  }

  public static Sent post(String path, byte[] body) {
    return new Sent("POST", path, Map.of(), body);
  }

  public static Sent post(String path, String json) {
    return post(path, json.getBytes(StandardCharsets.UTF_8)).with(CONTENT_TYPE, JSON);
  }

  public static Sent post(String path, JsonNode json) {
    return post(path, json.toString());
  }

  /** The same with one header more, or in place of one. */
  public Sent with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Sent(method, path, more, body);
  }

  public Sent without(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name);
    return new Sent(method, path, fewer, body);
  }

  /** The same with another body. */
  public Sent carrying(byte[] other) {
    return new Sent(method, path, headers, other);
  }

  public String method() {
    return method;
  }

  /** Without a slash at its start. */
  public String path() {
    return path;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public byte[] body() {
    return body.clone();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(method + " /" + path);
    headers.forEach((name, value) -> text.append('\n').append(name).append(": ").append(value));
    return body.length == 0 ? text.toString() : text + "\n" + Excerpt.of(body);
  }
}
