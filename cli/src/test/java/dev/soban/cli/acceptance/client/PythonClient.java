package dev.soban.cli.acceptance.client;

import dev.soban.cli.acceptance.data.TestData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A client in Python that is generated from the same messages, each question a process. */
public final class PythonClient {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String PACKAGES = "import grpc, grpc_tools.protoc, numpy";
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final InetSocketAddress server;

  private PythonClient(Path folder, InetSocketAddress server) {
    this.folder = folder;
    this.server = server;
  }

  /** Generates the client; skips the test where Debian's packages for that are missing. */
  public static PythonClient in(Path folder, InetSocketAddress server) {
    if (!installed()) {
      System.out.println(
          "skipped, Python's gRPC not found (Debian: python3-grpcio python3-grpc-tools"
              + " python3-numpy)");
    }
    Assumptions.assumeTrue(installed(), "Python's gRPC not found");
    PythonClient client = new PythonClient(folder, server);
    Path messages = TestData.ofRepository("protocol/src/main/proto").toAbsolutePath();
    client.run(
        List.of(
            PYTHON,
            "-m",
            "grpc_tools.protoc",
            "-I" + messages,
            "--python_out=" + folder,
            "--grpc_python_out=" + folder,
            messages.resolve("inference.proto").toString(),
            messages.resolve("model_config.proto").toString()));
    return client;
  }

  private static boolean installed() {
    try {
      Process process =
          new ProcessBuilder(PYTHON, "-c", PACKAGES)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The outputs.
   *
   * @param way {@code raw}, {@code typed} or {@code stream}
   */
  public Map<String, TensorValue> ask(String way, String model, Map<String, TensorValue> inputs) {
    try {
      Path questions = folder.resolve("questions");
      Files.write(questions, inputs.entrySet().stream().map(PythonClient::line).toList());
      List<String> answer =
          run(
              List.of(
                  PYTHON,
                  script().toString(),
                  server.getAddress().getHostAddress() + ":" + server.getPort(),
                  way,
                  model,
                  questions.toString()));
      Map<String, TensorValue> outputs = new LinkedHashMap<>();
      answer.forEach(line -> read(line, outputs));
      return outputs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path script() {
    return TestData.ofRepository(
            "cli/src/test/resources/dev/soban/cli/acceptance/client/grpc_client.py")
        .toAbsolutePath();
  }

  /** Name, datatype, shape and bytes, with a blank between. */
  private static String line(Map.Entry<String, TensorValue> input) {
    TensorValue value = input.getValue();
    String shape = String.join(",", value.shape().stream().map(Object::toString).toList());
    return String.join(
        " ",
        input.getKey(),
        value.dataType(),
        shape,
        Base64.getEncoder().encodeToString(value.toArray()));
  }

  private static void read(String line, Map<String, TensorValue> outputs) {
    String[] parts = line.split(" ", -1);
    List<Long> shape = new ArrayList<>();
    for (String dim : parts[2].split(",")) {
      shape.add(Long.parseLong(dim));
    }
    outputs.put(parts[0], TensorValue.of(parts[1], shape, Base64.getDecoder().decode(parts[3])));
  }

  private List<String> run(List<String> command) {
    try {
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("PYTHONPATH", folder.toString());
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(command + ": " + Files.readString(err));
      }
      return Files.readAllLines(out, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
