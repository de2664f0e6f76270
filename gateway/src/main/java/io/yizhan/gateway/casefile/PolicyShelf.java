package io.yizhan.gateway.casefile;

import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Policy files as a gateway that had published them all would see them.
 *
 * @param book decides with the version in force
 * @param published the documents, in the order of the files
 * @param errors why some of them cannot be used; the book is without those
 */
public record PolicyShelf(
    PlanBook book, List<PolicyCompiler.Published> published, List<PolicyIssue> errors) {
  public PolicyShelf {
    published = List.copyOf(published);
    errors = List.copyOf(errors);
  }

  /**
   * Reads and compiles files; an IOException names the file that cannot be read. What an edition
   * changes is looked for among these files and beside it.
   */
  public static PolicyShelf load(List<Path> files) throws IOException {
    List<PolicyCompiler.Published> published = new ArrayList<>();
    List<PolicyIssue> errors = new ArrayList<>();
    for (Path file : files) {
      String text = ParentFiles.complete(file, files);
      PolicyDesk.Verdict verdict = PolicyDesk.compiled(new YamlPolicy(), file.toString(), text);
      if (verdict.publishable() && verdict.table().isPresent()) {
        published.add(new PolicyCompiler.Published(verdict.table().get(), Sha256.hexOf(text)));
      } else {
        verdict.issues().stream().filter(PolicyIssue::error).forEach(errors::add);
      }
    }
    return new PolicyShelf(new PlanBook(1, published), published, errors);
  }

  /** The documents as they were read. */
  public List<PolicyTable> tables() {
    return published.stream().map(PolicyCompiler.Published::table).toList();
  }
}
