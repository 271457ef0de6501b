package dev.soban.benchmarks.request;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whole HTTP/1.1 requests as bytes. */
public final class Requests {
  private Requests() {}

  public static String[] with(String[] headers, String another) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = another;
    return all;
  }

  public static byte[] post(String path, String contentType, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
