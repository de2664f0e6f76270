package io.yizhan.gateway.casefile;

import io.yizhan.gateway.desk.EditionText;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.EditionResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Policy files as texts that stand for themselves: with their tables and the documents above. */
public final class ParentFiles {
  /** A file beside the policy; no folder. */
  private static final Pattern TABLE_NAME =
      Pattern.compile("[^/\\\\:\\p{Cntrl}]{1,96}\\.csv", Pattern.CASE_INSENSITIVE);

  private ParentFiles() {}

  /** A policy file that may be above an edition. */
  private record Candidate(Path file, String text, EditionResolver.Header header) {}

  /**
   * The text of a policy file, for an edition with the documents above it: of each the version in
   * force on the first day of the document below, the latest of several, among the given files and
   * those in the folder of the file.
   */
  public static String complete(Path file, List<Path> given) throws IOException {
    String text = own(file);
    YamlPolicy source = new YamlPolicy();
    if (source.header(text).flatMap(EditionResolver.Header::editionOf).isEmpty()) {
      return text;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Path each : beside(file, given)) {
      String theirs = own(each);
      source.header(theirs).ifPresent(h -> candidates.add(new Candidate(each, theirs, h)));
    }
    return EditionText.complete(
        source, file.toString(), text, (code, day) -> find(candidates, code, day));
  }

  /**
   * The text of a policy file with the tables that its layers keep in CSV files beside it; a table
   * that the text has already is not looked for, and one that is not there the reader will miss.
   */
  public static String own(Path file) throws IOException {
    String text = TextFile.read(file);
    EditionText.Part own = EditionText.parts("", text).get(0);
    Set<String> there =
        own.tables().stream().map(EditionText.Table::fileName).collect(Collectors.toSet());
    Set<String> named =
        YamlPolicy.tree("", own.document()).root().map(EditionResolver::tablesOf).orElse(Set.of());
    for (String name : named) {
      Path table = file.resolveSibling(TABLE_NAME.matcher(name).matches() ? name : ".");
      if (!there.contains(name) && Files.isRegularFile(table)) {
        text = withTable(text, table, name);
      }
    }
    return text;
  }

  private static String withTable(String text, Path file, String name) throws IOException {
    String lines = TextFile.read(file).replace("\r\n", "\n").replace('\r', '\n');
    try {
      return EditionText.withTable(text, new EditionText.Table(name, lines));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": 表格的行不能以 --- 开头。No line of a table may begin with ---.", e);
    }
  }

  private static Optional<EditionText.Part> find(
      List<Candidate> candidates, String code, LocalDate day) {
    return candidates.stream()
        .filter(each -> each.header().code().equals(code))
        .filter(each -> each.header().inForce().filter(span -> span.contains(day)).isPresent())
        .max(java.util.Comparator.comparing(each -> each.header().inForce().orElseThrow().from()))
        .map(each -> new EditionText.Part(String.valueOf(each.file().getFileName()), each.text()));
  }

  private static Set<Path> beside(Path file, List<Path> given) throws IOException {
    Set<Path> files = new LinkedHashSet<>(given);
    Path folder = file.getParent() == null ? Path.of("") : file.getParent();
    try (Stream<Path> found = Files.list(folder)) {
      found.filter(path -> path.toString().endsWith(".yaml")).sorted().forEach(files::add);
    }
    files.remove(file);
    return files;
  }
}
