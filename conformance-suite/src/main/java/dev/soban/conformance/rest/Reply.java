package dev.soban.conformance.rest;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.soban.conformance.verdict.Excerpt;
import dev.soban.conformance.verdict.Unmet;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One HTTP answer, with what a check may demand of it. */
public final class Reply {
  private static final int OK = 200;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;

  Reply(int status, HttpHeaders headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  public byte[] body() {
    return body.clone();
  }

  public JsonNode json() {
    return json(body);
  }

  /** The JSON at the start of a body, or of another part of it. */
  static JsonNode json(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new Unmet("JSON", Excerpt.of(text));
    }
  }

  /** Throws unless the status is one of these. */
  public Reply expectStatus(Integer... expected) {
    boolean one = Arrays.asList(expected).contains(status);
    String wanted = Arrays.toString(expected).replaceAll("[\\[\\]]", "").replace(", ", " or ");
    Unmet.unless(one, "status " + wanted, this);
    return this;
  }

  public Reply ok() {
    return expectStatus(OK);
  }

  /** Throws unless the server says that the request was wrong, as the protocol has it. */
  public Reply expectRefused() {
    Unmet.unless(status >= 400 && status < 500, "a status from 400 to 499", this);
    expectErrorText();
    return this;
  }

  /** Throws unless the body is an object whose error is a text. */
  public void expectErrorText() {
    JsonNode error = json().path("error");
    Unmet.unless(
        error.isTextual() && !error.textValue().isBlank(), "a body {\"error\": text}", this);
  }

  public void expectContentType(String type) {
    String given = header("content-type").orElse("").toLowerCase(Locale.ROOT);
    String plain = given.split(";", 2)[0].strip();
    Unmet.unlessEqual("Content-Type", type, plain);
  }

  @Override
  public String toString() {
    return body.length == 0 ? "status " + status : "status " + status + " " + Excerpt.of(body);
  }
}
