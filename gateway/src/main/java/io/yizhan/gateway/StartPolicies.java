package io.yizhan.gateway;

import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.PolicyProposals.Checked;
import io.yizhan.gateway.desk.PolicyProposals.ProposeOutcome;
import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.policyfile.YamlPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in a folder of policies before the doors open. On an empty database they are published:
 * that is setting up. Later, what is not published yet is only proposed, and waits for a person.
 */
final class StartPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(StartPolicies.class);
  private static final Caller GATEWAY =
      new Caller(Caller.GATEWAY_START, Caller.Role.OPERATOR, "", List.of());

  private StartPolicies() {}

  /**
   * Takes every {@code .yaml} of the folder itself that is not published, by name; a document that
   * cannot stand fails.
   */
  static void takeIn(PolicyProposals proposals, Path folder) {
    List<Checked> texts = read(proposals, folder);
    if (texts.isEmpty()) {
      return;
    }
    if (proposals.setUp(texts, GATEWAY)) {
      texts.forEach(one -> LOG.info("set up with policy {}", one.fileName()));
      return;
    }
    for (Checked one : texts) {
      if (!proposals.isPublished(one.text())) {
        propose(proposals, one);
      }
    }
  }

  private static List<Checked> read(PolicyProposals proposals, Path folder) {
    List<Checked> texts = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      List<Path> files = found.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        String text = ParentFiles.complete(file, files);
        if (!proposals.isPublished(text)) {
          texts.add(
              new Checked(name, text, publishable(PolicyDesk.check(new YamlPolicy(), name, text))));
        }
      }
    } catch (IOException unreadable) {
      throw new UnfitSetupException(
          "policies-folder 读不出来，必须是可读的目录和文件 / policies-folder must be a folder of files that can"
              + " be read: "
              + unreadable.getMessage());
    }
    return texts;
  }

  private static PolicyDesk.Verdict publishable(PolicyDesk.Verdict verdict) {
    if (!verdict.publishable()) {
      throw new UnfitSetupException(
          verdict.issues().stream()
              .map(
                  issue -> issue.file() + ":" + issue.line() + ": " + issue.zh() + " " + issue.en())
              .collect(Collectors.joining(System.lineSeparator())));
    }
    return verdict;
  }

  private static void propose(PolicyProposals proposals, Checked one) {
    ProposeOutcome outcome = proposals.propose(one.fileName(), one.text(), one.verdict(), GATEWAY);
    if (outcome instanceof ProposeOutcome.Refused refused) {
      LOG.error("policy {} is not proposed: {}", one.fileName(), refused.refusal().en());
      return;
    }
    LOG.warn(
        "policy {} is proposed as {} and waits for a person's approval",
        one.fileName(),
        ((ProposeOutcome.Standing) outcome).proposal().id());
  }
}
