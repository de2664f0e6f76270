package io.yizhan.benchmarks;

import io.yizhan.benchmarks.PackCases.PackCase;
import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseWords;
import io.yizhan.gateway.casefile.ClaimLines;
import io.yizhan.gateway.casefile.ImpactPartition;
import io.yizhan.gateway.casefile.OnePolicy;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.money.Yuan;
import io.yizhan.settlement.Plans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Zhengzhou's policy of July 2016 and the same with a cap of 30,000 instead of 20,000 yuan, and
 * claims of persons who bring ten claims each: in memory, and as lines of a file. A replay goes
 * through them claim by claim for ever, every person's history from its beginning each time.
 */
final class ImpactReplay {
  private static final int CLAIMS_EACH = 10;

  private final Plans before;
  private final Plans after;
  private final CaseWords words;
  private final List<CaseBook.Entry> entries = new ArrayList<>();
  private final byte[] file;
  private ImpactPartition partition;
  private ClaimLines lines;
  private int at;

  /** A replay of this many claims. */
  ImpactReplay(int claims) {
    String policy = PackCases.fileOf("zhengzhou");
    String text = JulyPlan.textOf(policy);
    PlanBook book = JulyPlan.book(policy, text);
    before = new OnePolicy(book.published().get(0));
    after = new OnePolicy(JulyPlan.book(policy, text.replace("2万", "3万")).published().get(0));
    words = new CaseWords(List.of(book.published().get(0).table()));
    List<PackCase> cases = PackCases.of("zhengzhou", claims);
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < claims; i++) {
      PackCase person = cases.get(i - i % CLAIMS_EACH);
      entries.add(entry(i, person, cases.get(i)));
      written.append(line(person, cases.get(i)));
    }
    file = written.toString().getBytes(StandardCharsets.UTF_8);
    partition = new ImpactPartition(before, after);
    lines = opened();
  }

  private static CaseBook.Entry entry(int line, PackCase person, PackCase claim) {
    return new CaseBook.Entry(
        line,
        "C" + line,
        new CaseBook.Person(
            person.standing().personId(),
            person.standing().identities(),
            person.standing().approvals(),
            List.of(),
            List.of(),
            Map.of()),
        claim.claim(),
        "410100",
        CaseBook.Expected.NOTHING);
  }

  /** The same claim as a line of a file. */
  private static String line(PackCase person, PackCase claim) {
    return "{\"person\":\"%s\",\"identity\":\"%s\",\"approvals\":[\"major_illness\"],\"region\":\"%s\",\"hospital_region\":\"410100\",\"care\":\"inpatient\",\"discharge\":\"%s\",\"in\":\"%s\",\"first\":\"%s\",\"out\":\"%s\"}%n"
        .formatted(
            person.standing().personId(),
            person.standing().identities().get(0).category(),
            claim.claim().insuredRegion(),
            claim.claim().dates().last(),
            yuan(claim.claim().bill().inFen()),
            yuan(claim.claim().bill().firstFen()),
            yuan(claim.claim().bill().outFen()));
  }

  private static String yuan(long fen) {
    return Yuan.format(fen).replace(",", "");
  }

  private ClaimLines opened() {
    return new ClaimLines(new ByteArrayInputStream(file), "claims", words, Map.of());
  }

  Plans before() {
    return before;
  }

  Plans after() {
    return after;
  }

  /** The claims in memory. */
  List<CaseBook.Entry> entries() {
    return entries;
  }

  /** Decides the next claim twice, and compares. */
  ImpactPartition decideNext() {
    if (at == entries.size()) {
      at = 0;
      partition = new ImpactPartition(before, after);
    }
    CaseBook.Entry entry = entries.get(at++);
    partition.add(entry.line(), "", entry.person().name(), entry);
    return partition;
  }

  /** Reads the next line and understands it. */
  ClaimLines.ClaimLine readNext() {
    try {
      Optional<ClaimLines.ClaimLine> next = lines.next();
      if (next.isEmpty()) {
        lines = opened();
        next = lines.next();
      }
      if (next.orElseThrow().entry().isEmpty()) {
        throw new IllegalStateException(next.orElseThrow().issues().toString());
      }
      return next.orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
