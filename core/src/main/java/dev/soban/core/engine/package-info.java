/** A runtime on a loaded model: batches of rows in, output tensors or failures out. */
package dev.soban.core.engine;
