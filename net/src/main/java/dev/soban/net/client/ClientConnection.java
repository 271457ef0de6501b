package dev.soban.net.client;

import dev.soban.net.HeaderList;
import dev.soban.net.client.HttpClientException.Broken;
import dev.soban.net.wire.PooledBody;
import dev.soban.net.wire.ReceivedHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One connection of the client, which carries one call at a time. Belongs to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
final class ClientConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
  private final EndpointPool pool;
  private final Channel channel;
  private @Nullable Call call;
  private long idleSinceNanos;
  private boolean used;

  ClientConnection(EndpointPool pool, Channel channel) {
    super(false);
    this.pool = pool;
    this.channel = channel;
  }

  boolean usable() {
    return channel.isActive();
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  void idleSince(long nowNanos) {
    idleSinceNanos = nowNanos;
    used = true;
  }

  void send(Call next) {
    call = next;
    next.runsOn(this);
    HttpRequest request = next.request();
    ByteBuf body = Unpooled.wrappedBuffer(request.body());
    DefaultFullHttpRequest message =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, next.method(), request.target(), body);
    addHeaders(message.headers(), request, body.readableBytes());
    channel.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private static void addHeaders(HttpHeaders headers, HttpRequest request, int bodyBytes) {
    headers.add(HttpHeaderNames.HOST, request.authority());
    HeaderList given = request.headers();
    (given.hasFraming() ? given.withoutFraming() : given).forEach(headers::add);
    if (bodyBytes > 0 || !request.idempotent()) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, bodyBytes);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    Call answered = call;
    call = null;
    if (answered == null || response.decoderResult().isFailure()) {
      response.release();
      failAndClose(answered, "malformed answer");
      return;
    }
    boolean kept = HttpUtil.isKeepAlive(response);
    answered.succeed(
        new HttpResponse(
            response.status().code(),
            new ReceivedHeaders(response.headers()),
            new PooledBody(response.content())));
    if (kept) {
      pool.free(this);
    } else {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    pool.lost(this);
    Call lost = call;
    call = null;
    if (lost != null) {
      retryOrFail(lost);
    }
  }

  private void retryOrFail(Call lost) {
    if (used && lost.mayRetry()) {
      pool.start(lost);
    } else {
      lost.fail(new Broken(lost.endpoint(), "connection closed before the answer"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      Call failed = call;
      call = null;
      failAndClose(failed, "answer too large");
      return;
    }
    context.close();
  }

  private void failAndClose(@Nullable Call failed, String reason) {
    if (failed != null) {
      failed.fail(new Broken(failed.endpoint(), reason));
    }
    channel.close();
  }

  /** Gives the call up and the connection with it, since its answer may still come. */
  void abandon() {
    call = null;
    channel.close();
  }

  void close() {
    channel.close();
  }
}
