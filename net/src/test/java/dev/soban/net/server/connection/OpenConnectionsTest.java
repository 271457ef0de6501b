package dev.soban.net.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.server.ServerLimits;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
  private final OpenConnections open = new OpenConnections(new ServerLimits.Connections(5, 2));

  @Test
  void one_address_gets_only_its_share() {
    InetAddress one = InetAddress.ofLiteral("192.0.2.1");
    InetAddress other = InetAddress.ofLiteral("192.0.2.2");

    assertThat(open.admit(one)).isTrue();
    assertThat(open.admit(one)).isTrue();
    assertThat(open.admit(one)).isFalse();
    assertThat(open.admit(other)).isTrue();

    open.leave(one);
    assertThat(open.admit(one)).isTrue();
    assertThat(open.admit(one)).isFalse();
  }

  @Test
  void loopback_counts_only_in_total() {
    for (int i = 0; i < 5; i++) {
      assertThat(open.admit(InetAddress.getLoopbackAddress())).isTrue();
    }
    assertThat(open.admit(InetAddress.getLoopbackAddress())).isFalse();

    open.leave(InetAddress.getLoopbackAddress());
    assertThat(open.admit(InetAddress.getLoopbackAddress())).isTrue();
  }

  @Test
  void draining_admits_nobody_and_completes_when_the_last_leaves() {
    open.admit(InetAddress.getLoopbackAddress());

    var drained = open.drain().toCompletableFuture();

    assertThat(open.admit(InetAddress.getLoopbackAddress())).isFalse();
    assertThat(drained).isNotDone();
    open.leave(InetAddress.getLoopbackAddress());
    assertThat(drained).isCompleted();
  }
}
