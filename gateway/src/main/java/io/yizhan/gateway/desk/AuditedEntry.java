package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Audit.Difference;
import io.yizhan.gateway.desk.Audit.Kind;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Waterfall;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Compares an entry with what it should be; every value that differs is named. */
final class AuditedEntry {
  private final LedgerRow row;
  private final Consumer<Difference> differs;

  AuditedEntry(LedgerRow row, Consumer<Difference> differs) {
    this.row = row;
    this.differs = differs;
  }

  void differs(Kind kind, String name, String expected, String found) {
    differs.accept(
        new Difference(kind, row.id(), Optional.of(row.postingDate()), name, expected, found));
  }

  private void same(Kind kind, String name, Object expected, Object found) {
    if (!expected.equals(found)) {
      differs(kind, name, expected.toString(), found.toString());
    }
  }

  /** With the settlement that was decided again. */
  void settlement(Settlement again) {
    Waterfall waterfall = again.waterfall();
    amounts(
        new LedgerRow.Amounts(
            again.claim().bill().totalFen(),
            Math.addExact(waterfall.paidFen(), waterfall.otherInsurerFen()),
            waterfall.hospitalShareFen(),
            waterfall.patientShareFen()));
    same(Kind.AMOUNT, "insured_region", again.claim().insuredRegion(), row.insuredRegion());
    same(
        Kind.AMOUNT,
        "aid_county",
        again.identityUsed().map(Settlement.Candidate::county).orElse(""),
        row.aidCounty());
    sums(Kind.LINE, lines(JournalEntry.of(again).postings()), lines(row.lines()));
    uses(again.uses());
    sums(Kind.DRAW, draws(again.grantDraws()), draws(row.draws()));
    sums(Kind.DRAW, takes(again.fundUses()), takes(row.takes()));
  }

  private void amounts(LedgerRow.Amounts expected) {
    LedgerRow.Amounts found = row.amounts();
    same(Kind.AMOUNT, "total_fen", expected.totalFen(), found.totalFen());
    same(Kind.AMOUNT, "paid_fen", expected.paidFen(), found.paidFen());
    same(Kind.AMOUNT, "hospital_share_fen", expected.hospitalShareFen(), found.hospitalShareFen());
    same(Kind.AMOUNT, "patient_share_fen", expected.patientShareFen(), found.patientShareFen());
  }

  /** Each use whole, with what it found there before and the cap that judged. */
  private void uses(List<AccountUse> expected) {
    Map<String, String> wanted = usesOf(expected);
    Map<String, String> stored = usesOf(row.uses());
    TreeSet<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(stored.keySet());
    for (String name : names) {
      same(Kind.USE, name, wanted.getOrDefault(name, "-"), stored.getOrDefault(name, "-"));
    }
  }

  private static Map<String, String> usesOf(List<AccountUse> uses) {
    Map<String, String> byName = new TreeMap<>();
    for (AccountUse use : uses) {
      byName.put(
          name(use),
          use.beforeFen() + " + " + use.addedFen() + " cap " + use.capFen() + " " + use.nameZh());
    }
    return byName;
  }

  private static String name(AccountUse use) {
    return (use.ofHousehold() ? "household " : "person ") + use.account() + " " + use.benefitYear();
  }

  /** With the bytes that deciding again would answer. */
  void reply(byte[] expected) {
    byte[] found = row.reply().orElse(new byte[0]);
    int at = Arrays.mismatch(expected, found);
    if (at >= 0) {
      differs(
          Kind.REPLY,
          "byte " + at,
          at < expected.length ? hex(expected[at]) : "end",
          at < found.length ? hex(found[at]) : "end");
    }
  }

  private static String hex(byte value) {
    return String.format(java.util.Locale.ROOT, "%02x", value & 0xff);
  }

  /** A reversal with the settlement and its corrections, which it takes back. */
  void mirrorOf(List<LedgerRow> all) {
    LedgerRow.Amounts sum = amountsOf(all);
    amounts(
        new LedgerRow.Amounts(
            -sum.totalFen(), -sum.paidFen(), -sum.hospitalShareFen(), -sum.patientShareFen()));
    sums(Kind.LINE, negated(lines(postings(all))), lines(row.lines()));
    sums(
        Kind.USE,
        negated(added(all.stream().flatMap(each -> each.uses().stream()).toList())),
        added(row.uses()));
    sums(
        Kind.DRAW,
        negated(draws(all.stream().flatMap(each -> each.draws().stream()).toList())),
        draws(row.draws()));
    sums(
        Kind.DRAW,
        negated(takes(all.stream().flatMap(each -> each.takes().stream()).toList())),
        takes(row.takes()));
  }

  private static LedgerRow.Amounts amountsOf(List<LedgerRow> all) {
    long[] sum = new long[4];
    for (LedgerRow each : all) {
      sum[0] = Math.addExact(sum[0], each.amounts().totalFen());
      sum[1] = Math.addExact(sum[1], each.amounts().paidFen());
      sum[2] = Math.addExact(sum[2], each.amounts().hospitalShareFen());
      sum[3] = Math.addExact(sum[3], each.amounts().patientShareFen());
    }
    return new LedgerRow.Amounts(sum[0], sum[1], sum[2], sum[3]);
  }

  /** A correction with what its settlement comes to with it, decided again. */
  void leadsTo(List<LedgerRow> upToIt, Settlement again) {
    Map<String, Long> expected = borne(JournalEntry.of(again).postings());
    sums(Kind.LINE, expected, borne(postings(upToIt)));
    same(
        Kind.AMOUNT,
        "patient_share_fen with all up to it",
        again.waterfall().patientShareFen(),
        amountsOf(upToIt).patientShareFen());
  }

  /** A correction with what a broken promise gave: no line and no account gives back more of it. */
  void takesBack(List<LedgerRow> before, AuditStore.GivenOnPromise given) {
    Bearers standing = Bearers.of(postings(before));
    Bearers left = standing;
    for (Map.Entry<Bearers.Line, Long> line : given.lines().entrySet()) {
      long borneFen = standing.byLine().getOrDefault(line.getKey(), 0L);
      left = left.with(line.getKey(), borneFen - Math.min(line.getValue(), borneFen));
    }
    long patientFen = Math.subtractExact(left.patientFen(), standing.patientFen());
    amounts(new LedgerRow.Amounts(0, -patientFen, 0, patientFen));
    sums(Kind.LINE, lines(standing.correctionTo(left).postings()), lines(row.lines()));
    Map<String, Long> counted =
        added(before.stream().flatMap(each -> each.uses().stream()).toList());
    Map<String, Long> back = new TreeMap<>();
    for (AccountUse use : given.uses()) {
      long backFen = Math.min(use.addedFen(), counted.getOrDefault(name(use), 0L));
      if (backFen > 0) {
        back.put(name(use), -backFen);
      }
    }
    sums(Kind.USE, back, added(row.uses()));
  }

  /** The lines of an entry add up to nothing. */
  void balanced() {
    long sum = 0;
    for (Posting line : row.lines()) {
      sum = Math.addExact(sum, line.amountFen());
    }
    same(Kind.LINE, "sum of all lines", 0L, sum);
  }

  private static List<Posting> postings(List<LedgerRow> all) {
    return all.stream().flatMap(each -> each.lines().stream()).toList();
  }

  private void sums(Kind kind, Map<String, Long> expected, Map<String, Long> found) {
    TreeSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      same(kind, name, expected.getOrDefault(name, 0L), found.getOrDefault(name, 0L));
    }
  }

  private static Map<String, Long> negated(Map<String, Long> sums) {
    Map<String, Long> negated = new TreeMap<>();
    sums.forEach((name, fen) -> negated.put(name, Math.negateExact(fen)));
    return negated;
  }

  private static Map<String, Long> lines(Collection<Posting> postings) {
    Map<String, Long> sums = new TreeMap<>();
    postings.forEach(
        line ->
            sums.merge(line.account() + " > " + line.payee(), line.amountFen(), Math::addExact));
    return sums;
  }

  /** What each bears, whoever is paid: a correction pays the patient, and not the hospital. */
  private static Map<String, Long> borne(Collection<Posting> postings) {
    Map<String, Long> sums = new TreeMap<>();
    for (Posting line : postings) {
      boolean bears = line.account().startsWith("fund:") || line.account().endsWith("/own-share");
      if (bears) {
        sums.merge(line.account(), line.amountFen(), Math::addExact);
      }
    }
    return sums;
  }

  private static Map<String, Long> added(Collection<AccountUse> uses) {
    Map<String, Long> sums = new TreeMap<>();
    uses.forEach(use -> sums.merge(name(use), use.addedFen(), Math::addExact));
    return sums;
  }

  private static Map<String, Long> draws(Collection<Settlement.GrantDraw> draws) {
    Map<String, Long> sums = new TreeMap<>();
    draws.forEach(draw -> sums.merge("grant " + draw.grantId(), draw.drawnFen(), Math::addExact));
    return sums;
  }

  private static Map<String, Long> takes(Collection<Settlement.FundUse> takes) {
    Map<String, Long> sums = new TreeMap<>();
    takes.forEach(take -> sums.merge("fund " + take.fund(), take.takenFen(), Math::addExact));
    return sums;
  }
}
