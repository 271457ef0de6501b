package dev.soban.server;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import dev.soban.net.HeaderList;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import dev.soban.server.call.Answer;
import dev.soban.server.call.Call;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.HeapRoom;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Calls without a network. */
public final class TestCalls {
  private TestCalls() {}

  public static IncomingCall incoming(Served served, String body) {
    return incoming(served, HeaderList.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  public static IncomingCall incoming(Served served, HeaderList headers, byte[] body) {
    return incoming(served, "/", headers, body);
  }

  public static IncomingCall incoming(
      Served served, String target, HeaderList headers, byte[] body) {
    RequestHead head =
        new RequestHead(
            "POST",
            target,
            HttpVersion.HTTP_1_1,
            headers,
            InetSocketAddress.createUnresolved("localhost", 1),
            Runnable::run,
            0);
    return new IncomingCall(head, MemorySegment.ofArray(body), served);
  }

  /** The text of the answer to a call whose outputs are the given tensors. */
  public static String answer(Call call, Map<String, Tensor> outputs) {
    Answer answer =
        call.encode(
            new InferenceResponse(new ModelVersion("m", "1"), outputs, Parameters.NONE),
            new ByteSink(new HeapRoom(1 << 30)));
    return StandardCharsets.UTF_8.decode(answer.text().view()).toString();
  }
}
