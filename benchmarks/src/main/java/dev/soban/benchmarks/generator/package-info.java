/** A load generator for the benchmarks: closed loop, one thread, exact percentiles. */
package dev.soban.benchmarks.generator;
