package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.HeaderList;
import dev.soban.net.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
  @Test
  void path_and_query_are_apart_and_undecoded() {
    RequestHead head = head("/v2/a%2Fb?c=d%20e");

    assertThat(head.path()).isEqualTo("/v2/a%2Fb");
    assertThat(head.query()).isEqualTo("c=d%20e");
    assertThat(head("/x").query()).isEmpty();
  }

  @Test
  void segments_are_decoded_one_by_one() {
    assertThat(head("/v2/a%2Fb/%ED%95%9C+c?x/y").segments()).containsExactly("v2", "a/b", "한+c");
    assertThat(head("/").segments()).containsExactly("");
    assertThat(head("/a//").segments()).containsExactly("a", "", "");
  }

  @Test
  void query_parameters_are_decoded() {
    RequestHead head = head("/x?a=1&b=two+words&a=%262&c&d=");

    assertThat(head.queryParameters("a")).containsExactly("1", "&2");
    assertThat(head.queryParameter("b")).isEqualTo("two words");
    assertThat(head.queryParameter("c")).isEmpty();
    assertThat(head.queryParameter("d")).isEmpty();
    assertThat(head.queryParameter("e")).isNull();
  }

  private static RequestHead head(String target) {
    return new RequestHead(
        "GET",
        target,
        HttpVersion.HTTP_1_1,
        HeaderList.of(),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
        Runnable::run,
        0);
  }
}
