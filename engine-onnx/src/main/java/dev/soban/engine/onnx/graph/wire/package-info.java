/** The bytes of an ONNX file: protocol buffers, read and written without classes for them. */
package dev.soban.engine.onnx.graph.wire;
