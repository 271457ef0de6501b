package dev.soban.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.tensor.OrtStrings;

/** What all sessions of the process share. */
record OnnxRuntime(OrtEnvironment environment, OrtStrings strings, TensorPool pool) {}
