package dev.soban.cli.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients that ask for iris predictions without a pause, until told to end. */
final class Callers implements AutoCloseable {
  private static final String ROW =
      "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\","
          + "\"data\":[5.1,3.5,1.4,0.2]}]}";
  private static final Pattern VERSION = Pattern.compile("\"model_version\":\"([^\"]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  Callers(String url, int count) {
    request =
        HttpRequest.newBuilder(URI.create(url + "/v2/models/iris/infer"))
            .POST(HttpRequest.BodyPublishers.ofString(ROW))
            .build();
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().start(this::call));
    }
  }

  private void call() {
    while (!ended) {
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        Matcher version = VERSION.matcher(answer.body());
        if (answer.statusCode() == 200 && version.find()) {
          versions.add(version.group(1));
          answered.incrementAndGet();
        } else {
          failures.add(answer.statusCode() + " " + answer.body());
        }
      } catch (IOException e) {
        failures.add(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  long answered() {
    return answered.get();
  }

  /** Versions that answered at least once. */
  Set<String> versions() {
    return versions;
  }

  /** Ends, and tells what went wrong. */
  List<String> end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    ended = true;
    client.close();
  }
}
