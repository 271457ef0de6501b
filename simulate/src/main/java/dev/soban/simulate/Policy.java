package dev.soban.simulate;

/**
 * A way to decide which rows run next.
 *
 * @param leastWorkers below which it makes no sense
 */
record Policy(String name, String about, int leastWorkers, Maker maker) {

  /** Makes the discipline of one simulation. */
  @FunctionalInterface
  interface Maker {
    /**
     * @param overload whether requests may only wait within the server's usual bounds
     */
    Discipline make(Setup setup, boolean overload);
  }
}
