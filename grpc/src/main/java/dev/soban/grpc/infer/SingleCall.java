package dev.soban.grpc.infer;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.grpc.call.GrpcRefusal;
import dev.soban.grpc.message.AnswerMessage;
import dev.soban.grpc.message.AnswerWriter;
import dev.soban.grpc.message.ReceivedMessage;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

/** A call with one question, and its answer. */
final class SingleCall extends ServerCall.Listener<ReceivedMessage> implements Inference.Outcome {
  private final Line line;
  private final Inference inference;
  private @Nullable ReceivedMessage unread;
  private boolean started;

  SingleCall(Line line) {
    this.line = line;
    this.inference = line.inference(this);
  }

  @Override
  public void onMessage(ReceivedMessage message) {
    if (started || unread != null) {
      message.close();
      line.end().refuse(new InvalidInput("message: a second one (expected: one)"));
      return;
    }
    unread = message;
  }

  @Override
  public void onHalfClose() {
    ReceivedMessage message = unread;
    unread = null;
    if (message == null) {
      line.end().refuse(new InvalidInput("message: none (expected: one)"));
      return;
    }
    started = true;
    line.arrival().atHome(() -> inference.start(message));
  }

  @Override
  public void onCancel() {
    inference.cancel(line.arrival().whyGone());
    if (unread != null) {
      unread.close();
      unread = null;
    }
  }

  @Override
  public void answered(Inference.Answered answered) {
    inference.write(answered, this::send, () -> {});
  }

  private void send(AnswerWriter writer, InferenceResponse response) {
    AnswerMessage answer = writer.single(response);
    if (!line.call().isCancelled()) {
      line.call().sendHeaders(line.end().headers(response.origin()));
      line.call().sendMessage(answer);
      line.end().ok();
    }
  }

  @Override
  public void refused(
      GrpcRefusal refusal, String id, @Nullable ModelVersion model, boolean uncounted) {
    line.end().note(refusal, model, uncounted);
    line.end().refuse(refusal);
  }
}
