/** Tensors as the protocol carries them, and values to try. */
package dev.soban.conformance.tensor;
