/** The yardstick of picture models: decoding and inference in a bare loop, no server. */
package dev.soban.benchmarks.bare;
