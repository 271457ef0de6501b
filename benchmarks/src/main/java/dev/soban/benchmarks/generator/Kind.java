package dev.soban.benchmarks.generator;

import java.nio.ByteBuffer;

/**
 * A request that is sent again and again, ready as bytes.
 *
 * @param group what its answers are reported under; several kinds may share one
 * @param request a whole HTTP/1.1 request, head and body
 * @param share of all requests, in relation to the shares of the others
 */
public record Kind(String group, ByteBuffer request, double share) {
  public static Kind of(String group, byte[] request, double share) {
    return new Kind(
        group,
        ByteBuffer.allocateDirect(request.length).put(request).flip().asReadOnlyBuffer(),
        share);
  }
}
