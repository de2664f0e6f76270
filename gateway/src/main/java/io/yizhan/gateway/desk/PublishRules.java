package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal.Reason;
import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
      if (overlaps(table, other)) {
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

  private boolean overlaps(PolicyTable table, PublishedDocument other) {
    PolicyTable otherTable = read(other);
    boolean sameRegion =
        table.regions().stream()
            .anyMatch(
                region ->
                    otherTable.regions().stream()
                        .anyMatch(theirs -> theirs.digits().equals(region.digits())));
    boolean sameStage =
        Arrays.stream(PolicyTable.Stage.values())
            .anyMatch(stage -> table.speaksOf(stage) && otherTable.speaksOf(stage));
    if (!sameRegion || !sameStage) {
      return false;
    }
    LocalDate from = later(table.inForce().from(), other.from());
    boolean thisReaches =
        table.inForce().to().map(to -> !to.isBefore(from)).orElse(endsOpen(table, other));
    boolean otherReaches =
        other.to().map(to -> !to.isBefore(from)).orElse(opensBefore(table, other));
    return thisReaches && otherReaches;
  }

  private static LocalDate later(LocalDate left, LocalDate right) {
    return left.isAfter(right) ? left : right;
  }

  /** An open version reaches another that begins earlier or on the same day, never a later one. */
  private static boolean endsOpen(PolicyTable table, PublishedDocument other) {
    return !other.from().isAfter(table.inForce().from());
  }

  private static boolean opensBefore(PolicyTable table, PublishedDocument other) {
    return !table.inForce().from().isAfter(other.from());
  }

  /** What was read from a published document; it was readable when it was published. */
  PolicyTable read(PublishedDocument document) {
    return source
        .read(document.fileName(), document.text())
        .table()
        .orElseThrow(() -> new IllegalStateException("a published policy must be readable"));
  }
}
