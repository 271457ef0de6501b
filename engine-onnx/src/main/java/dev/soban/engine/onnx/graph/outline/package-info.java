/** What of a model is read from its file: inputs, outputs, operators, where tensors lie. */
package dev.soban.engine.onnx.graph.outline;
