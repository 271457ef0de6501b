package dev.soban.cli.serve;

import dev.soban.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests of every kind for the bundled examples, often enough to be worth compiling. */
final class TrainingRequests {
  private static final int ROUNDS = 100;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final float[] FLOWER = {5.1f, 3.5f, 1.4f, 0.2f};
  private static final String JSON = "Content-Type: application/json\r\n";

  private final List<byte[]> inference = new ArrayList<>();

  private TrainingRequests() {}

  /**
   * @param examples the folder with the bundled models and pictures
   */
  static TrainingRequests ofExamples(Path examples) {
    TrainingRequests requests = new TrainingRequests();
    requests.add("GET", "/v2/health/ready", "", new byte[0]);
    requests.add("GET", "/v2/models/iris", "", new byte[0]);
    String row = "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\",";
    requests.add(
        "POST",
        "/v2/models/iris/infer",
        JSON,
        (row + "\"data\":[5.1,3.5,1.4,0.2]}]}").getBytes(StandardCharsets.UTF_8));
    requests.addBinary(row + "\"parameters\":{\"binary_data_size\":16}}]}");
    requests.add(
        "POST",
        "/predictions/iris",
        "Content-Type: text/csv\r\n",
        "5.1,3.5,1.4,0.2\n".getBytes(StandardCharsets.UTF_8));
    requests.add(
        "POST",
        "/predictions/digits",
        "Content-Type: image/png\r\n",
        read(examples.resolve("pictures").resolve("7.png")));
    return requests;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CommandFailure.failed(file + ": " + e);
    }
  }

  private void addBinary(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(json.length + FLOWER.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(json);
    for (float value : FLOWER) {
      body.putFloat(value);
    }
    add(
        "POST",
        "/v2/models/iris/infer",
        "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: "
            + json.length
            + "\r\n",
        body.array());
  }

  private void add(String method, String path, String headers, byte[] body) {
    inference.add(request(method, path, headers, body));
  }

  private static byte[] request(String method, String path, String headers, byte[] body) {
    byte[] head =
        (method
                + " "
                + path
                + " HTTP/1.1\r\nHost: soban\r\nConnection: close\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  void sendTo(InetSocketAddress http, InetSocketAddress admin) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        for (byte[] request : inference) {
          send(request, http);
        }
      }
      send(request("GET", "/metrics", "", new byte[0]), admin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(byte[] request, InetSocketAddress to) throws IOException {
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      InputStream answer = socket.getInputStream();
      String status = new String(answer.readNBytes(12), StandardCharsets.US_ASCII);
      if (!status.endsWith(" 200")) {
        String rest = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException("unexpected answer: " + status + rest);
      }
      answer.transferTo(OutputStream.nullOutputStream());
    }
  }
}
