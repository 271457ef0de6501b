/** Reads, and where needed rewrites, the ONNX file format without loading the model. */
package dev.soban.engine.onnx.graph;
