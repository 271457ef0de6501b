/** Writes ONNX files: the protobuf wire format, and the few messages of ONNX that a model needs. */
package dev.soban.examples.onnx;
