package dev.soban.server.v1;

/** Whose form the status of a model takes where TensorFlow Serving and KServe share a path. */
public enum StatusForm {
  /** {@code {"name", "ready"}}, and 503 when it is not. */
  KSERVE,
  /** {@code {"model_version_status": […]}} */
  TENSORFLOW
}
