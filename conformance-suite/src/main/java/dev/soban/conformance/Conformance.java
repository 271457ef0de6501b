package dev.soban.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.conformance.catalog.Catalog;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Result;
import dev.soban.conformance.check.Suite;
import dev.soban.conformance.report.CheckTable;
import dev.soban.conformance.report.JsonReport;
import dev.soban.conformance.report.Summary;
import dev.soban.conformance.report.TextReport;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.verdict.Unmet;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a server, any server, and tells where it keeps to the Open Inference Protocol. */
@Command(
    name = "conformance",
    description = {
      "Tries whether a server keeps the Open Inference Protocol, over REST and gRPC.",
      "The server may be in use: nothing is loaded, unloaded or changed.",
      "Exit code 0: whatever the protocol demands (MUST) is met; 1: something is not;",
      "2: wrong use, nobody answers, or no model."
    },
    mixinStandardHelpOptions = true,
    version = "conformance 0.1.0",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./conformance http://127.0.0.1:8000",
      "  ./conformance http://127.0.0.1:8000 --grpc 127.0.0.1:8001",
      "  ./conformance http://127.0.0.1:8000 --model digits --input request.json",
      "  ./conformance http://127.0.0.1:8000 --only REST-04 --json",
    })
public final class Conformance implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "URL",
      description = "The server, as http://HOST:PORT.")
  private String url = "";

  @Option(
      names = "--grpc",
      paramLabel = "HOST:PORT",
      description = "Its gRPC port; checks over gRPC do not apply without.")
  private @Nullable String grpc;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Try this model; may be given again (default: all that the server lists).")
  private List<String> models = List.of();

  @Option(
      names = "--input",
      paramLabel = "JSON_FILE",
      description = "An infer request for --model, in place of one made up from the metadata.")
  private @Nullable Path input;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:SOBAN_API_KEY}",
      description = "A key to present as a bearer token (default: the variable SOBAN_API_KEY).")
  private @Nullable String key;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for each answer (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds = 10;

  @Option(names = "--json", description = "Print one JSON object in place of the table.")
  private boolean json;

  @Option(
      names = "--only",
      paramLabel = "ID",
      split = ",",
      description = "Run the checks whose ids start so, as REST-013 or GRPC; may be given again.")
  private List<String> only = List.of();

  @Option(names = "--list", description = "List the checks and run none.")
  private boolean list;

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = run(out, err, arguments);
    System.exit(exitCode);
  }

  /** Runs one command line and tells the exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Conformance());
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler((failure, any) -> refuse(failure));
    return line.execute(arguments);
  }

  private static int refuse(ParameterException failure) {
    failure
        .getCommandLine()
        .getErr()
        .println("conformance: " + failure.getMessage() + " (see ./conformance --help)");
    return USAGE;
  }

  @Override
  public Integer call() {
    List<Check> checks = Catalog.starting(only);
    if (checks.isEmpty()) {
      throw wrong("--only: " + only + " (expected: ids, or how they start; --list has them)");
    }
    if (list) {
      out().println(json ? JsonReport.of(checks) : String.join("\n", CheckTable.lines(checks)));
      return 0;
    }
    try (Target target = target()) {
      return run(target, checks);
    }
  }

  private int run(Target target, List<Check> checks) {
    TextReport report = new TextReport(out());
    List<Result> results;
    if (json) {
      results = new Suite(target).run(checks, result -> {});
      out().println(JsonReport.of(target, results));
    } else {
      report.head(target);
      results = new Suite(target).run(checks, report::result);
      report.foot(results);
    }
    return Summary.of(results).failedMust() == 0 ? 0 : FAILED;
  }

  private Target target() {
    Target.Where where =
        new Target.Where(server(), Optional.ofNullable(grpc), Optional.ofNullable(key), timeout());
    Target target;
    try {
      target = Target.of(where, new Target.Choice(models, request()));
    } catch (Unmet nobody) {
      throw wrong(url + ": " + nobody.came() + " (expected: a running server)");
    }
    if (target.models().isEmpty()) {
      target.close();
      throw wrong(
          models.isEmpty()
              ? url + ": lists no model that has metadata (expected: one, or --model NAME)"
              : "--model: " + models + " (expected: a model with metadata at " + url + ")");
    }
    return target;
  }

  private URI server() {
    URI server = null;
    try {
      server = new URI(url.endsWith("/") ? url : url + "/");
    } catch (URISyntaxException _) {
      // As every other text that is no server's address.
    }
    if (server == null
        || server.getHost() == null
        || !List.of("http", "https").contains(server.getScheme())) {
      throw wrong("URL: " + url + " (expected: http://HOST:PORT)");
    }
    return server;
  }

  private Duration timeout() {
    if (timeoutSeconds < 1) {
      throw wrong("--timeout: " + timeoutSeconds + " (expected: >= 1)");
    }
    return Duration.ofSeconds(timeoutSeconds);
  }

  private Optional<JsonNode> request() {
    if (input == null) {
      return Optional.empty();
    }
    if (models.size() != 1) {
      throw wrong("--input: " + input + " (expected: together with one --model)");
    }
    try {
      return Optional.of(new ObjectMapper().readTree(Files.readString(input)));
    } catch (JsonProcessingException e) {
      throw wrong("--input: " + input + " is no JSON (expected: an infer request)");
    } catch (IOException e) {
      throw wrong("--input: " + input + " (expected: a file that can be read)");
    }
  }

  private PrintWriter out() {
    return line().getOut();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(line(), message);
  }

  private CommandLine line() {
    if (spec == null) {
      throw new IllegalStateException("not run as a command");
    }
    return spec.commandLine();
  }
}
