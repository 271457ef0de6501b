package dev.soban.conformance.check;

/** How much of it a server owes. */
public enum Level {
  /** The protocol, or HTTP or gRPC below it, demands it. */
  MUST,
  /** Clients get along better with it. */
  SHOULD,
  /** Part of an extension, owed by a server that offers the extension. */
  EXTENSION
}
