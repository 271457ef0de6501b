package dev.soban.server.torchserve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.transport.Refusal;
import java.io.IOException;

/** Errors with the numbers and names that TorchServe itself has for them. */
public final class TorchServeErrors implements ErrorStyle {
  @Override
  public Refusal translated(Refusal refusal) {
    return switch (refusal.status()) {
      case 400, 413, 415 -> refusal.translated(refusal.status(), "BadRequestException");
      case 404 -> refusal.translated(404, missing(refusal));
      case 405 -> refusal.translated(405, "MethodNotAllowedException");
      case 429, 503 -> refusal.translated(503, "ServiceUnavailableException");
      case 504 -> refusal.translated(408, "RequestTimeoutException");
      case 500 -> refusal.translated(500, "InternalServerException");
      default -> refusal;
    };
  }

  private static String missing(Refusal refusal) {
    return refusal.reason().equals("not_found")
        ? "ResourceNotFoundException"
        : "ModelNotFoundException";
  }

  @Override
  public void write(JsonGenerator out, Refusal refusal) throws IOException {
    CODED.write(out, refusal);
  }
}
