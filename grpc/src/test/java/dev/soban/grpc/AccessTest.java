package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.tensor.DataType;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.RepositoryModelLoadRequest;
import dev.soban.protocol.inference.ServerMetadataRequest;
import dev.soban.protocol.inference.ServerReadyRequest;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.access.Anonymous;
import dev.soban.server.access.ApiKey;
import dev.soban.server.access.KeyHash;
import dev.soban.server.access.Scope;
import dev.soban.server.access.Tenants;
import dev.soban.server.http.HttpLimits;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may ask, by keys in the metadata. */
class AccessTest {
  private static final String KEY = "soban_key-of-team-a";
  private static final String OPS_KEY = "soban_key-of-ops";

  private final List<Caller> callers = new CopyOnWriteArrayList<>();
  private final GrpcPort port =
      new GrpcPort(
          models(),
          HttpLimits.DEFAULT,
          new Access(
              List.of(
                  new ApiKey(KeyHash.of(KEY), "team-a", Set.of(Scope.INFER), 2),
                  new ApiKey(KeyHash.of(OPS_KEY), "ops", Set.of(Scope.ADMIN), 1)),
              new Anonymous(Anonymous.From.NEVER, 3),
              new Tenants(true, Map.of("team-a", 4.0))),
          Optional.empty());

  private LoadedModels models() {
    var spec = ScriptedModel.spec("x", DataType.FP32, -1, 4);
    return ScriptedModel.loaded(
        ScriptedModel.of(
            ScriptedModel.description(
                "m", List.of(spec), List.of(spec), new OutputMeaning.PlainTensors()),
            request -> {
              callers.add(request.context().caller());
              return CompletableFuture.completedFuture(
                  new InferenceResponse(new ModelVersion("m", "1"), Map.of(), Parameters.NONE));
            }));
  }

  @AfterEach
  void close() {
    port.expectNothingHeld();
    port.close();
  }

  private Caller ask(ModelInferRequest request, String... metadata) {
    var _ = port.client().withInterceptors(GrpcPort.sending(metadata)).modelInfer(request);
    return callers.getLast();
  }

  private static ModelInferRequest question() {
    return Questions.floats("m", 1, 2, 3, 4).build();
  }

  @Test
  void without_a_key_nothing_is_answered_but_health() {
    StatusRuntimeException refused = port.refusal(question());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refused.getStatus().getDescription()).startsWith("no key (expected: ");
    assertThat(GrpcPort.trailer(refused, "www-authenticate")).startsWith("Bearer realm");
    assertThatThrownBy(
            () -> port.client().serverMetadata(ServerMetadataRequest.getDefaultInstance()))
        .hasMessageStartingWith("UNAUTHENTICATED");
    assertThat(port.client().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();
    assertThat(
            HealthGrpc.newBlockingStub(port.channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .hasToString("SERVING");
    assertThat(port.refusals).containsExactly("unauthenticated", "unauthenticated");
  }

  @Test
  void a_key_in_either_place_names_the_tenant_and_bounds_the_priority() {
    Caller bearer = ask(question(), "authorization", "Bearer " + KEY);
    Caller header = ask(question(), "x-api-key", KEY, "x-soban-priority", "1");
    Caller parameter =
        ask(
            question().toBuilder()
                .putParameters("priority", InferParameter.newBuilder().setUint64Param(5).build())
                .build(),
            "x-api-key",
            KEY);

    assertThat(bearer.tenant()).isEqualTo("team-a");
    assertThat(bearer.weight()).isEqualTo(4);
    assertThat(header.priority()).isEqualTo(2);
    assertThat(parameter.priority()).isEqualTo(5);
    assertThat(ask(question(), "x-api-key", KEY, "x-soban-tenant", "shop").tenant())
        .isEqualTo("shop");
  }

  @Test
  void a_key_that_does_not_allow_it_is_denied() {
    assertThatThrownBy(() -> ask(question(), "x-api-key", OPS_KEY))
        .hasMessageContaining("PERMISSION_DENIED")
        .hasMessageContaining("expected: scope infer");
    assertThatThrownBy(
            () ->
                port.client()
                    .withInterceptors(GrpcPort.sending("x-api-key", KEY))
                    .repositoryModelLoad(RepositoryModelLoadRequest.getDefaultInstance()))
        .hasMessageContaining("PERMISSION_DENIED")
        .hasMessageContaining("expected: scope admin");
    assertThatThrownBy(() -> ask(question(), "x-api-key", "wrong"))
        .hasMessageContaining("UNAUTHENTICATED");
  }
}
