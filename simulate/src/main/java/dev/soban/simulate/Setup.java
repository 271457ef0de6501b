package dev.soban.simulate;

/**
 * What all trials of a comparison share.
 *
 * @param load share of what the workers carry with full batches, where a workload does not say
 *     otherwise
 * @param requests simulated for each policy under each workload
 */
public record Setup(int maxBatchSize, double load, int workers, long seed, int requests) {
  private static final int MOST_ROWS = 1024;
  private static final int MOST_WORKERS = 64;
  private static final double MOST_LOAD = 2;
  private static final int FEWEST_REQUESTS = 1000;
  private static final int MOST_REQUESTS = 100_000_000;

  public Setup {
    require(maxBatchSize >= 1 && maxBatchSize <= MOST_ROWS, "batch", maxBatchSize, "1 to 1024");
    require(load > 0 && load <= MOST_LOAD, "load", load, "above 0 and at most 2, such as 0.85");
    require(workers >= 1 && workers <= MOST_WORKERS, "workers", workers, "1 to 64");
    require(
        requests >= FEWEST_REQUESTS && requests <= MOST_REQUESTS,
        "requests",
        requests,
        "1000 to 100000000");
  }

  Setup withAtLeast(int leastWorkers) {
    return new Setup(maxBatchSize, load, Math.max(workers, leastWorkers), seed, requests);
  }

  private static void require(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
