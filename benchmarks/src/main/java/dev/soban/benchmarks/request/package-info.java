/** What scenarios ask, as bytes, and the real models that answer. */
package dev.soban.benchmarks.request;
