package dev.soban.server.routes;

import dev.soban.net.server.HttpHandler;
import dev.soban.server.cloudevents.Events;
import dev.soban.server.control.RepositoryChanges;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.HttpLimits;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.http.InferenceHttp;
import dev.soban.server.http.Inferences;
import dev.soban.server.http.RouteFamily;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.InferCalls;
import dev.soban.server.predictions.PredictionCalls;
import dev.soban.server.sagemaker.Invocations;
import dev.soban.server.sagemaker.TargetModel;
import dev.soban.server.torchserve.ApiDescription;
import dev.soban.server.torchserve.ModelDescriptions;
import dev.soban.server.torchserve.Ping;
import dev.soban.server.torchserve.TorchServeErrors;
import dev.soban.server.torchserve.TorchServeRoutes;
import dev.soban.server.v1.ExampleCalls;
import dev.soban.server.v1.PredictCalls;
import dev.soban.server.v1.StatusForm;
import dev.soban.server.v1.V1Routes;
import dev.soban.server.v1.VersionDocuments;
import dev.soban.server.v2.ModelDocuments;
import dev.soban.server.v2.RepositoryControl;
import dev.soban.server.v2.V2Routes;
import java.util.HashMap;
import java.util.Map;

/** Puts the families of routes together, by the first segment of their paths. */
public final class InferenceRoutes {
  private final HttpSurroundings surroundings;
  private final RouteSettings settings;
  private final JsonStreams json;
  private final HeapRoom room;
  private final Exchange.Tools tools;
  private final Inferences inferences;
  private final InferCalls inferCalls;
  private final PredictionCalls predictions;
  private final ModelDocuments documents;
  private final String version;

  private InferenceRoutes(
      HttpSurroundings surroundings, HttpLimits limits, RouteSettings settings, String version) {
    this.surroundings = surroundings;
    this.settings = settings;
    this.version = version;
    room = new HeapRoom(limits.heapBytes());
    json = new JsonStreams(limits.jsonStringLength());
    tools = Exchange.Tools.of(surroundings, json, room);
    inferences = new Inferences(surroundings, limits, tools);
    inferCalls = new InferCalls(json, surroundings.memory());
    predictions = new PredictionCalls(json, surroundings.memory(), inferCalls, room);
    documents = new ModelDocuments(surroundings, json, version);
  }

  /**
   * All routes of the inference port.
   *
   * @param version of the program, for what tells it
   */
  public static HttpHandler over(
      HttpSurroundings surroundings, HttpLimits limits, RouteSettings settings, String version) {
    return new InferenceRoutes(surroundings, limits, settings, version).handler();
  }

  private HttpHandler handler() {
    Map<String, RouteFamily> families = new HashMap<>();
    families.put("v2", v2());
    families.put("v1", v1());
    families.put("invocations", invocations());
    RouteFamily torchServe = torchServe();
    for (String first :
        new String[] {"predictions", "explanations", "models", "ping", "api-description", ""}) {
      families.put(first, torchServe);
    }
    return new InferenceHttp(surroundings.access(), tools, families);
  }

  private RouteFamily v2() {
    return new V2Routes(
        documents,
        inferences.by(inferCalls),
        surroundings
            .changes()
            .map(changes -> new RepositoryChanges(surroundings.models(), changes))
            .map(changes -> new RepositoryControl(changes, json)));
  }

  private RouteFamily v1() {
    VersionDocuments versions = new VersionDocuments(surroundings.models());
    Endpoint.Answering status =
        settings.v1Status() == StatusForm.KSERVE ? documents::modelReady : versions::status;
    Events events = new Events(inferences, surroundings.ids(), json);
    return new V1Routes(
        new V1Routes.Told(documents::models, status, versions),
        new V1Routes.Asked(
            events.by(new PredictCalls(json, surroundings.memory(), room)),
            events.by(ExampleCalls.classifying(json, surroundings.memory(), room)),
            events.by(ExampleCalls.regressing(json, surroundings.memory(), room))));
  }

  private RouteFamily torchServe() {
    return new TorchServeRoutes(
        new TorchServeRoutes.Told(
            new Ping(surroundings.readiness()),
            new ApiDescription(surroundings.models(), version),
            new ModelDescriptions(surroundings.models())),
        inferences.by(predictions),
        settings.torchServeErrors() ? new TorchServeErrors() : ErrorStyle.CODED);
  }

  private RouteFamily invocations() {
    TargetModel target = new TargetModel(surroundings.models(), settings.defaultModel());
    return new Invocations(target, inferences, predictions);
  }
}
