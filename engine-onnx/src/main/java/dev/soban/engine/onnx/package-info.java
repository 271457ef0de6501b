/** ONNX models on ONNX Runtime. */
package dev.soban.engine.onnx;
