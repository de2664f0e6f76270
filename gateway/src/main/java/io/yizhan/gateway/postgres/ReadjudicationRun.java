package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.Readjudication;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.Notice;
import io.yizhan.gateway.desk.Readjudication.Owed;
import io.yizhan.gateway.desk.ReadjudicationStore.BookOrder;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.ReadjudicationStore.BookedReadjudication;
import io.yizhan.gateway.desk.ReadjudicationStore.Circle;
import io.yizhan.gateway.desk.ReadjudicationStore.Use;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One re-adjudication inside its transaction: claim the id, hold the period, lock the accounts of
 * the circle, read, decide, write. It books what the stated preview showed, or nothing.
 */
final class ReadjudicationRun {
  private static final String NOTICE =
      """
      INSERT INTO readjudication_notice (bucket, person_id, readjudication_id, accounting_period,
        supplement_fen, claw_back_fen, notice_zh, notice_en, caller_id, notice_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String BOOKED =
      """
      UPDATE request SET state = 'BOOKED', reply = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Connection connection;
  private final BookOrder order;
  private final String personId;
  private final ReceivableTexts receivableTexts;

  ReadjudicationRun(Connection connection, Secrets secrets, BookOrder order, String personId) {
    this.connection = connection;
    this.receivableTexts = new ReceivableTexts(secrets);
    this.order = order;
    this.personId = personId;
  }

  /** The claimed id's work; the request row must be this transaction's. */
  BookResult run(
      Function<Circle, Readjudication> decide,
      Predicate<Readjudication> allowed,
      Function<BookedReadjudication, byte[]> reply)
      throws SQLException {
    LocalDate closedBefore = Periods.hold(connection);
    if (!Periods.isOpen(order.period(), closedBefore, order.stamp().postingDate())) {
      throw new Transactions.RolledBack(new BookResult.PeriodNotOpen(closedBefore));
    }
    Kin kin = lock();
    Looked looked =
        new FundLocks(connection)
            .decided(() -> Looked.at(read(kin), decide), each -> fundsOf(each.decided()));
    Readjudication decided = looked.decided();
    if (!allowed.test(decided)) {
      throw new Transactions.RolledBack(new BookResult.NotYours());
    }
    if (decided.obstacle().isPresent()) {
      throw new Transactions.RolledBack(new BookResult.Blocked(decided.obstacle().get()));
    }
    if (!decided.sha256().equals(order.previewSha256())) {
      throw new Transactions.RolledBack(new BookResult.Superseded(decided));
    }
    requireNotBefore(decided);
    return book(decided, looked.read(), reply);
  }

  /** Nothing is corrected in a month before it was settled: no fund's account would show it. */
  private void requireNotBefore(Readjudication decided) throws SQLException {
    LocalDate earliest = order.period();
    for (Change change : decided.changes()) {
      LocalDate settled = Periods.of(change.past().postingDate());
      earliest = settled.isAfter(earliest) ? settled : earliest;
    }
    if (order.period().isBefore(earliest)) {
      throw new Transactions.RolledBack(new BookResult.PeriodNotOpen(earliest));
    }
  }

  /** A decision, and the circle that was read for it. */
  private record Looked(CircleReader.Read read, Readjudication decided) {
    static Looked at(CircleReader.Read read, Function<Circle, Readjudication> decide) {
      return new Looked(read, decide.apply(new Circle(read.settlements())));
    }
  }

  private Kin lock() throws SQLException {
    Kin kin = Kin.of(connection, personId);
    requireBounded(kin, kin.isTooLarge(), 0);
    Persons.lockAccounts(connection, kin.accounts());
    Kin again = Kin.of(connection, personId);
    if (!again.isSame(kin)) {
      throw new SQLException("who shares accounts changed at the same time", "40001");
    }
    return kin;
  }

  private static void requireBounded(Kin kin, boolean tooLarge, int settlements)
      throws SQLException {
    if (tooLarge) {
      throw new Transactions.RolledBack(new BookResult.TooLarge(kin.size(), settlements));
    }
  }

  private CircleReader.Read read(Kin kin) throws SQLException {
    CircleReader.Read read = CircleReader.read(connection, kin);
    requireBounded(kin, read.isTooLarge(), read.settlementCount());
    return read;
  }

  /** The finite funds that it takes from or gives back to. */
  private static Set<String> fundsOf(Readjudication decided) {
    Set<String> funds = new TreeSet<>();
    for (Change change : decided.changes()) {
      change.takes().forEach(take -> funds.add(take.fund()));
    }
    return funds;
  }

  private BookResult book(
      Readjudication decided, CircleReader.Read read, Function<BookedReadjudication, byte[]> reply)
      throws SQLException {
    List<Correction> corrections = new ArrayList<>();
    Map<Key, Long> usedFen = new LinkedHashMap<>();
    for (Change change : decided.changes()) {
      Original of = originalOf(change, read);
      corrections.addAll(corrections(change, of, draws(change, of, read), read.years(), usedFen));
    }
    read.leaveBehind(connection);
    CorrectionLedger.book(connection, corrections, read.years());
    open(decided, read);
    tell(decided);
    // Locked after everything else, as where a claim is settled or reversed.
    ComputedLegs.trueUp(connection, decided);
    List<CorrectionRow> rows = corrections.stream().map(ReadjudicationRun::row).toList();
    byte[] bytes =
        reply.apply(new BookedReadjudication(order.stamp().id(), decided, rows, order.period()));
    Sql.update(
        connection,
        BOOKED,
        bytes,
        Requests.bucket(order.key()),
        order.key().ownerId(),
        order.key().requestId());
    return new BookResult.Recorded(bytes, false);
  }

  private static Original originalOf(Change change, CircleReader.Read read) {
    return Optional.ofNullable(read.originals().get(change.past().settlementId())).orElseThrow();
  }

  /** What it draws, by the names of the record that it was settled for. */
  private List<Settlement.GrantDraw> draws(Change change, Original of, CircleReader.Read read)
      throws SQLException {
    String record = of.personId();
    String survivor = change.past().personId();
    return record.equals(survivor)
        ? change.draws()
        : read.grants().named(connection, record, survivor, change.draws());
  }

  private record Key(String owner, String account, int benefitYear) {}

  /** One correction; two where the settlement's household is another than it was. */
  private List<Correction> corrections(
      Change change,
      Original of,
      List<Settlement.GrantDraw> draws,
      AccountYears years,
      Map<Key, Long> usedFen)
      throws SQLException {
    TreeSet<String> households = new TreeSet<>();
    for (Use use : change.uses()) {
      if (use.account().ofHousehold()) {
        households.add(use.account().ownerId());
      }
    }
    List<Correction> corrections = new ArrayList<>();
    String own = households.isEmpty() ? "" : households.first();
    corrections.add(
        correction(change, of, own, Optional.of(draws), uses(change, own, true, years, usedFen)));
    for (String household : households) {
      if (!household.equals(own)) {
        corrections.add(
            correction(
                change,
                of,
                household,
                Optional.empty(),
                uses(change, household, false, years, usedFen)));
      }
    }
    return corrections;
  }

  /** What one household's accounts, and with the first the person's, count more. */
  private static List<AccountUse> uses(
      Change change,
      String household,
      boolean ofPerson,
      AccountYears years,
      Map<Key, Long> usedFen) {
    List<AccountUse> uses = new ArrayList<>();
    for (Use use : change.uses()) {
      var account = use.account();
      if (account.ofHousehold() ? account.ownerId().equals(household) : ofPerson) {
        Key key = new Key(account.ownerId(), account.code(), account.benefitYear());
        long before =
            usedFen.computeIfAbsent(
                key, any -> years.usedFen(key.owner(), key.benefitYear(), key.account()));
        usedFen.put(key, Math.addExact(before, use.fen()));
        uses.add(
            new AccountUse(
                account.ofHousehold(),
                account.code(),
                use.nameZh(),
                account.benefitYear(),
                before,
                use.fen(),
                use.capFen(),
                years.heldFen(key.owner(), key.benefitYear(), key.account())));
      }
    }
    return uses;
  }

  /** Where no county aids any more, the county whose aid it takes back: its books show it. */
  private static String countyOf(Change change) {
    return change.aidCounty().isEmpty() ? change.past().aidCounty() : change.aidCounty();
  }

  /** With lines and draws, or the uses of a further household alone. */
  private Correction correction(
      Change change,
      Original of,
      String household,
      Optional<List<Settlement.GrantDraw>> draws,
      List<AccountUse> uses)
      throws SQLException {
    boolean whole = draws.isPresent();
    Stamp stamp =
        new Stamp(
            order.ids().next(order.stamp().time()),
            order.key().requestId(),
            order.stamp().time(),
            order.stamp().postingDate());
    return new Correction(
        of,
        stamp,
        order.period(),
        household,
        LiveClaims.broughtBy(connection, change, of),
        countyOf(change),
        change.policyVersions(),
        ClaimJson.write(
            change.claim(),
            change.standing(),
            change.policyVersions(),
            change.consideredVersions()),
        whole ? entry(change) : new JournalEntry(List.of()),
        uses,
        whole ? change.takes() : List.<Settlement.FundUse>of(),
        draws.orElse(List.of()),
        new Correction.Origin(order.operatorId(), order.reason(), order.callerId()));
  }

  private static JournalEntry entry(Change change) {
    return change
        .past()
        .bearers()
        .correctionTo(
            change.after(),
            JournalEntry.payeeOf(change.past().hospitalId()),
            change.ofHospital().lines());
  }

  /**
   * 补支 and 追回, one for each settlement and fund, and what an insurer that was away leaves owed
   * between the person and the hospital; of the record that it was settled for.
   */
  private void open(Readjudication decided, CircleReader.Read read) throws SQLException {
    SetOffs setOffs = new SetOffs(connection, order.key(), order.stamp(), order.callerId());
    for (Change change : decided.changes()) {
      Original of = originalOf(change, read);
      for (Owed owed : change.owed()) {
        Receivable opened =
            Receivables.open(
                connection,
                new Receivables.Opening(
                    order.ids().next(order.stamp().time()),
                    of.personId(),
                    kind(owed),
                    owed.party(),
                    keptBy(owed, of),
                    change.past().settlementId(),
                    order.stamp().id(),
                    owed.fen(),
                    "",
                    List.of()),
                order.stamp(),
                order.callerId());
        receivableTexts.putReason(connection, opened, order.reason());
      }
      Set<String> parties = change.owed().stream().map(Owed::party).collect(Collectors.toSet());
      setOffs.of(of.personId(), change.past().settlementId(), parties, "");
    }
  }

  /**
   * The county whose office keeps it: of a claim on paper the one that booked it and pays it out,
   * whichever division's fund bears it.
   */
  private static String keptBy(Owed owed, Original of) {
    if (of.bill().key().byOffice()) {
      return ClaimKey.countyOf(of.bill().key().hospitalId());
    }
    return owed.ofHospital()
        ? of.bill().keptBy()
        : owed.party().substring(owed.party().indexOf('@') + 1);
  }

  private static Kind kind(Owed owed) {
    if (owed.ofHospital()) {
      return owed.toPerson() ? Kind.REFUND : Kind.PATIENT_SHARE;
    }
    return owed.toPerson() ? Kind.SUPPLEMENT : Kind.CLAW_BACK;
  }

  private void tell(Readjudication decided) throws SQLException {
    for (Notice notice : decided.notices()) {
      Sql.update(
          connection,
          NOTICE,
          Bucket.of(notice.personId()),
          notice.personId(),
          order.stamp().id(),
          order.period(),
          notice.supplementFen(),
          notice.clawBackFen(),
          notice.zh(),
          notice.en(),
          order.callerId(),
          order.stamp().time());
    }
  }

  private static CorrectionRow row(Correction correction) {
    Bearers more = Bearers.of(correction.entry().postings());
    return new CorrectionRow(
        correction.stamp().id(),
        correction.of().settlementId(),
        correction.stamp().requestId(),
        correction.stamp().time(),
        correction.stamp().postingDate(),
        correction.period(),
        more.byLine(),
        more.patientFen(),
        correction.uses(),
        correction.origin().reason(),
        correction.policyVersions());
  }

  /** What a request whose id was taken gets. */
  static BookResult repeated(
      Connection connection, Requests requests, BookOrder order, Requests.Fingerprint fingerprint)
      throws SQLException {
    Requests.Row stored = requests.read(connection, order.key(), false);
    List<String> differing = Requests.differing(stored, Requests.Kind.READJUDICATE, fingerprint);
    return differing.isEmpty()
        ? new BookResult.Recorded(stored.storedReply(), true)
        : new BookResult.IdReused(differing);
  }
}
