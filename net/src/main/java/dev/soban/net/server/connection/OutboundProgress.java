package dev.soban.net.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** How far the peer's side has taken what was written to a channel. On its event loop. */
public final class OutboundProgress {
  private final Channel channel;
  private long enqueuedBytes;

  public OutboundProgress(Channel channel) {
    this.channel = channel;
  }

  /** That many bytes were handed to the channel. */
  public void enqueued(int bytes) {
    enqueuedBytes += bytes;
  }

  /** Whether bytes wait for the peer. */
  public boolean pending() {
    return pendingBytes() > 0;
  }

  /** How many bytes wait for the peer, with what Netty adds for each buffer. */
  public long pendingBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** How many bytes the peer's side has taken, give or take Netty's own accounting. */
  public long takenBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null) {
      return enqueuedBytes;
    }
    return enqueuedBytes - buffer.totalPendingWriteBytes() + buffer.currentProgress();
  }
}
