package io.yizhan.gateway.desk;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.DateBasis;
import io.yizhan.policy.IncludedBy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Plans;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The published policies at one moment, with the plans compiled from them. Immutable to its users:
 * a claim that holds a book sees one state of the policies from beginning to end.
 */
public final class PlanBook implements Plans {
  /** How many compiled pairs are kept; each is a few kilobytes. */
  static final int PLANS_MAX = 10_000;

  private final long revision;
  private final List<PolicyCompiler.Published> published;
  private final boolean asksInsurers;
  private final LoadingCache<Question, PolicyPlan> plans;
  private final LoadingCache<Pair, PolicyPlan> compiled;
  private volatile @Nullable IncludedBy includedBy;
  private volatile @Nullable RegisterWords words;

  /** A region pair at dates. */
  private record Question(String insuredRegion, String county, Care care, ServiceDates dates) {}

  /** The two documents of a plan. */
  private record Pair(
      Optional<PolicyCompiler.Published> insurance, Optional<PolicyCompiler.Published> aid) {}

  /** A book over these documents, which must each compile alone. */
  public PlanBook(long revision, List<PolicyCompiler.Published> published) {
    this.revision = revision;
    this.published = List.copyOf(published);
    this.asksInsurers =
        published.stream()
            .flatMap(document -> document.table().layers().stream())
            .anyMatch(layer -> layer.amount() == PolicyTable.Amount.ASKED);
    this.compiled = Caffeine.newBuilder().maximumSize(PLANS_MAX).build(PlanBook::compile);
    this.plans = Caffeine.newBuilder().maximumSize(PLANS_MAX).build(this::find);
  }

  /** The store's revision it was read at. */
  public long revision() {
    return revision;
  }

  /** Whether any of the policies has an insurer asked. */
  boolean asksInsurers() {
    return asksInsurers;
  }

  /**
   * Which accounts of the policies include others; of a document that an earlier program published,
   * too.
   */
  IncludedBy includedBy() {
    IncludedBy known = includedBy;
    if (known == null) {
      known =
          IncludedBy.of(
              published.stream()
                  .filter(
                      document ->
                          document.table().accounts().stream()
                              .anyMatch(account -> !account.includes().isEmpty()))
                  .flatMap(PlanBook::alone)
                  .toList());
      includedBy = known;
    }
    return known;
  }

  /** The words by which the policies name what a register keeps. */
  public RegisterWords words() {
    RegisterWords known = words;
    if (known == null) {
      known = new RegisterWords(published, published.stream().flatMap(PlanBook::alone).toList());
      words = known;
    }
    return known;
  }

  private static Stream<PolicyPlan> alone(PolicyCompiler.Published document) {
    Optional<PolicyCompiler.Published> both = Optional.of(document);
    return PolicyCompiler.compilePublished(both, both).plan().stream();
  }

  /** A book of these versions alone: what a past settlement is decided with again. */
  public PlanBook only(List<String> versionCodes) {
    return new PlanBook(
        revision,
        published.stream()
            .filter(document -> versionCodes.contains(document.table().versionCode()))
            .toList());
  }

  /** A book with this version too, in the place of the same version's text where there is one. */
  public PlanBook with(PolicyCompiler.Published version) {
    String code = version.table().versionCode();
    List<PolicyCompiler.Published> all = new ArrayList<>(published);
    all.removeIf(other -> other.table().versionCode().equals(code));
    all.add(version);
    return new PlanBook(revision, all);
  }

  /** A book without this version. */
  PlanBook without(String versionCode) {
    return new PlanBook(
        revision,
        published.stream()
            .filter(document -> !document.table().versionCode().equals(versionCode))
            .toList());
  }

  /** The documents. */
  public List<PolicyCompiler.Published> published() {
    return published;
  }

  @Override
  public PolicyPlan planFor(String insuredRegion, String county, Care care, ServiceDates dates) {
    return plans.get(new Question(insuredRegion, county, care, dates));
  }

  @Override
  public boolean everInsures(String insuredRegion) {
    return published.stream()
        .map(PolicyCompiler.Published::table)
        .anyMatch(
            table ->
                table.digitsMatching(insuredRegion) > 0
                    && table.speaksOf(PolicyTable.Stage.INSURANCE));
  }

  private PolicyPlan find(Question question) {
    return compiled.get(
        new Pair(
            version(question.insuredRegion(), question, PolicyTable.Stage.INSURANCE),
            version(question.county(), question, PolicyTable.Stage.AID)));
  }

  private static PolicyPlan compile(Pair pair) {
    return PolicyCompiler.compilePublished(pair.insurance(), pair.aid())
        .plan()
        .orElseThrow(() -> new IllegalStateException("a published policy must compile"));
  }

  /**
   * The version that rules this stage of the region on the day that the version itself says
   * decides. The nearest region wins (county over city over province); of versions that both claim
   * the day, the later. A document that says nothing of the stage leaves it to the region above.
   */
  private Optional<PolicyCompiler.Published> version(
      String region, Question question, PolicyTable.Stage stage) {
    PolicyCompiler.Published best = null;
    for (PolicyCompiler.Published candidate : published) {
      PolicyTable table = candidate.table();
      DateBasis basis = table.chosenBy().get(question.care());
      LocalDate day = basis == null ? question.dates().last() : basis.dayOf(question.dates());
      if (table.digitsMatching(region) > 0
          && table.speaksOf(stage)
          && table.inForce().contains(day)
          && (best == null || isNearer(table, best.table(), region))) {
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isNearer(PolicyTable table, PolicyTable than, String region) {
    int digits = table.digitsMatching(region);
    int best = than.digitsMatching(region);
    return digits > best
        || (digits == best && table.inForce().from().isAfter(than.inForce().from()));
  }
}
