import org.jspecify.annotations.NullMarked;

/** HTTP on Netty: server and client. */
@NullMarked
module dev.soban.net {
  requires static transitive org.jspecify;
}
