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
import java.util.stream.Stream;

/** Finds the documents above an edition among policy files. */
public final class ParentFiles {
  private ParentFiles() {}

  /** A policy file that may be above an edition. */
  private record Candidate(Path file, String text, EditionResolver.Header header) {}

  /**
   * The text of a policy file, for an edition with the documents above it: of each the version in
   * force on the first day of the document below, the latest of several, among the given files and
   * those in the folder of the file.
   */
  public static String complete(Path file, List<Path> given) throws IOException {
    String text = TextFile.read(file);
    YamlPolicy source = new YamlPolicy();
    if (source.header(text).flatMap(EditionResolver.Header::editionOf).isEmpty()) {
      return text;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Path each : beside(file, given)) {
      String theirs = TextFile.read(each);
      source.header(theirs).ifPresent(h -> candidates.add(new Candidate(each, theirs, h)));
    }
    return EditionText.complete(
        source, file.toString(), text, (code, day) -> find(candidates, code, day));
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
