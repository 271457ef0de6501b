package dev.soban.net.server.connection;

/** One open connection as its server sees it. To be called from any thread. */
public interface OpenConnection {
  /** Looks at how long the peer has kept us waiting and, when draining, whether it may end. */
  void sweep();

  /** Closes, whatever it is doing. */
  void abort();
}
