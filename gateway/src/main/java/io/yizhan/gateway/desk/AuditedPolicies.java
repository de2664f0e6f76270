package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Audit.Difference;
import io.yizhan.gateway.desk.Audit.Kind;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The policies as they are stored now: each text is compared with the hash it was published under.
 */
final class AuditedPolicies {
  /** Settlers of sets of versions that are kept. */
  private static final int SETTLERS_MAX = 1_000;

  private final PlanBook book;
  private final Set<String> versions = new HashSet<>();
  private final Map<List<String>, Settler> settlers = new HashMap<>();

  private AuditedPolicies(PlanBook book) {
    this.book = book;
    book.published().forEach(each -> versions.add(each.table().versionCode()));
  }

  static AuditedPolicies read(
      PolicyStore store, PolicySource source, Consumer<Difference> differs) {
    List<PolicyCompiler.Published> published = new ArrayList<>();
    for (PolicyStore.PublishedDocument document : store.all()) {
      String hash = Sha256.hexOf(document.text());
      String subject = document.policyCode() + " " + document.from();
      if (!hash.equals(document.textSha256())) {
        differs.accept(
            new Difference(
                Kind.POLICY, subject, Optional.empty(), "text", document.textSha256(), hash));
      }
      Optional<PolicyTable> table =
          source.readPublished(document.fileName(), document.text()).table();
      if (table.isPresent()) {
        published.add(new PolicyCompiler.Published(table.get(), document.textSha256()));
      } else {
        differs.accept(
            new Difference(
                Kind.POLICY, subject, Optional.empty(), "text", "readable", "not readable"));
      }
    }
    return new AuditedPolicies(new PlanBook(0, published));
  }

  /**
   * Decides again: one decision, or, where it is not stored which versions were looked at, each
   * that comes into question; none where a version is no longer there.
   */
  List<Decision> decide(StoredInputs inputs) {
    if (!versions.containsAll(inputs.consideredVersions().orElse(inputs.policyVersions()))) {
      return List.of();
    }
    if (settlers.size() >= SETTLERS_MAX) {
      settlers.clear();
    }
    return PastVersions.decide(
        book,
        inputs,
        codes -> settlers.computeIfAbsent(codes, only -> new Settler(book.only(only))));
  }
}
