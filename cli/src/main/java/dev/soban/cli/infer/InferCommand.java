package dev.soban.cli.infer;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.ExitCodes;
import dev.soban.cli.Progress;
import dev.soban.cli.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends files to a running server and prints its answers. */
@Command(
    name = "infer",
    description = {
      "Sends pictures, CSV or JSON files to a running server and prints the answers.",
      "A key for the server is taken from the variable SOBAN_API_KEY.",
      "Exit code 1: a file got no answer."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban infer digits picture.png",
      "  soban infer iris rows.csv --json",
      "  soban infer faces party.jpg --draw found.jpg",
      "  soban infer digits/1 pictures/*.png --url http://10.0.0.7:8000",
    })
public final class InferCommand implements Callable<Integer> {
  private static final String KEY_VARIABLE = "SOBAN_API_KEY";

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "MODEL", description = "MODEL or MODEL/VERSION.")
  String model = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Pictures, CSV files, or JSON files with a request.")
  List<Path> files = List.of();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8000",
      description = "The server (default: ${DEFAULT-VALUE}).")
  String url = "http://127.0.0.1:8000";

  @Option(names = "--json", description = "Print an array with one object per file.")
  boolean json;

  @Option(
      names = "--draw",
      paramLabel = "OUT",
      description = "Write the picture with what was found drawn on it, as .jpg or .png.")
  @Nullable Path draw;

  public InferCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    FileKind.requireReadable(files);
    Optional<Drawing> drawing = Optional.ofNullable(draw).map(out -> new Drawing(out, files));
    List<Exchange> exchanges;
    Progress progress = Progress.of(surroundings, files.size());
    try (Client client = new Client(url, model, key())) {
      exchanges = client.ask(files, progress);
    } finally {
      progress.done();
    }
    if (json) {
      surroundings.out().println(ExchangeJson.array(exchanges));
    } else {
      print(exchanges);
    }
    exchanges.stream()
        .filter(Exchange::answered)
        .forEach(exchange -> drawing.ifPresent(out -> out.draw(exchange)));
    return exchanges.stream().allMatch(Exchange::answered) ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** Not a flag, which everybody on the machine could read. */
  private Optional<String> key() {
    Optional<String> key = Optional.ofNullable(surroundings.environment().get(KEY_VARIABLE));
    Optional<String> text = key.map(String::strip).filter(it -> !it.isEmpty());
    if (text.isPresent() && !text.get().chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw CommandFailure.usage(KEY_VARIABLE + ": not shown (expected: a key without spaces)");
    }
    return text;
  }

  private void print(List<Exchange> exchanges) {
    for (Exchange exchange : exchanges) {
      if (!exchange.answered()) {
        surroundings.err().println(exchange.file() + ": " + AnswerTable.error(exchange.body()));
      }
    }
    List<Exchange> answered = exchanges.stream().filter(Exchange::answered).toList();
    if (!answered.isEmpty()) {
      FoundTable.of(answered)
          .orElseGet(() -> AnswerTable.of(answered))
          .lines(surroundings.terminal().width())
          .forEach(surroundings.out()::println);
    }
  }
}
