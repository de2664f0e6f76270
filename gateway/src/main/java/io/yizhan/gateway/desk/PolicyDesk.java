package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyReader;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proof.Finding;
import io.yizhan.proof.PolicyProof;
import io.yizhan.proof.Report;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Checks and publishes policies. Published once, never edited. */
public final class PolicyDesk {
  private final PolicyStore store;
  private final PolicySource source;
  private final InstantSource clock;

  /** A desk over a store; texts are read by the source. */
  public PolicyDesk(PolicyStore store, PolicySource source, InstantSource clock) {
    this.store = store;
    this.source = source;
    this.clock = clock;
  }

  /**
   * What a check found.
   *
   * @param publishable no error
   * @param issues errors first
   * @param assumptions what the document assumes
   * @param table empty when it could not be read
   * @param proof what is known of the whole policy; empty where it does not compile, or was only
   *     compiled
   */
  public record Verdict(
      boolean publishable,
      List<PolicyIssue> issues,
      List<PolicyTable.Assumption> assumptions,
      Optional<PolicyTable> table,
      Optional<Report> proof) {
    public Verdict {
      issues = List.copyOf(issues);
      assumptions = List.copyOf(assumptions);
    }
  }

  /** What became of a publication. */
  public sealed interface PublishOutcome {
    /** It stands. */
    record Published(PublishedDocument document, PolicyTable table, boolean newlyPublished)
        implements PublishOutcome {}

    /** The document has errors. */
    record Invalid(List<PolicyIssue> issues) implements PublishOutcome {}

    /** It may not stand beside what is published. */
    record Refused(PublishRefusal refusal) implements PublishOutcome {}
  }

  /** A published document with what was read from it. */
  public record Listed(PublishedDocument document, PolicyTable table) {}

  /** Reads, compiles and proves a text; writes nothing. */
  public Verdict check(String fileName, String text) {
    return check(source, fileName, text);
  }

  /** Reads, compiles and proves a text, which takes a second or so; needs no store. */
  public static Verdict check(PolicySource source, String fileName, String text) {
    PolicyReader.Reading reading = source.read(fileName, text);
    if (reading.table().isEmpty()) {
      return unreadable(reading);
    }
    PolicyTable table = reading.table().get();
    PolicyCompiler.Compilation compilation =
        PolicyCompiler.compile(new PolicyCompiler.Published(table, Sha256.hexOf(text)));
    Optional<Report> proof = compilation.plan().map(plan -> PolicyProof.of(table, plan));
    return verdict(reading, table, compilation, proof);
  }

  /** Reads and compiles a text, so that claims can be tried under it before it is proved. */
  public static Verdict compiled(PolicySource source, String fileName, String text) {
    PolicyReader.Reading reading = source.read(fileName, text);
    if (reading.table().isEmpty()) {
      return unreadable(reading);
    }
    PolicyTable table = reading.table().get();
    Optional<PolicyCompiler.Published> document =
        Optional.of(new PolicyCompiler.Published(table, Sha256.hexOf(text)));
    return verdict(reading, table, PolicyCompiler.compile(document, document), Optional.empty());
  }

  private static Verdict unreadable(PolicyReader.Reading reading) {
    return new Verdict(false, reading.issues(), List.of(), Optional.empty(), Optional.empty());
  }

  private static Verdict verdict(
      PolicyReader.Reading reading,
      PolicyTable table,
      PolicyCompiler.Compilation compilation,
      Optional<Report> proof) {
    List<PolicyIssue> issues = new ArrayList<>(compilation.issues());
    issues.addAll(reading.issues());
    List<Finding> findings = proof.map(Report::findings).orElse(List.of());
    for (Finding finding : findings) {
      if (finding.isError() || finding.isWarning()) {
        issues.add(
            new PolicyIssue(
                table.file(),
                finding.line(),
                finding.isError(),
                finding.code(),
                finding.zh(),
                finding.en()));
      }
    }
    issues.sort(Comparator.comparing((PolicyIssue issue) -> !issue.error()));
    boolean refuted = findings.stream().anyMatch(Finding::isError);
    return new Verdict(
        compilation.plan().isPresent() && !refuted,
        issues,
        table.assumptions(),
        Optional.of(table),
        proof);
  }

  /** Publishes a text; the same text again is the same version. */
  public PublishOutcome publish(String fileName, String text, Caller caller) {
    Verdict verdict = check(fileName, text);
    if (!verdict.publishable()) {
      return new PublishOutcome.Invalid(verdict.issues());
    }
    PolicyTable table = verdict.table().orElseThrow();
    PublishedDocument document =
        new PublishedDocument(
            table.code(),
            table.inForce().from(),
            table.inForce().to(),
            fileName,
            text,
            Sha256.hexOf(text),
            clock.instant(),
            caller.callerId());
    PolicyStore.PublishResult result =
        store.publish(document, published -> refuse(table, document, published));
    if (result instanceof PolicyStore.PublishResult.Refused refused) {
      return new PublishOutcome.Refused(refused.refusal());
    }
    PolicyStore.PublishResult.Standing standing = (PolicyStore.PublishResult.Standing) result;
    return new PublishOutcome.Published(standing.document(), table, standing.newlyPublished());
  }

  /**
   * Refuses another text for a published version, and a span that another version of the policy or
   * another policy of the same region claims. A version without a last day ends where the next
   * begins, so it never overlaps a later one.
   */
  private Optional<PublishRefusal> refuse(
      PolicyTable table, PublishedDocument document, List<PublishedDocument> published) {
    for (PublishedDocument other : published) {
      boolean sameVersion =
          other.policyCode().equals(document.policyCode()) && other.from().equals(document.from());
      if (sameVersion && !other.textSha256().equals(document.textSha256())) {
        return Optional.of(
            new PublishRefusal(
                "POLICY_ALREADY_PUBLISHED",
                table.versionCode() + " 已发布，不能改动；请以新的起始日另发一版。",
                table.versionCode()
                    + " is published and is never edited; publish a version with a new first day."));
      }
      if (!sameVersion && overlaps(table, other)) {
        return Optional.of(
            new PublishRefusal(
                "POLICY_OVERLAPS",
                "执行日期与已发布的 " + other.policyCode() + "@" + other.from() + " 重叠。",
                "The span overlaps that of "
                    + other.policyCode()
                    + "@"
                    + other.from()
                    + ", which is published."));
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

  /** Published versions after the given one, by policy and first day. */
  public List<Listed> list(String afterVersionCode, int limit) {
    return store.all().stream()
        .filter(document -> versionCode(document).compareTo(afterVersionCode) > 0)
        .limit(limit)
        .map(document -> new Listed(document, read(document)))
        .toList();
  }

  /** The version of a policy that is in force on a day. */
  public Optional<Listed> find(String policyCode, LocalDate day) {
    return store.all().stream()
        .filter(document -> document.policyCode().equals(policyCode))
        .filter(document -> !day.isBefore(document.from()))
        .filter(document -> document.to().map(to -> !day.isAfter(to)).orElse(true))
        .max(Comparator.comparing(PublishedDocument::from))
        .map(document -> new Listed(document, read(document)));
  }

  private static String versionCode(PublishedDocument document) {
    return document.policyCode() + "@" + document.from();
  }

  private PolicyTable read(PublishedDocument document) {
    return source
        .read(document.fileName(), document.text())
        .table()
        .orElseThrow(() -> new IllegalStateException("a published policy must be readable"));
  }
}
