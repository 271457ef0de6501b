/** Streaming JSON: tensors read and written without a tree. */
package dev.soban.server.json;
