/** The routes below {@code /v1} that clients of TensorFlow Serving and of KServe know. */
package dev.soban.server.v1;
