package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.policy.DateSpan;
import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyReader;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.SourceDates;
import io.yizhan.proof.Finding;
import io.yizhan.proof.PolicyProof;
import io.yizhan.proof.Report;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Checks policies and shows those that are published. */
public final class PolicyDesk {
  private final PolicyStore store;
  private final PolicySource source;
  private final PublishRules rules;

  /** A desk over a store; texts are read by the source. */
  public PolicyDesk(PolicyStore store, PolicySource source) {
    this.store = store;
    this.source = source;
    this.rules = new PublishRules(source);
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

    /** With further warnings. */
    Verdict with(List<PolicyIssue> warnings) {
      List<PolicyIssue> all = new ArrayList<>(issues);
      all.addAll(warnings);
      return new Verdict(publishable, all, assumptions, table, proof);
    }
  }

  /** A published document with what was read from it. */
  public record Listed(PublishedDocument document, PolicyTable table) {}

  /**
   * Reads, compiles and proves a text, and holds it against what is published; writes nothing.
   *
   * @param wanted whether somebody still waits, see {@link PolicyProof#of}
   * @throws java.util.concurrent.CancellationException when nobody waits any more
   */
  public Verdict check(String fileName, String text, BooleanSupplier wanted) {
    Verdict verdict = check(source, fileName, completed(fileName, text), wanted);
    return verdict
        .table()
        .map(table -> verdict.with(rules.succession(table, store.all())))
        .orElse(verdict);
  }

  /**
   * The text with the documents above it: those that it was published with, else those in force.
   * What is proposed and stored is this text, so that what is published of the documents above
   * later never changes it. Documents that the text brings itself are never taken.
   */
  public String completed(String fileName, String text) {
    String own = EditionText.own(text);
    Optional<EditionResolver.Header> header = source.header(own);
    if (header.flatMap(EditionResolver.Header::editionOf).isEmpty()) {
      return own;
    }
    Optional<LocalDate> from = header.flatMap(EditionResolver.Header::inForce).map(DateSpan::from);
    return store.all().stream()
        .filter(document -> document.policyCode().equals(header.orElseThrow().code()))
        .filter(document -> from.equals(Optional.of(document.from())))
        .map(PublishedDocument::text)
        .filter(published -> EditionText.own(published).strip().equals(own.strip()))
        .findFirst()
        .orElseGet(() -> EditionText.complete(source, fileName, own, this::above));
  }

  private Optional<EditionText.Part> above(String policyCode, LocalDate day) {
    return inForce(policyCode, day)
        .map(document -> new EditionText.Part(document.fileName(), document.text()));
  }

  /**
   * The same without a store, looking also at how long ago the sources were checked, seen on this
   * day, and at some others: at the versions before it, and at those that overlap it.
   */
  public static Verdict check(
      PolicySource source, String fileName, String text, LocalDate day, List<PolicyTable> others) {
    Verdict verdict = check(source, fileName, text);
    List<PolicyIssue> issues = new ArrayList<>(verdict.issues());
    if (verdict.table().isPresent()) {
      PolicyTable table = verdict.table().get();
      issues.addAll(SourceDates.check(table, day));
      issues.addAll(PublishRules.overlapping(table, spanLine(text), others));
      issues.addAll(PublishRules.succession(table, others.stream()));
      issues.sort(Comparator.comparing((PolicyIssue issue) -> !issue.error()));
    }
    return new Verdict(
        issues.stream().noneMatch(PolicyIssue::error),
        issues,
        verdict.assumptions(),
        verdict.table(),
        verdict.proof());
  }

  /** The line, from 1, on which a text says its span; its first where it is written otherwise. */
  private static int spanLine(String text) {
    List<String> lines = text.lines().takeWhile(line -> !line.startsWith("in_force:")).toList();
    return lines.size() == text.lines().count() ? 1 : lines.size() + 1;
  }

  /** Reads, compiles and proves a text, which takes a second or so; needs no store. */
  public static Verdict check(PolicySource source, String fileName, String text) {
    return check(source, fileName, text, () -> true);
  }

  /** The same while somebody waits for it. */
  static Verdict check(PolicySource source, String fileName, String text, BooleanSupplier wanted) {
    PolicyReader.Reading reading = source.read(fileName, text);
    if (reading.table().isEmpty()) {
      return unreadable(reading);
    }
    PolicyTable table = reading.table().get();
    PolicyCompiler.Compilation compilation =
        PolicyCompiler.compile(new PolicyCompiler.Published(table, Sha256.hexOf(text)));
    Optional<Report> proof = compilation.plan().map(plan -> PolicyProof.of(table, plan, wanted));
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
    issues.replaceAll(table.lineage()::placed);
    issues.sort(Comparator.comparing((PolicyIssue issue) -> !issue.error()));
    boolean refuted = findings.stream().anyMatch(Finding::isError);
    return new Verdict(
        compilation.plan().isPresent() && !refuted,
        issues,
        table.assumptions(),
        Optional.of(table),
        proof);
  }

  /** Published versions after the given one, by policy and first day. */
  public List<Listed> list(String afterVersionCode, int limit) {
    return store.all().stream()
        .filter(document -> versionCode(document).compareTo(afterVersionCode) > 0)
        .limit(limit)
        .map(document -> new Listed(document, rules.read(document)))
        .toList();
  }

  /** The divisions that published versions of a policy rule; empty for a new policy. */
  public List<String> regionsOf(String policyCode) {
    return store.all().stream()
        .filter(document -> document.policyCode().equals(policyCode))
        .flatMap(document -> rules.read(document).regions().stream())
        .map(PolicyTable.Region::digits)
        .distinct()
        .toList();
  }

  /** The version of a policy that is in force on a day. */
  public Optional<Listed> find(String policyCode, LocalDate day) {
    return inForce(policyCode, day).map(document -> new Listed(document, rules.read(document)));
  }

  private Optional<PublishedDocument> inForce(String policyCode, LocalDate day) {
    return store.all().stream()
        .filter(document -> document.policyCode().equals(policyCode))
        .filter(document -> !day.isBefore(document.from()))
        .filter(document -> document.to().map(to -> !day.isAfter(to)).orElse(true))
        .max(java.util.Comparator.comparing(PublishedDocument::from));
  }

  private static String versionCode(PublishedDocument document) {
    return document.policyCode() + "@" + document.from();
  }
}
