package dev.soban.cli.serve;

import dev.soban.cli.runtime.StatusTable;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the operator sees on standard output when the server has started. */
final class StartUpReport {
  private final Wiring wiring;
  private final Path root;
  private final int terminalWidth;

  StartUpReport(Wiring wiring, Path root, int terminalWidth) {
    this.wiring = wiring;
    this.root = root;
    this.terminalWidth = terminalWidth;
  }

  List<String> lines() {
    List<VersionStatus> statuses = wiring.models().all();
    List<String> lines = new ArrayList<>();
    lines.addAll(new StatusTable(this::place).lines(statuses, terminalWidth));
    lines.add("");
    lines.add(count(statuses) + " in " + root.toAbsolutePath().normalize());
    lines.add(wiring.pictureDecoders());
    lines.add("inference: " + url(wiring.httpAddress()));
    lines.add("admin:     " + url(wiring.adminAddress()) + "/metrics");
    return lines;
  }

  private String place(VersionStatus status) {
    return url(wiring.httpAddress())
        + "/v2/models/"
        + status.name()
        + "/versions/"
        + status.version();
  }

  private static String url(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String count(List<VersionStatus> statuses) {
    long ready = statuses.stream().filter(s -> s.state() == VersionState.READY).count();
    return ready + " of " + statuses.size() + " models ready";
  }
}
