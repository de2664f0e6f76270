package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.FoundLine;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.Third;
import io.yizhan.gateway.postgres.FoundBreaks.Stored;
import io.yizhan.gateway.postgres.Statements.Statement;
import io.yizhan.reconciliation.Alone;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.ThreeSides;
import io.yizhan.reconciliation.Voice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a third side says of breaks: of a hospital's the insurer, of an insurer's the hospital. It
 * is read when breaks are shown, so that it is as new as its last statement.
 */
final class ThirdSides {
  /**
   * So many parties are looked at where the ledger does not know whose settlement it is; where
   * there are more, nothing is said: one that is not looked at may speak of it.
   */
  private static final int PARTIES_MAX = 200;

  private static final String PARTIES =
      """
      SELECT DISTINCT party FROM reconciliation_statement
      WHERE state = 'ACCEPTED' AND to_date >= ? AND from_date <= ? AND starts_with(party, ?)
      ORDER BY party LIMIT ?
      """;

  /** Of a person who is not insured no region: no insurer could speak of the bill. */
  private static final String REGIONS =
      """
      SELECT s.settlement_id, s.hospital_id, CASE WHEN :insured THEN s.insured_region ELSE '' END
      FROM unnest(?::text[], ?::date[], ?::date[]) AS k (id, first, second)
      JOIN settlement s ON s.posting_date IN (k.first, k.second) AND s.settlement_id = k.id
      """
          .replace(":insured", LedgerSide.INSURED);

  private final Connection connection;
  private final Span span;
  private final List<Party> others;
  private final boolean cutOff;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, String[]> whose = new HashMap<>();
  private final Map<Map.Entry<Party, LocalDate>, Statements> statements = new HashMap<>();
  private final SpokenLines spoken;

  private ThirdSides(Connection connection, Span span) throws SQLException {
    this.connection = connection;
    this.span = span;
    this.spoken = new SpokenLines(connection);
    String kind = span.party().kind() == PartyKind.HOSPITAL ? "insurer:" : "hospital:";
    this.others =
        Sql.list(
            connection,
            PARTIES,
            row -> Party.of(row.getString(1)),
            span.from(),
            span.to(),
            kind,
            PARTIES_MAX + 1);
    this.cutOff = others.size() > PARTIES_MAX;
  }

  /** By the break's id; those where there is no third side are left out. */
  static Map<String, Third> of(
      Connection connection, Span span, List<Stored> breaks, Map<String, FoundLine> lines)
      throws SQLException {
    Map<String, Third> found = new HashMap<>();
    if (breaks.isEmpty() || span.party().kind() == PartyKind.BANK) {
      return found;
    }
    ThirdSides sides = new ThirdSides(connection, span);
    if (!sides.others.isEmpty()) {
      sides.judge(breaks, lines, found);
    }
    return found;
  }

  private void judge(List<Stored> breaks, Map<String, FoundLine> lines, Map<String, Third> found)
      throws SQLException {
    Set<String> ids = new HashSet<>();
    breaks.forEach(each -> Subject.idOf(each).ifPresent(ids::add));
    read(List.copyOf(ids));
    List<Subject> subjects = new ArrayList<>();
    for (Stored each : breaks) {
      Subject.of(each, each.named(lines), entries).ifPresent(subjects::add);
    }
    for (Subject subject : subjects) {
      spoken.ask(subject, span.party());
      candidates(subject).forEach(party -> spoken.ask(subject, party));
    }
    spoken.read();
    for (Subject subject : subjects) {
      Optional<Third> third = third(subject);
      third.ifPresent(each -> found.put(subject.breakId(), each));
    }
  }

  /** The entries that breaks are about, with all that can be compared of them. */
  private void read(List<String> ids) throws SQLException {
    LedgerSide ledger = new LedgerSide(span.party(), RefundLines.WITH, List.of(), true, true);
    List<PostingDays> days = ids.stream().map(PostingDays::of).toList();
    List<Object> keys =
        List.of(
            connection.createArrayOf("text", ids.toArray()),
            Sql.array(connection, "date", days, PostingDays::first),
            Sql.array(connection, "date", days, PostingDays::second));
    for (Entry entry :
        Sql.list(
            connection,
            ledger.byIds(),
            ledger::entry,
            ledger.parameters(connection, keys, List.of()))) {
      entries.put(entry.id(), entry);
    }
    Sql.list(
        connection,
        REGIONS,
        row -> whose.put(row.getString(1), new String[] {row.getString(2), row.getString(3)}),
        keys.toArray());
  }

  /** Whose statement could speak of it: of an insurer the one with the longest digits. */
  private List<Party> candidates(Subject subject) throws SQLException {
    List<Party> all = new ArrayList<>();
    String[] parties = whose.get(subject.entryId());
    for (Party party : possible(parties)) {
      boolean could =
          parties == null
              || party.kind() == PartyKind.HOSPITAL
              || parties[1].startsWith(party.code());
      if (could && !of(party, subject.day()).counting().isEmpty()) {
        all.add(party);
      }
    }
    if (parties != null && all.size() > 1) {
      return List.of(
          all.stream().max(Comparator.comparingInt(party -> party.code().length())).orElseThrow());
    }
    return all;
  }

  /** The hospital that the ledger knows, or all that have sent something, where they are known. */
  private List<Party> possible(String @Nullable [] parties) {
    return parties != null && span.party().kind() == PartyKind.INSURER
        ? List.of(new Party(PartyKind.HOSPITAL, parties[0]))
        : cutOff ? List.of() : others;
  }

  private Statements of(Party party, LocalDate day) throws SQLException {
    Statements known = statements.get(Map.entry(party, day));
    if (known == null) {
      known = Statements.of(connection, new Span(party, day, day), Statements.STATEMENTS_MAX);
      statements.put(Map.entry(party, day), known);
    }
    return known;
  }

  private Optional<Third> third(Subject subject) throws SQLException {
    List<Party> candidates = candidates(subject);
    for (Party party : candidates) {
      if (!of(party, subject.day()).isComplete()) {
        return Optional.empty();
      }
    }
    if (spoken.isCutOff(subject, span.party())
        || candidates.stream().anyMatch(party -> spoken.isCutOff(subject, party))) {
      return Optional.empty();
    }
    List<Party> speaking =
        candidates.stream().filter(party -> !spoken.of(subject, party).isEmpty()).toList();
    if (speaking.isEmpty() && candidates.size() == 1) {
      Party silent = candidates.get(0);
      return Optional.of(
          new Third(
              silent,
              means(subject, of(silent, subject.day())) ? alone(subject, silent) : Alone.UNKNOWN));
    }
    return speaking.size() == 1
        ? Optional.of(new Third(speaking.get(0), alone(subject, speaking.get(0))))
        : Optional.empty();
  }

  /** Whether a statement would have it, so that it means something that it has not. */
  private static boolean means(Subject subject, Statements said) {
    RefundLines lines = said.counting().get(0).refundLines();
    Instant through = said.through(subject.day());
    boolean late = subject.here().filter(entry -> entry.time().isAfter(through)).isPresent();
    return !late
        && (lines == RefundLines.WITH || (lines == RefundLines.WITHOUT && !subject.refund()));
  }

  private Alone alone(Subject subject, Party third) throws SQLException {
    Voice there = voice(subject, span.party());
    Voice other = voice(subject, third);
    Alone judged = ThreeSides.alone(Voice.of(subject.here()), there, other);
    Optional<Entry> told = subject.here().filter(entry -> entry.net().isPresent()).map(Entry::told);
    return judged == Alone.EACH && told.isPresent()
        ? ThreeSides.alone(Voice.of(told), there, other)
        : judged;
  }

  private Voice voice(Subject subject, Party party) throws SQLException {
    List<Statement> counting = of(party, subject.day()).counting();
    List<Voice.Stated> stated = spoken.of(subject, party);
    return new Voice(
        counting.stream().allMatch(each -> each.bills() == each.lines()),
        counting.isEmpty() ? Set.of() : Set.copyOf(counting.get(0).fundCodes()),
        stated);
  }

  /**
   * What a break is about: one settlement, or what takes it back.
   *
   * @param entryId what the ledger has of it, in either direction; empty where nothing
   * @param here what the ledger has in this direction
   * @param ids by which lines mean it
   */
  record Subject(
      String breakId,
      String entryId,
      Optional<Entry> here,
      boolean refund,
      LocalDate day,
      Set<String> ids,
      String requestId,
      String insurerId) {
    /** The entry that a break names, or that its line repeats. */
    static Optional<String> idOf(Stored each) {
      if (!each.entries().isEmpty()) {
        return Optional.of(each.entries().get(0));
      }
      return each.kind() == BreakKind.DUPLICATE && !each.first().startsWith("line:")
          ? Optional.of(each.first())
          : Optional.empty();
    }

    static Optional<Subject> of(Stored each, List<FoundLine> lines, Map<String, Entry> entries) {
      Optional<Entry> entry = idOf(each).flatMap(id -> Optional.ofNullable(entries.get(id)));
      boolean one =
          each.kind() != BreakKind.AMBIGUOUS
              && each.kind() != BreakKind.UNEXPLAINED
              && each.entries().size() <= 1
              && lines.size() <= 1;
      if (!one
          || (entry.isEmpty() && lines.isEmpty())
          || entry.filter(Entry::correction).isPresent()) {
        return Optional.empty();
      }
      Set<String> ids = new HashSet<>();
      entry.ifPresent(
          known -> {
            ids.add(known.id());
            ids.add(known.reverses());
          });
      boolean refund = lines.isEmpty() ? entry.orElseThrow().refund() : lines.get(0).refund();
      if (entry.isEmpty()) {
        ids.add(lines.get(0).settlementId());
      }
      ids.remove("");
      Optional<Entry> here = entry.filter(known -> known.refund() == refund);
      return Optional.of(
          new Subject(
              each.id(),
              entry.map(Entry::id).orElse(""),
              here,
              refund,
              entry.map(Entry::day).orElseGet(() -> lines.get(0).day()),
              ids,
              here.map(Entry::requestId)
                  .orElseGet(() -> lines.isEmpty() ? "" : lines.get(0).requestId()),
              here.map(Entry::insurerSettlementId)
                  .orElseGet(() -> lines.isEmpty() ? "" : lines.get(0).insurerSettlementId())));
    }
  }
}
