package dev.soban.server.transport;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.time.Ticker;
import dev.soban.net.server.Rejection;
import dev.soban.net.server.RequestHead;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One line for each failed request, {@code key=value}: what is the server's fault as a warning,
 * what is the client's for those who look closer. Of a flood of like ones only some are written.
 */
public final class FailureLog {
  private static final System.Logger LOG = System.getLogger("dev.soban.server.requests");

  private static final int LINES_PER_SECOND = 10;

  private final LineBudget budget = new LineBudget(LINES_PER_SECOND);
  private final Ticker ticker;

  public FailureLog(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * @param model null while none is known
   */
  public void failed(
      RequestHead head, Correlation correlation, @Nullable ModelVersion model, Refusal refusal) {
    Level level = level(refusal);
    if (!LOG.isLoggable(level)) {
      return;
    }
    int leftOut = leftOut(level, model, refusal);
    if (leftOut == LineBudget.LEAVE_OUT) {
      return;
    }
    String line =
        line(head, begun("request failed", correlation), model, refusal)
            + (leftOut == 0 ? "" : " left_out=" + leftOut);
    if (refusal.cause() == null) {
      LOG.log(level, line);
    } else {
      LOG.log(level, line, refusal.cause());
    }
  }

  /** Whoever looks closer wants every line. */
  private int leftOut(Level level, @Nullable ModelVersion model, Refusal refusal) {
    return level == Level.DEBUG ? 0 : budget.ask(refusal.reason() + " " + model, ticker.nanos());
  }

  private static Level level(Refusal refusal) {
    return switch (refusal.status()) {
      case 500, 503, 504 -> Level.WARNING;
      case 401, 403, 429 -> Level.INFO;
      default -> Level.DEBUG;
    };
  }

  private String line(
      RequestHead head, StringBuilder line, @Nullable ModelVersion model, Refusal refusal) {
    if (model != null) {
      append(line, "model", model.name());
      append(line, "version", model.version());
    }
    append(line, "method", head.method());
    append(line, "path", head.path());
    append(line, "status", Integer.toString(refusal.status()));
    append(line, "reason", refusal.reason());
    append(line, "ms", millis(head.receivedAtNanos()));
    append(line, "error", quoted(refusal.message()));
    return line.toString();
  }

  /** A line for what the HTTP server refused by itself. */
  public static void rejected(Correlation correlation, Rejection rejection) {
    Level level = rejection.status() == 500 ? Level.WARNING : Level.DEBUG;
    if (LOG.isLoggable(level)) {
      StringBuilder line = begun("request rejected", correlation);
      append(line, "status", Integer.toString(rejection.status()));
      append(line, "error", quoted(rejection.reason()));
      LOG.log(level, line.toString());
    }
  }

  private static StringBuilder begun(String what, Correlation correlation) {
    StringBuilder line = new StringBuilder(what);
    append(line, "request_id", correlation.requestId());
    if (correlation.traceParent() != null) {
      append(line, "traceparent", correlation.traceParent());
    }
    return line;
  }

  private static void append(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append('=').append(value);
  }

  private String millis(long startedAtNanos) {
    long micros = (ticker.nanos() - startedAtNanos) / 1_000;
    return micros / 1_000 + "." + micros % 1_000 / 100;
  }

  /** On one line and with its end marked, whatever a client put into it. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        quoted.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return quoted.append('"').toString();
  }
}
