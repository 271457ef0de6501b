package dev.soban.grpc.health;

import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.transport.Readiness;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.util.Set;

/**
 * How a service stands at this moment. Services are the server itself, under the empty name and
 * that of the inference protocol, and each model by its name, or by name, slash and version.
 *
 * @param server names that stand for the server itself
 */
record HealthReport(Readiness readiness, ModelDirectory models, Set<String> server) {
  ServingStatus of(String service) {
    if (server.contains(service)) {
      return status(readiness.ready());
    }
    int slash = service.indexOf('/');
    String model = slash < 0 ? service : service.substring(0, slash);
    String version = slash < 0 ? "" : service.substring(slash + 1);
    try {
      boolean well = models.trouble(model, version).isEmpty();
      return status(well && readiness.stage() == Readiness.Stage.READY);
    } catch (ModelNotFound unknown) {
      return ServingStatus.SERVICE_UNKNOWN;
    }
  }

  private static ServingStatus status(boolean serving) {
    return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }
}
