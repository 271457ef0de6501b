package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client written from the protocol's text alone: what it gets in any form must be the same. */
class BinaryClientTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final TestPort PORT =
      new TestPort(
          ScriptedModel.loaded(
              Arrays.stream(DataType.values())
                  .map(type -> ScriptedModel.echo(type.name(), ScriptedModel.spec("x", type, -1)))
                  .toArray(Served[]::new)));

  @AfterAll
  static void stop() {
    PORT.endWithNothingHeld();
    PORT.close();
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void json_and_binary_agree_to_the_bit_both_ways(DataType type) throws IOException {
    long seed = System.nanoTime();
    System.out.println("json_and_binary_agree_to_the_bit_both_ways: seed " + seed);
    byte[] elements = elements(type, new Random(seed));
    int count = type == DataType.BYTES ? 3 : elements.length / type.sizeBytes();

    HttpResponse<byte[]> binary = send(type, binaryRequest(type, count, elements, true), LENGTH);
    assertThat(binary.headers().firstValue("content-type")).hasValue("application/octet-stream");
    assertThat(tail(binary)).isEqualTo(elements);
    assertThat(head(binary).at("/outputs/0/parameters/binary_data_size").asInt())
        .isEqualTo(elements.length);

    HttpResponse<byte[]> json = send(type, binaryRequest(type, count, elements, false), LENGTH);
    JsonNode data = MAPPER.readTree(json.body()).at("/outputs/0/data");
    assertThat(json.headers().firstValue(LENGTH)).isEmpty();

    HttpResponse<byte[]> back = send(type, jsonRequest(type, count, data), "");
    assertThat(tail(back)).isEqualTo(elements);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void a_compressed_request_means_the_same(String encoding) throws IOException {
    byte[] elements = new byte[40_000];
    new Random(7).nextBytes(elements);
    byte[] body = binaryRequest(DataType.UINT8, elements.length, elements, true).body();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (var out =
        encoding.equals("gzip")
            ? new GZIPOutputStream(compressed)
            : new DeflaterOutputStream(compressed)) {
      out.write(body);
    }

    HttpResponse<byte[]> answer =
        PORT.send(
            PORT.to("/v2/models/UINT8/infer")
                .header("Content-Encoding", encoding)
                .header(LENGTH, Integer.toString(body.length - elements.length))
                .POST(HttpRequest.BodyPublishers.ofByteArray(compressed.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(tail(answer)).isEqualTo(elements);
  }

  @Test
  void an_answer_is_gzipped_when_asked_for_and_worth_it() throws IOException {
    byte[] elements = new byte[200_000];
    Binary request = binaryRequest(DataType.UINT8, elements.length, elements, true);

    HttpResponse<byte[]> zipped = sendAccepting("gzip, deflate", request);
    assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
    int headLength = Integer.parseInt(zipped.headers().firstValue(LENGTH).orElseThrow());
    assertThat(Arrays.copyOfRange(plain, headLength, plain.length)).isEqualTo(elements);
    assertThat(sendAccepting("gzip;q=0", request).headers().firstValue("content-encoding"))
        .isEmpty();
    assertThat(
            sendAccepting("gzip", binaryRequest(DataType.UINT8, 1, new byte[1], true))
                .headers()
                .firstValue("content-encoding"))
        .isEmpty();
  }

  @Test
  void bodies_too_large_for_the_event_loop_are_answered_alike() throws IOException {
    byte[] elements = new byte[5 << 20];
    new Random(3).nextBytes(elements);

    HttpResponse<byte[]> answer =
        send(
            DataType.UINT8, binaryRequest(DataType.UINT8, elements.length, elements, true), LENGTH);

    assertThat(tail(answer)).isEqualTo(elements);
    assertThat(answer.headers().firstValueAsLong("content-length").orElse(-1))
        .isEqualTo(answer.body().length);
  }

  @Test
  void a_raw_body_is_answered_in_binary() throws IOException {
    HttpResponse<byte[]> answer =
        PORT.send(
            PORT.to("/v2/models/BYTES/infer")
                .header(LENGTH, "0")
                .POST(HttpRequest.BodyPublishers.ofString("soban"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(HexFormat.of().formatHex(tail(answer))).isEqualTo("05000000736f62616e");
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Binary(int headLength, byte[] body) {}

  private static Binary binaryRequest(
      DataType type, int count, byte[] elements, boolean binaryAnswer) throws IOException {
    ObjectNode request = request(type, count, binaryAnswer);
    ObjectNode input = (ObjectNode) request.at("/inputs/0");
    input.putObject("parameters").put("binary_data_size", elements.length);
    byte[] head = MAPPER.writeValueAsBytes(request);
    byte[] body = Arrays.copyOf(head, head.length + elements.length);
    System.arraycopy(elements, 0, body, head.length, elements.length);
    return new Binary(head.length, body);
  }

  private static Binary jsonRequest(DataType type, int count, JsonNode data) throws IOException {
    ObjectNode request = request(type, count, true);
    ((ObjectNode) request.at("/inputs/0")).set("data", data);
    byte[] body = MAPPER.writeValueAsBytes(request);
    return new Binary(body.length, body);
  }

  private static ObjectNode request(DataType type, int count, boolean binaryAnswer) {
    ObjectNode request = MAPPER.createObjectNode();
    request.putObject("parameters").put("binary_data_output", !binaryAnswer);
    ArrayNode inputs = request.putArray("inputs");
    inputs.addObject().put("name", "x").put("datatype", type.name()).putArray("shape").add(count);
    request
        .putArray("outputs")
        .addObject()
        .put("name", "x")
        .putObject("parameters")
        .put("binary_data", binaryAnswer);
    return request;
  }

  private static HttpResponse<byte[]> send(DataType type, Binary request, String lengthHeader) {
    HttpRequest.Builder builder =
        PORT.to("/v2/models/" + type + "/infer")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
    if (!lengthHeader.isEmpty()) {
      builder.header(lengthHeader, Integer.toString(request.headLength()));
    }
    return PORT.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> sendAccepting(String encodings, Binary request) {
    return PORT.send(
        PORT.to("/v2/models/UINT8/infer")
            .header("Accept-Encoding", encodings)
            .header(LENGTH, Integer.toString(request.headLength()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static JsonNode head(HttpResponse<byte[]> answer) throws IOException {
    return MAPPER.readTree(Arrays.copyOf(answer.body(), headLength(answer)));
  }

  private static byte[] tail(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return Arrays.copyOfRange(answer.body(), headLength(answer), answer.body().length);
  }

  private static int headLength(HttpResponse<byte[]> answer) {
    return Integer.parseInt(answer.headers().firstValue(LENGTH).orElseThrow());
  }

  /** Random bit patterns; NaN only in the one form that JSON has. */
  private static byte[] elements(DataType type, Random random) {
    if (type == DataType.BYTES) {
      return HexFormat.of().parseHex("00000000" + "03000000ec868c" + "02000000220a");
    }
    byte[] bytes = new byte[type.sizeBytes() * 50];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bytes.length; i += type.sizeBytes()) {
      switch (type) {
        case BOOL -> bytes[i] &= 1;
        case FP16 -> {
          if (Float.isNaN(Float.float16ToFloat(buffer.getShort(i)))) {
            buffer.putShort(i, (short) 0x7e00);
          }
        }
        case BF16 -> {
          if ((buffer.getShort(i) & 0x7f80) == 0x7f80) {
            buffer.putShort(i, (short) 0xff80);
          }
        }
        case FP32 -> {
          if (Float.isNaN(buffer.getFloat(i))) {
            buffer.putInt(i, 0x7fc00000);
          }
        }
        case FP64 -> {
          if (Double.isNaN(buffer.getDouble(i))) {
            buffer.putLong(i, 0x7ff8000000000000L);
          }
        }
        default -> {}
      }
    }
    return bytes;
  }
}
