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

  /**
   * A GPU.
   *
   * @param ifThere whether the processor is as good where this runtime has none
   */
  record Cuda(int index, boolean ifThere) implements Device {
    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /**
   * @throws IllegalArgumentException when the name is none of them
   */
  static Device of(String name) {
    if (name.equals("cpu")) {
      return new Cpu();
    }
    if (name.equals("auto")) {
      return new Cuda(0, true);
    }
    Matcher cuda = Pattern.compile("cuda(?::([0-9]{1,3}))?").matcher(name);
    if (!cuda.matches()) {
      throw new IllegalArgumentException("device: " + name + " (expected: cpu, cuda:N or auto)");
    }
    return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)), false);
  }
}
