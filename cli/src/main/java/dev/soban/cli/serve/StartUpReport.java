package dev.soban.cli.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.cli.runtime.StatusJson;
import dev.soban.cli.runtime.StatusTable;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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

  /** What the report is for. */
  enum Form {
    /** For people. */
    TABLE,
    /** For programs. */
    JSON
  }

  List<String> lines(Form form) {
    return switch (form) {
      case TABLE -> table();
      case JSON -> List.of(json());
    };
  }

  private String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeFieldName("models");
      StatusJson.write(json, wiring.models().all());
      json.writeStringField("folder", folder());
      json.writeStringField("pictures", wiring.pictureDecoders());
      json.writeStringField("inference", inferenceUrl());
      if (wiring.grpcAddress().isPresent()) {
        json.writeStringField("grpc", place(wiring.grpcAddress().get()));
      }
      json.writeStringField("admin", adminUrl());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private String folder() {
    return root.toAbsolutePath().normalize().toString();
  }

  private List<String> table() {
    List<VersionStatus> statuses = wiring.models().all();
    List<String> lines = new ArrayList<>();
    lines.addAll(new StatusTable(this::place).lines(statuses, terminalWidth));
    lines.add("");
    lines.add(count(statuses) + " in " + folder());
    lines.add(wiring.pictureDecoders());
    lines.add("inference: " + inferenceUrl());
    wiring.grpcAddress().ifPresent(address -> lines.add("grpc:      " + place(address)));
    lines.add("admin:     " + adminUrl() + "/metrics");
    return lines;
  }

  private String place(VersionStatus status) {
    return inferenceUrl() + "/v2/models/" + status.name() + "/versions/" + status.version();
  }

  private String inferenceUrl() {
    return url(wiring.httpAddress(), wiring.transport().http().isPresent());
  }

  private String adminUrl() {
    return url(wiring.adminAddress(), wiring.transport().admin().isPresent());
  }

  private static String url(InetSocketAddress address, boolean tls) {
    return (tls ? "https://" : "http://") + place(address);
  }

  private static String place(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String count(List<VersionStatus> statuses) {
    long ready = statuses.stream().filter(s -> s.state() == VersionState.READY).count();
    return ready + " of " + statuses.size() + " models ready";
  }
}
