package dev.soban.cli.serve;

import java.lang.reflect.Proxy;

/**
 * The signals of the process. The only interface to them that hears of a second signal, and ends
 * with an exit code of our own, is in {@code sun.misc}, which javac always warns of; hence by
 * reflection.
 */
final class Signals {
  private Signals() {}

  /** Runs the action, on a thread of its own, instead of what the signal does otherwise. */
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object running =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), running);
    } catch (ReflectiveOperationException e) {
      // Taken by the JVM itself, as with -Xrs, or unknown to the system: the default stands.
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.DEBUG, "signal " + name + " is not ours: " + e.getCause());
    }
  }
}
