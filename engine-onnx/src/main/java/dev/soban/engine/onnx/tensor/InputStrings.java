package dev.soban.engine.onnx.tensor;

import dev.soban.core.engine.EngineException;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks that byte strings are what ONNX calls strings: UTF-8, without NUL. */
final class InputStrings {
  private InputStrings() {}

  static Tensor checked(String input, Tensor tensor) throws EngineException {
    List<MemorySegment> elements = BytesElements.of(tensor);
    if (elements.size() != tensor.shape().elements()) {
      throw InputTensors.refused(
          "input "
              + input
              + ": "
              + elements.size()
              + " strings (expected: "
              + tensor.shape()
              + ")");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    for (int i = 0; i < elements.size(); i++) {
      check(input, i, elements.get(i), decoder);
    }
    return tensor;
  }

  private static void check(String input, int index, MemorySegment element, CharsetDecoder decoder)
      throws EngineException {
    try {
      decoder.decode(element.asByteBuffer());
    } catch (CharacterCodingException e) {
      throw InputTensors.refused(
          "input " + input + ": string " + index + " is not UTF-8 (expected: UTF-8 text)");
    }
    for (long i = 0; i < element.byteSize(); i++) {
      if (element.get(ValueLayout.JAVA_BYTE, i) == 0) {
        throw InputTensors.refused(
            "input " + input + ": string " + index + " holds a NUL character (expected: none)");
      }
    }
  }
}
