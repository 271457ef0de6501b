package dev.soban.core.engine;

/**
 * Is told of an error after which nothing in this process can be trusted any more, as memory that
 * native code ran out of or a library that broke. Ends the process, where it can.
 */
@FunctionalInterface
public interface FatalHandler {
  void broke(Error error);
}
