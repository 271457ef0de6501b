package dev.soban.examples.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProtoMessageTest {

  @Test
  void small_and_large_numbers_are_varints() {
    assertThat(hex(new ProtoMessage().number(1, 150))).isEqualTo("089601");
    assertThat(hex(new ProtoMessage().number(20, 1))).isEqualTo("a00101");
    assertThat(hex(new ProtoMessage().number(3, -1))).isEqualTo("18ffffffffffffffffff01");
  }

  @Test
  void texts_and_messages_carry_their_length() {
    var inner = new ProtoMessage().text(2, "testing");

    assertThat(hex(inner)).isEqualTo("120774657374696e67");
    assertThat(hex(new ProtoMessage().message(3, inner))).isEqualTo("1a09120774657374696e67");
  }

  private static String hex(ProtoMessage message) {
    return HexFormat.of().formatHex(message.toByteArray());
  }
}
