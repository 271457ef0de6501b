package dev.soban.server.call;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.net.BodyException.BodyTooLarge;

/**
 * How large a request may be.
 *
 * @param setting which says so
 */
public record BodyLimit(long bytes, String setting) {
  public static BodyLimit ofServer(long bytes) {
    return new BodyLimit(bytes, "limits.max_body_size of the server");
  }

  /** The model's own limit when that is smaller. */
  public BodyLimit of(Served served) {
    long own = served.description().declared().maxRequestBytes();
    return own < bytes
        ? new BodyLimit(own, "limits.max_request_size of model " + served.id().name())
        : this;
  }

  /** Of a request that is larger. */
  public InputTooLarge exceeded() {
    return new InputTooLarge(BodyTooLarge.over(bytes).getMessage() + "; see " + setting);
  }
}
