package dev.soban.net;

/** The protocol that a message came in. */
public enum HttpVersion {
  HTTP_1_0,
  HTTP_1_1,
  HTTP_2
}
