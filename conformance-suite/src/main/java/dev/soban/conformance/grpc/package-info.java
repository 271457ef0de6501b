/** The protocol over gRPC: calls that are right or wrong on purpose, answers read strictly. */
package dev.soban.conformance.grpc;
