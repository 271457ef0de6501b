package dev.soban.net.client;

/** A host and port that serves. */
record Endpoint(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
