package dev.soban.engine.onnx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a model runs, as the configuration names it. */
sealed interface Device {
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  record Cuda(int index) implements Device {
    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /**
   * @throws IllegalArgumentException when the name is neither
   */
  static Device of(String name) {
    if (name.equals("cpu")) {
      return new Cpu();
    }
    Matcher cuda = Pattern.compile("cuda(?::([0-9]{1,3}))?").matcher(name);
    if (!cuda.matches()) {
      throw new IllegalArgumentException("device: " + name + " (expected: cpu or cuda:N)");
    }
    return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }
}
