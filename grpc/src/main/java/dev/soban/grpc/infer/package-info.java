/** Inference over gRPC: calls with one question, and streams of them. */
package dev.soban.grpc.infer;
