/** Between the server and the network: event loops, bounds on connections and messages, counts. */
package dev.soban.grpc.transport;
