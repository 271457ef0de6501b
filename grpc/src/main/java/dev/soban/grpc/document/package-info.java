/** The calls of the inference protocol that tell and change rather than compute. */
package dev.soban.grpc.document;
