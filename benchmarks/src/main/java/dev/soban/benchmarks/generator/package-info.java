/** Load generators for the benchmarks, closed loop and open loop: one thread, exact percentiles. */
package dev.soban.benchmarks.generator;
