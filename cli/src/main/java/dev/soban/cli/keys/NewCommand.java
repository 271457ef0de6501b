package dev.soban.cli.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.cli.CommandFailure;
import dev.soban.cli.ExitCodes;
import dev.soban.cli.Surroundings;
import dev.soban.server.access.KeyHash;
import dev.soban.server.access.Scope;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a key and says how the server gets to know it. The key is printed and kept nowhere. */
@Command(
    name = "new",
    description = "Prints a new key, once, and what to write into soban.yaml.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban keys new --principal team-a",
      "  soban keys new --principal ops --scope infer,admin --json",
    })
final class NewCommand implements Callable<Integer> {
  private static final int KEY_BYTES = 32;
  private static final String PREFIX = "soban_";
  private static final Pattern NAME = Pattern.compile("(?!anonymous$)[A-Za-z0-9._@-]{1,64}");

  private final Surroundings surroundings;

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      required = true,
      description = "Who gets the key.")
  String principal = "";

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      split = ",",
      description = "What it allows: infer, jobs, admin (default: infer); may be given again.")
  List<String> scopes = List.of();

  @Option(names = "--json", description = "Answer in JSON.")
  boolean json;

  NewCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (!NAME.matcher(principal).matches()) {
      throw CommandFailure.usage(
          "--principal: "
              + principal
              + " (expected: 1 to 64 letters, digits, '.', '_', '-' and '@', not anonymous)");
    }
    Collection<Scope> allowed = scopes();
    String key = newKey();
    surroundings.out().println(json ? json(key, allowed) : text(key, allowed));
    return ExitCodes.OK;
  }

  private Collection<Scope> scopes() {
    EnumSet<Scope> asked = EnumSet.noneOf(Scope.class);
    for (String text : scopes) {
      asked.add(
          EnumSet.allOf(Scope.class).stream()
              .filter(scope -> scope.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(
                  () ->
                      CommandFailure.usage(
                          "--scope: " + text + " (expected: infer, jobs or admin)")));
    }
    return asked.isEmpty() ? EnumSet.of(Scope.INFER) : asked;
  }

  private static String newKey() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private String text(String key, Collection<Scope> allowed) {
    return String.join(
        System.lineSeparator(),
        "The key of " + principal + ", shown this once and kept nowhere:",
        "",
        "  " + key,
        "",
        "The server knows it by this in soban.yaml:",
        "",
        "keys:",
        "  - principal: \"" + principal + "\"",
        "    sha256: \"" + KeyHash.of(key) + "\"",
        "    scopes: "
            + allowed.stream().map(Scope::toString).collect(Collectors.joining(", ", "[", "]")));
  }

  private String json(String key, Collection<Scope> allowed) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("key", key);
      out.writeStringField("principal", principal);
      out.writeStringField("sha256", KeyHash.of(key).toString());
      out.writeArrayFieldStart("scopes");
      for (Scope scope : allowed) {
        out.writeString(scope.toString());
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
