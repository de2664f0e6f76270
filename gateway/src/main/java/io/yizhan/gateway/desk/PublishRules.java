package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal.Reason;
import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.policy.AccountSuccession;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What may stand beside what is published. */
final class PublishRules {
  private final PolicySource source;

  PublishRules(PolicySource source) {
    this.source = source;
  }

  /**
   * Refuses a version that is published, and a span that another version of the policy or another
   * policy of the same region claims. A version without a last day ends where the next begins, so
   * it never overlaps a later one.
   */
  Optional<PublishRefusal> refuse(PolicyTable table, List<PublishedDocument> published) {
    for (PublishedDocument other : published) {
      boolean sameVersion =
          other.policyCode().equals(table.code()) && other.from().equals(table.inForce().from());
      if (sameVersion) {
        return Optional.of(
            new PublishRefusal(
                Reason.POLICY_ALREADY_PUBLISHED,
                table.versionCode() + " 已发布，不能改动；请以新的起始日另发一版。",
                table.versionCode()
                    + " is published and is never edited; publish a version with a new first day."));
      }
      if (overlaps(table, read(other))) {
        String version = other.policyCode() + "@" + other.from();
        return Optional.of(
            new PublishRefusal(
                Reason.POLICY_OVERLAPS,
                "执行日期与已发布的 " + version + " 重叠。",
                "The span overlaps that of " + version + ", which is published."));
      }
    }
    return Optional.empty();
  }

  /** What a version changes of running totals beside what is published, as warnings. */
  List<PolicyIssue> succession(PolicyTable table, List<PublishedDocument> published) {
    return succession(table, published.stream().map(this::read));
  }

  /**
   * The same beside others: see {@link AccountSuccession}. The versions before it are those that
   * rule its divisions on the day before its first: of a county that had no policy of its own, the
   * city's.
   */
  static List<PolicyIssue> succession(PolicyTable table, Stream<PolicyTable> others) {
    LocalDate eve = table.inForce().from().minusDays(1);
    Set<String> policies = new HashSet<>();
    List<PolicyTable> inForce =
        others
            .filter(other -> !eve.isBefore(other.inForce().from()))
            .sorted(Comparator.comparing((PolicyTable other) -> other.inForce().from()).reversed())
            .filter(other -> policies.add(other.code()))
            .filter(other -> other.inForce().to().map(to -> !eve.isAfter(to)).orElse(true))
            .filter(other -> sameStage(table, other))
            .toList();
    return table.regions().stream()
        .flatMap(region -> rulers(region.digits(), inForce))
        .distinct()
        .flatMap(before -> AccountSuccession.check(before, table).stream())
        .toList();
  }

  /** Those that rule a division by the most digits. */
  private static Stream<PolicyTable> rulers(String digits, List<PolicyTable> inForce) {
    int most = inForce.stream().mapToInt(each -> each.digitsMatching(digits)).max().orElse(0);
    return inForce.stream().filter(each -> most > 0 && each.digitsMatching(digits) == most);
  }

  /**
   * Errors for those others with which a version could not be published.
   *
   * @param line on which the version says its span
   */
  static List<PolicyIssue> overlapping(PolicyTable table, int line, List<PolicyTable> others) {
    return others.stream()
        .filter(other -> !other.file().equals(table.file()) && overlaps(table, other))
        .map(
            other ->
                new PolicyIssue(
                    table.file(),
                    line,
                    true,
                    Reason.POLICY_OVERLAPS.name(),
                    "%s 的执行日期与 %s（%s）重叠，两个版本不能都发布。改 in_force。"
                        .formatted(table.versionCode(), other.versionCode(), other.file()),
                    "The span of %s overlaps that of %s (%s): not both can be published. Mend in_force."
                        .formatted(table.versionCode(), other.versionCode(), other.file())))
        .toList();
  }

  private static boolean overlaps(PolicyTable table, PolicyTable other) {
    if (!sameRegion(table, other) || !sameStage(table, other)) {
      return false;
    }
    LocalDate from = later(table.inForce().from(), other.inForce().from());
    return reaches(table, from, other) && reaches(other, from, table);
  }

  /** An open version reaches another that begins earlier or on the same day, never a later one. */
  private static boolean reaches(PolicyTable table, LocalDate day, PolicyTable other) {
    return table
        .inForce()
        .to()
        .map(to -> !to.isBefore(day))
        .orElse(!other.inForce().from().isAfter(table.inForce().from()));
  }

  private static boolean sameRegion(PolicyTable table, PolicyTable other) {
    return table.regions().stream()
        .anyMatch(
            region ->
                other.regions().stream()
                    .anyMatch(theirs -> theirs.digits().equals(region.digits())));
  }

  private static boolean sameStage(PolicyTable table, PolicyTable other) {
    return Arrays.stream(PolicyTable.Stage.values())
        .anyMatch(stage -> table.speaksOf(stage) && other.speaksOf(stage));
  }

  private static LocalDate later(LocalDate left, LocalDate right) {
    return left.isAfter(right) ? left : right;
  }

  /** What was read from a published document; it was readable when it was published. */
  PolicyTable read(PublishedDocument document) {
    return source
        .readPublished(document.fileName(), document.text())
        .table()
        .orElseThrow(() -> new IllegalStateException("a published policy must be readable"));
  }
}
