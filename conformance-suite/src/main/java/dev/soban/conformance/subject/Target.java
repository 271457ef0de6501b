package dev.soban.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.rest.HttpLine;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Transcript;
import dev.soban.conformance.verdict.Unmet;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The server under test and what was found out about it before the checks. For one thread. */
public final class Target implements AutoCloseable {
  private final Transcript transcript;
  private final HttpLine rest;
  private final Optional<GrpcLine> grpc;
  private final Set<String> extensions = new LinkedHashSet<>();
  private final List<Model> models = new ArrayList<>();
  private final List<Usable> usable = new ArrayList<>();
  private final Map<String, String> unusable = new LinkedHashMap<>();
  private String server = "";

  private Target(Where where) {
    this.transcript = new Transcript();
    this.rest = new HttpLine(where.url, where.key, where.timeout, transcript);
    this.grpc = where.grpc.map(place -> new GrpcLine(place, where.key, where.timeout, transcript));
  }

  /**
   * Where the server is and how to ask it.
   *
   * @param url with a slash at its end
   * @param grpc as HOST:PORT
   */
  public record Where(URI url, Optional<String> grpc, Optional<String> key, Duration timeout) {}

  /**
   * What to try.
   *
   * @param models empty for all that the server has
   * @param request whose inputs to use in place of made up ones
   */
  public record Choice(List<String> models, Optional<JsonNode> request) {}

  /**
   * Connects and looks around.
   *
   * @throws Unmet when nobody answers
   */
  public static Target of(Where where, Choice choice) {
    Target target = new Target(where);
    try {
      target.lookAround(choice);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private void lookAround(Choice choice) {
    JsonNode told = Discovery.document(rest.get("v2"));
    server = (told.path("name").asText() + " " + told.path("version").asText()).strip();
    told.path("extensions").forEach(name -> extensions.add(name.asText()));
    Discovery discovery = new Discovery(rest);
    Set<String> names =
        choice.models().isEmpty() ? discovery.names() : new LinkedHashSet<>(choice.models());
    models.addAll(discovery.described(names));
    findUsable(choice);
  }

  private void findUsable(Choice choice) {
    Samples samples = new Samples(rest);
    for (Model model : models) {
      Samples.Found found =
          choice
              .request()
              .map(request -> samples.given(model, request))
              .orElseGet(() -> samples.madeUp(model));
      switch (found) {
        case Samples.Found.Answered answered -> usable.add(answered.usable());
        case Samples.Found.Refused refused -> unusable.put(refused.name(), refused.reason());
      }
    }
  }

  public Transcript transcript() {
    return transcript;
  }

  /** Name and version as the server tells them; may be empty. */
  public String server() {
    return server;
  }

  public HttpLine rest() {
    return rest;
  }

  public GrpcLine grpc() {
    return grpc.orElseThrow(() -> new Inapplicable("no gRPC address was given (--grpc)"));
  }

  public Set<String> extensions() {
    return extensions;
  }

  /** Throws unless the server says that it has an extension. */
  public void needs(String extension) {
    if (!extensions.contains(extension)) {
      throw new Inapplicable("the extension " + extension + " is not advertised");
    }
  }

  /** All models that have metadata. */
  public List<Model> models() {
    return List.copyOf(models);
  }

  /** Some model. */
  public Model model() {
    if (models.isEmpty()) {
      throw new Inapplicable("no model has metadata, or the server does not list them (--model)");
    }
    return usable.isEmpty() ? models.getFirst() : usable.getFirst().model();
  }

  /** Models for which nothing was found that they answer, with the reason. */
  public Map<String, String> unusable() {
    return unusable;
  }

  /** All models that answer. */
  public List<Usable> allUsable() {
    if (usable.isEmpty()) {
      throw new Inapplicable("no model answered an inference to start with (see REST-040)");
    }
    return List.copyOf(usable);
  }

  /** Some model that answers. */
  public Usable usable() {
    return allUsable().getFirst();
  }

  /** Some model that answers and takes JSON alone. */
  public Usable inJson() {
    return usable(Usable::speaksJson, "whose inputs JSON can carry");
  }

  /**
   * The first model that answers and is of a kind.
   *
   * @param kind in words that follow "no model"
   */
  public Usable usable(Predicate<Usable> filter, String kind) {
    return allUsable().stream()
        .filter(filter)
        .findFirst()
        .orElseThrow(() -> new Inapplicable("no model " + kind));
  }

  /** A tensor that is known to be there. */
  public static TensorValue known(Map<String, TensorValue> tensors, String name) {
    TensorValue value = tensors.get(name);
    if (value == null) {
      throw new IllegalArgumentException("tensor: " + name + " (expected: one of the request)");
    }
    return value;
  }

  @Override
  public void close() {
    rest.close();
    grpc.ifPresent(GrpcLine::close);
  }
}
