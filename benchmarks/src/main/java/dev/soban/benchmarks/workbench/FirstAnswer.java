package dev.soban.benchmarks.workbench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again until a starting server answers. */
public final class FirstAnswer {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private FirstAnswer() {}

  public static void await(InetSocketAddress address, byte[] request) throws IOException {
    long giveUp = System.nanoTime() + LIMIT.toNanos();
    while (!answers(address, request)) {
      if (System.nanoTime() - giveUp > 0) {
        throw new IOException("no answer from " + address + " within " + LIMIT);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean answers(InetSocketAddress address, byte[] request) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1_000);
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request);
      InputStream answer = socket.getInputStream();
      String statusLine = new String(answer.readNBytes(12), StandardCharsets.ISO_8859_1);
      return statusLine.equals("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }
}
