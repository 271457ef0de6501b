/**
 * Runs the scheduler that serves, and yardsticks beside it, on a virtual clock: requests that are
 * made up arrive, batches take what a cost model says, and every wait is counted.
 */
package dev.soban.simulate;
