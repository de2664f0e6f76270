package io.yizhan.gateway.casefile;

import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and reads case files: YAML, and CSV as a spreadsheet saves it. */
public final class CaseFiles {
  /** The folder of a pack in which its case files lie. */
  private static final String CASES_FOLDER = "cases";

  private CaseFiles() {}

  /**
   * What reading a case file gave.
   *
   * @param book empty when an error prevents it
   * @param shelf its policies; empty when they cannot be read
   * @param issues errors of the case file and of its policies
   */
  public record Reading(
      Optional<CaseBook> book, Optional<PolicyShelf> shelf, List<PolicyIssue> issues) {
    public Reading {
      issues = List.copyOf(issues);
    }
  }

  /** The case files that a path means: itself, or all in a folder and the folders below it. */
  public static List<Path> find(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> found = Files.walk(path)) {
      return found.filter(CaseFiles::liesInCasesFolder).sorted().toList();
    }
  }

  private static boolean liesInCasesFolder(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder != null
        && String.valueOf(folder.getFileName()).equals(CASES_FOLDER)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".csv"));
  }

  /**
   * Reads a case file.
   *
   * @param policies decide with these instead of those that the file names; may be empty
   */
  public static Reading read(Path file, List<Path> policies) throws IOException {
    CaseLog log = new CaseLog(file.toString());
    String text = TextFile.read(file);
    Optional<PolicyNode> root;
    if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".csv")) {
      root = CsvCases.read(text, log);
    } else {
      YamlPolicy.Tree tree = YamlPolicy.tree(file.toString(), text);
      if (tree.root().isEmpty()) {
        return new Reading(Optional.empty(), Optional.empty(), tree.issues());
      }
      root = tree.root();
    }
    if (root.isEmpty()) {
      return new Reading(Optional.empty(), Optional.empty(), log.issues());
    }
    return read(file, root.get(), policies, log);
  }

  private static Reading read(Path file, PolicyNode root, List<Path> policies, CaseLog log)
      throws IOException {
    CaseFields document = CaseFields.of(root, FieldName.OF_FILE, log);
    List<Path> paths = policies.isEmpty() ? policiesOf(file, document, log) : policies;
    if (paths.isEmpty()) {
      return new Reading(Optional.empty(), Optional.empty(), log.issues());
    }
    PolicyShelf shelf = PolicyShelf.load(paths);
    if (!shelf.errors().isEmpty()) {
      List<PolicyIssue> issues = new ArrayList<>(shelf.errors());
      issues.addAll(log.issues());
      return new Reading(Optional.empty(), Optional.empty(), issues);
    }
    List<CaseBook.Case> cases = new CaseReader(new CaseWords(shelf.tables()), log).cases(document);
    boolean usable = log.count() == 0;
    return new Reading(
        usable ? Optional.of(new CaseBook(file.toString(), paths, cases)) : Optional.empty(),
        Optional.of(shelf),
        log.issues());
  }

  /** The policies that the file names, else those of its pack. */
  private static List<Path> policiesOf(Path file, CaseFields document, CaseLog log)
      throws IOException {
    Path own = Optional.ofNullable(file.toAbsolutePath().normalize().getParent()).orElse(file);
    boolean inPack = String.valueOf(own.getFileName()).equals(CASES_FOLDER);
    Path pack = inPack ? Optional.ofNullable(own.getParent()).orElse(own) : own;
    List<Path> paths = new ArrayList<>();
    for (PolicyNode node : document.items(FieldName.POLICIES)) {
      CaseFields.asText(node, log)
          .ifPresent(
              name -> {
                Path beside = own.resolve(name.value());
                Path inFolder = pack.resolve(name.value());
                Path found = Files.exists(inFolder) ? inFolder : beside;
                if (Files.exists(found)) {
                  paths.add(found);
                } else {
                  log.error(
                      name.line(),
                      "NO_SUCH_FILE",
                      "没有政策文件“" + Quoted.of(name.value()) + "”。",
                      "There is no policy file '" + Quoted.of(name.value()) + "'.");
                }
              });
    }
    if (document.has(FieldName.POLICIES)) {
      return log.count() > 0 ? List.of() : paths;
    }
    try (Stream<Path> beside = Files.list(pack)) {
      beside
          .filter(path -> String.valueOf(path.getFileName()).endsWith(".yaml"))
          .filter(path -> !path.equals(file.toAbsolutePath().normalize()))
          .sorted()
          .forEach(paths::add);
    }
    if (paths.isEmpty()) {
      log.missing(1, FieldName.POLICIES.code(), FieldName.POLICIES.nameZh());
    }
    return paths;
  }
}
