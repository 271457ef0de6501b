package dev.soban.benchmarks.workbench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The admin port of a server: what it says of itself, and what it can be told. */
public final class AdminPort implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  public AdminPort(int port) {
    base = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port);
  }

  /**
   * The value of one line of the metrics; 0 when there is none yet.
   *
   * @param series name and labels as they are written, such as {@code x_total{model="iris"}}
   */
  public double metric(String series) throws IOException, InterruptedException {
    String text = send("GET", "/metrics", "").body();
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  public HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return client.send(
        HttpRequest.newBuilder(base.resolve(path)).method(method, publisher).build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
