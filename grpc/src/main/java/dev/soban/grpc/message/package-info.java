/**
 * Messages of inference between the wire and tensors, without a copy in between: requests are read
 * from network memory into tensors' memory, answers are written from there.
 */
package dev.soban.grpc.message;
