package dev.soban.grpc.call;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

/** Finds where a call's answers come home to: the event loop that its connection is on. */
public record Homes(EventLoopGroup loops) {
  /** The loop that this runs on; any of them elsewhere, as where a compressed call is read. */
  EventExecutor here() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return loops.next();
  }
}
