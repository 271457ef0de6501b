package dev.soban.server.call;

/** Reads the bodies of one protocol; thread-safe. */
@FunctionalInterface
public interface CallReader {
  /**
   * The caller closes the call's input tensors.
   *
   * @throws dev.soban.core.predict.PredictionException when the body is not what it should be;
   *     nothing is held then
   */
  Call read(IncomingCall incoming);
}
