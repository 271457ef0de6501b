package dev.soban.server.access;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Requests without a network. */
final class Heads {
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5000);
  private static final InetSocketAddress ELSEWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 5000);

  private Heads() {}

  /** From this machine, with name after name followed by its value. */
  static RequestHead here(String... headers) {
    return from(HERE, headers);
  }

  /** From another machine. */
  static RequestHead elsewhere(String... headers) {
    return from(ELSEWHERE, headers);
  }

  static RequestHead from(InetSocketAddress address, String... headers) {
    HeaderList list = HeaderList.of();
    for (int i = 0; i < headers.length; i += 2) {
      list.add(HeaderName.of(headers[i]), headers[i + 1]);
    }
    return new RequestHead("POST", "/", HttpVersion.HTTP_1_1, list, address, Runnable::run, 0);
  }
}
