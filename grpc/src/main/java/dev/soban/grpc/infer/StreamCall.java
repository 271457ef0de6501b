package dev.soban.grpc.infer;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import dev.soban.grpc.call.GrpcRefusal;
import dev.soban.grpc.call.OpenCalls;
import dev.soban.grpc.message.AnswerMessage;
import dev.soban.grpc.message.AnswerWriter;
import dev.soban.grpc.message.ReceivedMessage;
import io.grpc.ServerCall;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A stream of questions, of which many are asked at once and answered in the order in which they
 * came, as a client that gives no ids can tell answers apart only so. Reads no further question
 * while many are unanswered, or while the client does not take what was answered. All state belongs
 * to the call's home.
 */
final class StreamCall extends ServerCall.Listener<ReceivedMessage> implements OpenCalls.Leaving {
  private static final int AT_ONCE = 64;

  private final Line line;
  private final boolean endsOnError;
  private final OpenCalls open;
  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private int owed;
  private boolean writing;
  private boolean halfClosed;
  private boolean leaving;
  private boolean over;

  /**
   * @param endsOnError whether a question without an answer ends the stream with a status
   */
  StreamCall(Line line, boolean endsOnError, OpenCalls open) {
    this.line = line;
    this.endsOnError = endsOnError;
    this.open = open;
  }

  /** This, once it takes questions. */
  StreamCall begun() {
    line.call().sendHeaders(line.end().headers());
    line.call().request(AT_ONCE);
    open.add(this);
    return this;
  }

  @Override
  public void onMessage(ReceivedMessage message) {
    line.arrival().atHome(() -> received(message));
  }

  private void received(ReceivedMessage message) {
    if (over) {
      message.close();
      return;
    }
    Place place = new Place();
    places.add(place);
    place.inference.start(message);
  }

  @Override
  public void onHalfClose() {
    line.arrival()
        .atHome(
            () -> {
              halfClosed = true;
              advance();
            });
  }

  @Override
  public void onCancel() {
    line.arrival().atHome(() -> abandon(line.arrival().whyGone()));
  }

  @Override
  public void onComplete() {
    open.remove(this);
  }

  @Override
  public void onReady() {
    line.arrival().atHome(this::readOn);
  }

  @Override
  public void leave() {
    line.arrival()
        .home()
        .execute(
            () -> {
              leaving = true;
              advance();
            });
  }

  /** Writes what is first in line and answered, as far as that goes. */
  private void advance() {
    while (!over && !writing && !places.isEmpty() && places.getFirst().settled()) {
      write(places.removeFirst());
    }
    if (over || writing || !places.isEmpty()) {
      return;
    }
    if (leaving) {
      end(() -> line.end().refuse(GrpcRefusal.of(Inference.shuttingDown())));
    } else if (halfClosed) {
      end(line.end()::ok);
    }
  }

  private void write(Place place) {
    owed++;
    if (place.answered != null) {
      writing = true;
      place.inference.write(
          place.answered,
          (writer, response) -> send(writer.streamed(response)),
          () -> line.arrival().atHome(this::written));
      return;
    }
    writeRefusal(place);
    readOn();
  }

  private void written() {
    writing = false;
    readOn();
    advance();
  }

  private void writeRefusal(Place place) {
    GrpcRefusal refusal = place.refusal;
    if (refusal == null || over) {
      return;
    }
    if (endsOnError) {
      end(() -> line.end().refuse(refusal));
      abandon(new PredictionException.Cancelled("a question before it ended the stream"));
    } else {
      send(AnswerWriter.streamedError(place.id, refusal.message()));
    }
  }

  private void send(AnswerMessage answer) {
    if (!line.call().isCancelled()) {
      line.call().sendMessage(answer);
    }
  }

  /** For each answer that was written, one more question may come: once the client took them. */
  private void readOn() {
    if (!over && owed > 0 && line.call().isReady()) {
      line.call().request(owed);
      owed = 0;
    }
  }

  private void end(Runnable how) {
    over = true;
    open.remove(this);
    how.run();
  }

  /** Ends what is still asked, and lets go of what was answered. */
  private void abandon(PredictionException why) {
    over = true;
    open.remove(this);
    for (Place place : places) {
      place.inference.cancel(why);
      if (place.answered != null) {
        place.inference.drop(place.answered);
      }
    }
    places.clear();
  }

  /** A question's place in the line. */
  private final class Place implements Inference.Outcome {
    final Inference inference = line.inference(this);
    Inference.@Nullable Answered answered;
    @Nullable GrpcRefusal refusal;
    String id = "";

    boolean settled() {
      return answered != null || refusal != null;
    }

    @Override
    public void answered(Inference.Answered answer) {
      line.arrival().atHome(() -> settle(answer));
    }

    private void settle(Inference.Answered answer) {
      if (over) {
        inference.drop(answer);
        return;
      }
      answered = answer;
      advance();
    }

    @Override
    public void refused(
        GrpcRefusal why, String question, @Nullable ModelVersion model, boolean uncounted) {
      line.end().note(why, model, uncounted);
      line.arrival().atHome(() -> settle(why, question));
    }

    private void settle(GrpcRefusal why, String question) {
      boolean whileWriting = answered != null;
      refusal = why;
      id = question;
      if (whileWriting) {
        writeRefusal(this);
      } else {
        advance();
      }
    }
  }
}
