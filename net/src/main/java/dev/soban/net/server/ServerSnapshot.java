package dev.soban.net.server;

/** A server's counters at one moment; all but the first two only grow. */
public record ServerSnapshot(
    long openConnections,
    long requestsInFlight,
    long acceptedConnections,
    long refusedConnections,
    long requests,
    long rejectedRequests,
    long receivedBytes,
    long sentBytes) {}
