/** Raw Netty, as the yardstick of what HTTP costs at least. */
package dev.soban.benchmarks.echo;
