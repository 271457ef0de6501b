/** The gRPC server: where it listens, how it starts and how it ends. */
package dev.soban.grpc;
