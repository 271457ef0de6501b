/** What {@code ./bench} runs: each scenario measures one promise as a ratio in one run. */
package dev.soban.benchmarks.scenario;
