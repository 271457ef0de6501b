/** Tensors on their way into ONNX Runtime and out of it. */
package dev.soban.engine.onnx.tensor;
