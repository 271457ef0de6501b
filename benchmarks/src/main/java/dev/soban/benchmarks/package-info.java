/** Hot paths under JMH and whole-program scenarios. */
package dev.soban.benchmarks;
