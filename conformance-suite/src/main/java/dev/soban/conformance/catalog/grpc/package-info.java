/** The checks over gRPC, a table for each section, and those of both protocols side by side. */
package dev.soban.conformance.catalog.grpc;
