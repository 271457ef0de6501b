package dev.soban.grpc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.InferTensorContents;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.soban.protocol.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.soban.server.call.BodyLimit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages become tensors, however they are cut, and nothing of a bad one stays. */
class RequestMarshallerTest {
  private final TensorPool pool = new TensorPool(64 << 20, 0);
  private final RequestMarshaller marshaller =
      new RequestMarshaller(pool, BodyLimit.ofServer(4 << 20));
  private final SplittableRandom random = new SplittableRandom(5);

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  private InferMessage read(byte[] message) {
    return marshaller.parse(new ByteArrayInputStream(message)).read(pool);
  }

  private static InferInputTensor.Builder input(String name, String type, long... shape) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(type)
        .addAllShape(Arrays.stream(shape).boxed().toList());
  }

  private static ModelInferRequest.Builder asking(InferInputTensor.Builder... inputs) {
    ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName("m");
    Stream.of(inputs).forEach(message::addInputs);
    return message;
  }

  private static ByteString bytes(String hex) {
    return ByteString.fromHex(hex.replace(" ", ""));
  }

  private static String hex(Tensor tensor) {
    return HexFormat.of().formatHex(tensor.data().toArray(ValueLayout.JAVA_BYTE));
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void every_datatype_is_read_from_its_bytes(DataType type) {
    byte[] values = new byte[type.fixedSize() ? 6 * type.sizeBytes() : 6 * 4];
    if (type.fixedSize()) {
      random.nextBytes(values);
    }
    byte[] message =
        asking(input("x", type.name(), 2, 3))
            .addRawInputContents(ByteString.copyFrom(values))
            .build()
            .toByteArray();

    for (InputStream stream :
        List.of(new ByteArrayInputStream(message), new SplitStream(message, random, 7))) {
      InferMessage read = marshaller.parse(stream).read(pool);

      Tensor tensor = read.inputs().get("x");
      assertThat(tensor.dataType()).isEqualTo(type);
      assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(tensor.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(values);
      assertThat(read.sizeBytes()).isEqualTo(message.length);
      read.close();
    }
  }

  static Arguments[] typed() {
    return new Arguments[] {
      Arguments.of("BOOL", contents().addBoolContents(true).addBoolContents(false), "0100"),
      Arguments.of("INT8", contents().addIntContents(-128).addIntContents(127), "807f"),
      Arguments.of("INT16", contents().addIntContents(-32768).addIntContents(1), "00800100"),
      Arguments.of("INT32", contents().addIntContents(-1).addIntContents(2), "ffffffff02000000"),
      Arguments.of(
          "INT64",
          contents().addInt64Contents(Long.MIN_VALUE).addInt64Contents(1),
          "00000000000000800100000000000000"),
      Arguments.of("UINT8", contents().addUintContents(255).addUintContents(0), "ff00"),
      Arguments.of("UINT16", contents().addUintContents(65535).addUintContents(1), "ffff0100"),
      Arguments.of("UINT32", contents().addUintContents(-1).addUintContents(1), "ffffffff01000000"),
      Arguments.of(
          "UINT64",
          contents().addUint64Contents(-1).addUint64Contents(1),
          "ffffffffffffffff0100000000000000"),
      Arguments.of("FP32", contents().addFp32Contents(1).addFp32Contents(-0f), "0000803f00000080"),
      Arguments.of(
          "FP64",
          contents().addFp64Contents(1).addFp64Contents(Double.NaN),
          "000000000000f03f000000000000f87f"),
      Arguments.of(
          "BYTES",
          contents().addBytesContents(bytes("ff00")).addBytesContents(ByteString.EMPTY),
          "02000000ff0000000000"),
    };
  }

  private static InferTensorContents.Builder contents() {
    return InferTensorContents.newBuilder();
  }

  @ParameterizedTest
  @MethodSource("typed")
  void values_of_the_message_become_the_same_bytes(
      String type, InferTensorContents.Builder contents, String expected) {
    byte[] message = asking(input("x", type, 2).setContents(contents)).build().toByteArray();

    InferMessage read = marshaller.parse(new SplitStream(message, random, 3)).read(pool);

    assertThat(read.inputs().get("x")).hasToString(type + "[2]");
    assertThat(hex(read.inputs().get("x"))).isEqualTo(expected);
    read.close();
  }

  @Test
  void a_message_may_be_cut_anywhere() {
    byte[] message = rich().build().toByteArray();
    InferMessage whole = read(message);

    for (int i = 0; i < 200; i++) {
      SplitStream stream = new SplitStream(message, random, 1 + i % 40);
      InferMessage split = marshaller.parse(stream).read(pool);

      assertThat(split.body().id()).isEqualTo(whole.body().id());
      assertThat(split.model()).isEqualTo("m");
      assertThat(split.version()).isEqualTo("champion");
      assertThat(split.parameters()).isEqualTo(whole.parameters());
      assertThat(split.body().outputs()).isEqualTo(whole.body().outputs());
      assertThat(split.inputs().keySet()).containsExactly("x", "y");
      split
          .inputs()
          .forEach((name, it) -> assertThat(hex(it)).isEqualTo(hex(whole.inputs().get(name))));
      assertThat(stream.closed).isTrue();
      split.close();
    }
    whole.close();
  }

  private static ModelInferRequest.Builder rich() {
    return asking(input("x", "FP32", 2), input("y", "BYTES", 1))
        .setId("소반-1")
        .setModelVersion("champion")
        .putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build())
        .putParameters("cache", InferParameter.newBuilder().setBoolParam(false).build())
        .putParameters("t", InferParameter.newBuilder().setDoubleParam(0.5).build())
        .putParameters("n", InferParameter.newBuilder().setInt64Param(-3).build())
        .putParameters("s", InferParameter.newBuilder().setStringParam("é").build())
        .addOutputs(
            InferRequestedOutputTensor.newBuilder()
                .setName("z")
                .putParameters(
                    "classification", InferParameter.newBuilder().setInt64Param(3).build()))
        .addRawInputContents(bytes("0000803f 00000040"))
        .addRawInputContents(bytes("03000000 616263"));
  }

  @Test
  void all_that_a_message_may_say_is_read() {
    InferMessage message = read(rich().build().toByteArray());

    assertThat(message.body().id()).isEqualTo("소반-1");
    assertThat(message.parameters().values())
        .containsEntry("priority", 1L)
        .containsEntry("cache", false)
        .containsEntry("t", 0.5)
        .containsEntry("n", -3L)
        .containsEntry("s", "é");
    assertThat(message.outputs()).containsExactly("z");
    assertThat(message.body().outputs().getFirst().classes()).isEqualTo(3);
    message.close();
  }

  @Test
  void fields_may_come_in_any_order() throws IOException {
    byte[] inputPart =
        joined(
            input("", "").setContents(contents().addIntContents(7)).build().toByteArray(),
            input("x", "INT8", 1).build().toByteArray());
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(message);
    out.writeByteArray(5, inputPart);
    out.writeString(1, "m");
    out.flush();

    InferMessage typed = read(message.toByteArray());
    InferMessage raw =
        read(
            joined(
                ModelInferRequest.newBuilder()
                    .addRawInputContents(bytes("07"))
                    .build()
                    .toByteArray(),
                asking(input("x", "INT8", 1)).build().toByteArray()));

    assertThat(hex(typed.inputs().get("x"))).isEqualTo("07");
    assertThat(hex(raw.inputs().get("x"))).isEqualTo("07");
    typed.close();
    raw.close();
  }

  @Test
  void numbers_need_not_be_packed_and_unknown_fields_are_passed_over() throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(input);
    out.writeString(1, "x");
    out.writeString(2, "FP32");
    out.writeInt64(3, 1);
    out.writeInt64(3, 2);
    out.writeByteArray(5, unpackedFloats());
    out.writeFixed64(90, 1);
    out.flush();
    byte[] unknown =
        joined(HexFormat.of().parseHex("a80601"), HexFormat.of().parseHex("b5060a0b0c0d"));

    InferMessage message =
        read(
            joined(
                unknown,
                ModelInferRequest.newBuilder().setModelName("m").build().toByteArray(),
                field(5, input.toByteArray())));

    assertThat(message.inputs().get("x")).hasToString("FP32[1,2]");
    assertThat(hex(message.inputs().get("x"))).isEqualTo("0000803f00000040");
    message.close();
  }

  private static byte[] unpackedFloats() throws IOException {
    ByteArrayOutputStream floats = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(floats);
    out.writeFloat(6, 1);
    out.writeFloat(6, 2);
    out.flush();
    return floats.toByteArray();
  }

  private static byte[] field(int number, byte[] value) throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(field);
    out.writeByteArray(number, value);
    out.flush();
    return field.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Stream.of(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  static Arguments[] wrong() {
    InferInputTensor.Builder x = input("x", "FP32", 1);
    ByteString one = bytes("0000803f");
    return new Arguments[] {
      wrong("model_name: missing", ModelInferRequest.newBuilder()),
      wrong("inputs[0].name: missing", asking(input("", "FP32", 1)).addRawInputContents(one)),
      wrong("inputs[0].datatype: missing", asking(input("x", "", 1)).addRawInputContents(one)),
      wrong(
          "inputs[0].datatype: FP8 (expected: BOOL, UINT8",
          asking(input("x", "FP8", 1)).addRawInputContents(one)),
      wrong("inputs[0].shape: -1 (expected: dimensions >= 0)", asking(input("x", "FP32", -1))),
      wrong(
          "inputs[0].shape: more dimensions (expected: at most 64)",
          asking(input("x", "FP32", new long[65]))),
      wrong(
          "inputs[0].shape: [4294967296,4294967296] (expected: fewer elements)",
          asking(input("x", "FP32", 1L << 32, 1L << 32))),
      wrong("inputs[0]: no values (expected: contents, or raw_input_contents)", asking(x)),
      wrong(
          "raw_input_contents[0]: size 3 (expected: 4 for FP32[1])",
          asking(x).addRawInputContents(bytes("000000"))),
      wrong(
          "raw_input_contents[0]: size 5 (expected: 4 for FP32[1])",
          asking(x).addRawInputContents(bytes("0000000000"))),
      wrong(
          "raw_input_contents: 2 (expected: 1, one for each input)",
          asking(x).addRawInputContents(one).addRawInputContents(one)),
      wrong(
          "raw_input_contents: 1 (expected: 2, one for each input)",
          asking(x, x).addRawInputContents(one)),
      wrong(
          "inputs[0]: both contents and raw_input_contents (expected: one of them)",
          asking(x.clone().setContents(contents().addFp32Contents(1))).addRawInputContents(one)),
      wrong(
          "inputs[1].name: x (expected: not twice)",
          asking(x, x).addRawInputContents(one).addRawInputContents(one)),
      wrong(
          "raw_input_contents[0]: element 0: 9 bytes",
          asking(input("x", "BYTES", 1)).addRawInputContents(bytes("09000000 61"))),
      wrong(
          "raw_input_contents[0]: 2 strings (expected: 1 for shape [1])",
          asking(input("x", "BYTES", 1)).addRawInputContents(bytes("00000000 00000000"))),
      wrong(
          "inputs[0].contents: int_contents (expected: fp32_contents for FP32)",
          asking(x.clone().setContents(contents().addIntContents(1)))),
      wrong(
          "inputs[0].contents: both int_contents and fp32_contents",
          asking(x.clone().setContents(contents().addIntContents(1).addFp32Contents(1)))),
      wrong(
          "inputs[0].contents: 2 values (expected: 1 for shape [1])",
          asking(x.clone().setContents(contents().addFp32Contents(1).addFp32Contents(1)))),
      wrong(
          "inputs[0].contents: FP16 has none (expected: its bytes in raw_input_contents)",
          asking(input("x", "FP16", 1).setContents(contents().addFp32Contents(1)))),
      wrong(
          "inputs[0].contents: 128 (expected: a value of INT8)",
          asking(input("x", "INT8", 1).setContents(contents().addIntContents(128)))),
      wrong(
          "inputs[0].contents: 4294967295 (expected: a value of UINT16)",
          asking(input("x", "UINT16", 1).setContents(contents().addUintContents(-1)))),
      wrong(
          "parameters.triton_x: reserved",
          asking(x)
              .putParameters("triton_x", InferParameter.newBuilder().setBoolParam(true).build())),
      wrong(
          "parameters.a: no value (expected: bool, number or string)",
          asking(x).putParameters("a", InferParameter.getDefaultInstance())),
      wrong(
          "parameters: 18446744073709551615 (expected: at most",
          asking(x).putParameters("a", InferParameter.newBuilder().setUint64Param(-1).build())),
      wrong(
          "outputs[0].name: missing",
          asking(x).addOutputs(InferRequestedOutputTensor.getDefaultInstance())),
      wrong(
          "outputs[0].parameters.classification: -1 (expected: >= 1)",
          asking(x)
              .addOutputs(
                  InferRequestedOutputTensor.newBuilder()
                      .setName("y")
                      .putParameters(
                          "classification",
                          InferParameter.newBuilder().setInt64Param(-1).build()))),
    };
  }

  private static Arguments wrong(String told, ModelInferRequest.Builder message) {
    return Arguments.of(told, message.build().toByteArray());
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void what_is_wrong_is_told_with_its_place(String told, byte[] message) {
    assertThatThrownBy(() -> read(message))
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(told);
  }

  @Test
  void shared_memory_is_not_offered() {
    InferInputTensor.Builder shared =
        input("x", "FP32", 1)
            .putParameters(
                "shared_memory_region", InferParameter.newBuilder().setStringParam("r").build());

    assertThatThrownBy(() -> read(asking(shared).build().toByteArray()))
        .isInstanceOf(Unsupported.class)
        .hasMessageStartingWith("inputs[0].parameters.shared_memory_region: not offered");
  }

  @Test
  void the_flag_for_final_answers_is_known_and_goes_no_further() {
    InferMessage message =
        read(
            asking()
                .putParameters(
                    "triton_enable_empty_final_response",
                    InferParameter.newBuilder().setBoolParam(true).build())
                .build()
                .toByteArray());

    assertThat(message.parameters().empty()).isTrue();
  }

  @Test
  void a_tensor_without_elements_needs_no_values() {
    InferMessage message = read(asking(input("x", "FP32", 0, 4)).build().toByteArray());

    assertThat(message.inputs().get("x")).hasToString("FP32[0,4]");
    message.close();
  }

  @Test
  void a_message_that_was_cut_off_never_has_half_of_its_inputs() {
    byte[] message = rich().build().toByteArray();
    int refused = 0;

    for (int size = 0; size < message.length; size++) {
      byte[] part = Arrays.copyOf(message, size);
      try {
        assertThat(marshaller.parse(new SplitStream(part, random, 9)).read(pool).inputs())
            .as("after %d bytes", size)
            .isEmpty();
      } catch (InvalidInput e) {
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(message.length / 2);
  }

  @Test
  void no_bytes_do_more_than_to_be_refused() {
    byte[] message = rich().build().toByteArray();

    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = message.clone();
      for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      readOrRefuse(damaged);
    }
  }

  private void readOrRefuse(byte[] message) {
    try {
      read(message).close();
    } catch (InvalidInput | Unsupported refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Test
  void what_was_compressed_is_bounded_by_what_it_becomes() {
    byte[] large = new byte[(4 << 20) + 1];

    assertThatThrownBy(() -> read(large))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("at most 4194304 bytes")
        .hasMessageEndingWith("see limits.max_body_size of the server");
  }

  @Test
  void too_many_parts_are_refused_before_they_fill_the_memory() {
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      parts.add(new byte[] {7 << 3 | 2, 0});
    }

    assertThatThrownBy(() -> read(joined(parts.toArray(byte[][]::new))))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("raw_input_contents: more (expected: at most 4096)");
  }

  @Test
  void a_message_that_nobody_reads_is_given_back() {
    SplitStream stream = new SplitStream(new byte[10], random, 3);

    marshaller.parse(stream).close();

    assertThat(stream.closed).isTrue();
  }

  @Test
  void large_tensors_survive_many_pieces() {
    ByteBuffer values = ByteBuffer.allocate(602_112).order(ByteOrder.LITTLE_ENDIAN);
    random.nextBytes(values.array());
    byte[] message =
        asking(input("x", "FP32", 1, 3, 224, 224))
            .addRawInputContents(UnsafeByteOperations.unsafeWrap(values))
            .build()
            .toByteArray();

    InferMessage read = marshaller.parse(new SplitStream(message, random, 16_384)).read(pool);

    assertThat(read.inputs().get("x").data().asByteBuffer()).isEqualTo(values);
    read.close();
  }
}
