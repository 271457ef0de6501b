package dev.soban.net.server.cors;

import dev.soban.net.HeaderList;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Answers what browsers ask beforehand, which carries no key, and adds to all other answers what
 * they want to know. Stands above everything that may refuse, so that pages can read refusals.
 *
 * @param next answers everything else
 */
public record CorsHandler(CorsPolicy policy, HttpHandler next) implements HttpHandler {
  @Override
  public void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    if (policy.isPreflight(head)) {
      response.send(204, policy.preflight(head), new byte[0]);
      return;
    }
    HeaderList more = policy.answer(head);
    next.handle(head, body, more.size() == 0 ? response : new Answer(response, more));
  }

  /** Adds headers to an answer. */
  private record Answer(ResponseWriter writer, HeaderList more) implements ResponseWriter {
    private HeaderList with(HeaderList headers) {
      return headers.copy().addAll(more);
    }

    @Override
    public void send(int status, HeaderList headers, ByteBuffer body) {
      writer.send(status, with(headers), body);
    }

    @Override
    public void start(int status, HeaderList headers) {
      writer.start(status, with(headers));
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer chunk) {
      return writer.write(chunk);
    }

    @Override
    public void end() {
      writer.end();
    }

    @Override
    public void onDisconnect(Runnable listener) {
      writer.onDisconnect(listener);
    }
  }
}
