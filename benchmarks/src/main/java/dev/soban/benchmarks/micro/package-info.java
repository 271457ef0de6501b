/** JMH benchmarks of the hot paths; run with {@code ./bench jmh [PATTERN]}. */
package dev.soban.benchmarks.micro;
