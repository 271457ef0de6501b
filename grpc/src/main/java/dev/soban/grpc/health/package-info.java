/** {@code grpc.health.v1}, as probes and balancers ask it. */
package dev.soban.grpc.health;
