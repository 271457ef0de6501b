/** What all calls have in common: who asks, where answers come home to, and how calls end. */
package dev.soban.grpc.call;
