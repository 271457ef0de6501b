package dev.soban.conformance.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.report.CheckTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final String BEGIN =
      "<!-- what ./conformance --list tells; a test compares it -->";
  private static final String END = "<!-- end of the list -->";

  @Test
  void ids_are_unique_and_rise() {
    List<String> rest = ids("REST");
    List<String> grpc = ids("GRPC");

    assertThat(rest).doesNotHaveDuplicates().isSorted();
    assertThat(grpc).doesNotHaveDuplicates().isSorted();
    assertThat(ids("")).hasSize(rest.size() + grpc.size() + ids("BOTH").size());
  }

  @Test
  void every_section_has_checks_and_every_check_says_what_it_demands() {
    List<Check> all = Catalog.all();

    assertThat(all).extracting(Check::section).contains(Section.values());
    assertThat(all)
        .allSatisfy(
            check -> {
              assertThat(check.states()).matches(".*[^.]").hasSizeLessThan(90);
              assertThat(check.source()).isNotEmpty();
            });
  }

  @Test
  void prefixes_choose_checks() {
    assertThat(Catalog.starting(List.of("REST-00", "GRPC-001")))
        .extracting(Check::id)
        .startsWith("REST-001")
        .endsWith("GRPC-001")
        .hasSize(9);
    assertThat(Catalog.starting(List.of("NONE"))).isEmpty();
  }

  @Test
  void the_documentation_lists_every_check() throws IOException {
    String page = Files.readString(root().resolve("docs/conformance.md"));
    String list = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));

    assertThat(list.strip().lines().toList())
        .isEqualTo(String.join("\n", CheckTable.markdown(Catalog.all())).strip().lines().toList());
  }

  private static List<String> ids(String prefix) {
    return Catalog.starting(List.of(prefix)).stream().map(Check::id).toList();
  }

  private static Path root() {
    return Path.of(System.getProperty("soban.root", ".."));
  }
}
