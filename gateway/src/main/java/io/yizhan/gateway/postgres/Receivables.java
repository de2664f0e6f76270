package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.EntryKind;
import io.yizhan.gateway.desk.ReceivableStore.InFile;
import io.yizhan.gateway.desk.ReceivableStore.Instalment;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReceivableStore.Transfer;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Rows of what is owed outside the waterfall, within the transaction of whoever opens, settles or
 * cancels it. A receivable's row is locked last of all.
 */
final class Receivables {
  /** What the gateway itself says of what is owed; what a clerk says lies apart. */
  static final String PAY_LATER = "先诊疗后付费 treat first, pay later";

  static final String CLAWED_BACK = "追回容缺期间救助 aid under a provisional approval";
  static final String OWED_BACK = "结算已冲正，退还已付 paid of a settlement that was reversed";

  static final String COLUMNS =
      """
      person_id, receivable_id, kind, party, county, settlement_id, amount_fen, outstanding_fen,
      opened_date, reason, plan_due, plan_fen, next_due, file_id, file_fen
      """;

  private static final String OPEN =
      """
      INSERT INTO receivable (bucket, person_id, receivable_id, kind, party, county, settlement_id,
        source_id, amount_fen, outstanding_fen, opened_date, reason, plan_due, plan_fen,
        plan_from_fen, next_due, caller_id, open_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
      """;

  private static final String LOCK =
      "SELECT " + COLUMNS + ", plan_from_fen FROM receivable WHERE receivable_id = ? FOR UPDATE";

  private static final String PARTY = "SELECT party FROM receivable WHERE receivable_id = ?";

  private static final String OWED_BACK_OF =
      "SELECT "
          + COLUMNS
          + """
          , plan_from_fen FROM receivable WHERE bucket = ? AND person_id = ? AND source_id = ?
            AND reason = ?
          ORDER BY receivable_id LIMIT 1 FOR UPDATE
          """;

  private static final String OF_SETTLEMENT =
      "SELECT "
          + COLUMNS
          + """
          , plan_from_fen FROM receivable WHERE bucket = ? AND settlement_id = ?
          ORDER BY receivable_id FOR UPDATE
          """;

  private static final String OPENED_BY =
      "SELECT "
          + COLUMNS
          + """
           FROM receivable WHERE bucket = ? AND person_id = ? AND source_id = ?
          ORDER BY receivable_id
          """;

  private static final String ENTER =
      """
      INSERT INTO receivable_entry (bucket, person_id, receivable_id, entry_id, kind, amount_fen,
        payer, note, entry_date, owner_id, request_id, caller_id, entry_time, bank_reference,
        bank_date, file_id, returns_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SETTLE =
      """
      UPDATE receivable SET outstanding_fen = ?, next_due = ?, file_id = ?, file_fen = ?
      WHERE bucket = ? AND person_id = ? AND receivable_id = ?
      """;

  private static final String PLAN =
      """
      UPDATE receivable SET plan_due = ?, plan_fen = ?, plan_from_fen = ?, next_due = ?
      WHERE bucket = ? AND person_id = ? AND receivable_id = ?
      """;

  private Receivables() {}

  /**
   * What is to be owed.
   *
   * @param receivableId made by the caller, of the time of opening
   * @param party the other side: fund and division as postings name it, or the hospital's id
   * @param county whose office keeps it, six digits
   * @param settlementId where it comes from
   * @param sourceId what opened it: a provisional approval, a correction, a request
   * @param reason in the gateway's own words; empty where a clerk gives one, which lies with {@link
   *     ReceivableTexts}
   * @param plan the instalments, which add up to the amount; empty when no day was agreed
   */
  record Opening(
      String receivableId,
      String personId,
      Kind kind,
      String party,
      String county,
      String settlementId,
      String sourceId,
      long amountFen,
      String reason,
      List<Instalment> plan) {
    Opening {
      plan = List.copyOf(plan);
    }
  }

  /**
   * What is entered of a receivable.
   *
   * @param fen at most what is outstanding; negative where a write-off or a payment is taken back
   * @param transfer what the bank says of it
   * @param returnedId of a return the payment's entry; else empty
   * @param file the payment file that names something of it afterwards
   */
  record Part(
      EntryKind kind, long fen, String payer, Transfer transfer, String returnedId, InFile file) {
    Part(EntryKind kind, long fen, String payer) {
      this(kind, fen, payer, Transfer.NONE, "", InFile.NONE);
    }
  }

  /** A locked row; so much had been settled when its plan was agreed. */
  record Row(Receivable receivable, long planFromFen) {
    long settledFen() {
      return receivable.amountFen() - receivable.outstandingFen();
    }
  }

  /**
   * Opens one in the caller's transaction. The person's account must be locked, and a finite fund
   * that a claw-back is owed to.
   *
   * @param stamp of what opens it: its time and its posting day
   */
  static Receivable open(Connection connection, Opening opening, Stamp stamp, String callerId)
      throws SQLException {
    Optional<LocalDate> nextDue = opening.plan().stream().map(Instalment::due).findFirst();
    Sql.update(
        connection,
        OPEN,
        Bucket.of(opening.personId()),
        opening.personId(),
        opening.receivableId(),
        opening.kind().name(),
        opening.party(),
        opening.county(),
        opening.settlementId(),
        opening.sourceId(),
        opening.amountFen(),
        opening.amountFen(),
        stamp.postingDate(),
        opening.reason(),
        Instalments.days(connection, opening.plan()),
        Instalments.amounts(connection, opening.plan()),
        nextDue.orElse(null),
        callerId,
        stamp.time());
    Receivable opened = opened(opening, stamp, nextDue);
    if (opened.kind() == Kind.CLAW_BACK) {
      FundTakings.owe(connection, opened, callerId, stamp.time());
    }
    return opened;
  }

  private static Receivable opened(Opening opening, Stamp stamp, Optional<LocalDate> nextDue) {
    return new Receivable(
        opening.personId(),
        opening.receivableId(),
        opening.kind(),
        opening.party(),
        opening.county(),
        opening.settlementId(),
        opening.amountFen(),
        opening.amountFen(),
        stamp.postingDate(),
        opening.reason(),
        opening.plan(),
        nextDue,
        InFile.NONE);
  }

  /** Those that one source opened, by id. */
  static List<Receivable> openedBy(Connection connection, String personId, String sourceId)
      throws SQLException {
    return Sql.list(
        connection, OPENED_BY, Receivables::receivable, Bucket.of(personId), personId, sourceId);
  }

  /** The code of the fund that is the other side of one; of a hospital its id. */
  static Optional<String> fund(Connection connection, String receivableId) throws SQLException {
    return Sql.first(connection, PARTY, row -> FundTakings.fundOf(row.getString(1)), receivableId);
  }

  /** Locks one by its id. */
  static Optional<Row> lock(Connection connection, String receivableId) throws SQLException {
    return Sql.first(connection, LOCK, Receivables::row, receivableId);
  }

  /** Locks all that come from a settlement. */
  static List<Row> lockOf(Connection connection, String personId, String settlementId)
      throws SQLException {
    return Sql.list(connection, OF_SETTLEMENT, Receivables::row, Bucket.of(personId), settlementId);
  }

  /** Locks what is owed back since a reversal of what had been paid of one. */
  static Optional<Row> lockOwedBack(Connection connection, Receivable of) throws SQLException {
    return Sql.first(
        connection,
        OWED_BACK_OF,
        Receivables::row,
        Bucket.of(of.personId()),
        of.personId(),
        of.receivableId(),
        OWED_BACK);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(receivable(row), row.getLong(16));
  }

  /** A row of {@link #COLUMNS}. */
  static Receivable receivable(ResultSet row) throws SQLException {
    List<Instalment> plan = Instalments.read(row.getArray(11), row.getArray(12));
    return new Receivable(
        row.getString(1),
        row.getString(2),
        Kind.valueOf(row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getObject(9, LocalDate.class),
        row.getString(10),
        plan,
        Optional.ofNullable(row.getObject(13, LocalDate.class)),
        new InFile(row.getString(14), row.getLong(15)));
  }

  /**
   * Books an amount against a locked one. The finite fund of a claw-back must be locked. What a
   * clerk notes of it lies with {@link ReceivableTexts}.
   *
   * @param key whose request it is
   * @param stamp its id is the entry's
   */
  static Receivable settle(
      Connection connection, Row row, Part part, RequestKey key, Stamp stamp, String callerId)
      throws SQLException {
    Receivable before = row.receivable();
    long left = Math.subtractExact(before.outstandingFen(), part.fen());
    enter(connection, before, part, "", key, stamp, callerId);
    if (before.kind() == Kind.CLAW_BACK) {
      FundTakings.oweLess(connection, before, stamp.id(), part.fen(), callerId, stamp.time());
    }
    Optional<LocalDate> nextDue =
        left == 0
            ? Optional.empty()
            : Instalments.nextDue(before.plan(), row.settledFen() + part.fen() - row.planFromFen());
    Sql.update(
        connection,
        SETTLE,
        left,
        nextDue.orElse(null),
        part.file().fileId(),
        part.file().fen(),
        Bucket.of(before.personId()),
        before.personId(),
        before.receivableId());
    return with(before, left, before.plan(), nextDue, part.file());
  }

  /** Agrees on instalments for what is outstanding of a locked one. */
  static Receivable agree(
      Connection connection,
      Row row,
      List<Instalment> plan,
      RequestKey key,
      Stamp stamp,
      String callerId)
      throws SQLException {
    Receivable before = row.receivable();
    Part part = new Part(EntryKind.PLAN, 0, "");
    enter(connection, before, part, Instalments.text(plan), key, stamp, callerId);
    LocalDate nextDue = plan.get(0).due();
    Sql.update(
        connection,
        PLAN,
        Instalments.days(connection, plan),
        Instalments.amounts(connection, plan),
        row.settledFen(),
        nextDue,
        Bucket.of(before.personId()),
        before.personId(),
        before.receivableId());
    return with(before, before.outstandingFen(), plan, Optional.of(nextDue), before.file());
  }

  private static void enter(
      Connection connection,
      Receivable of,
      Part part,
      String note,
      RequestKey key,
      Stamp stamp,
      String callerId)
      throws SQLException {
    Sql.update(
        connection,
        ENTER,
        Bucket.of(of.personId()),
        of.personId(),
        of.receivableId(),
        stamp.id(),
        part.kind().name(),
        part.fen(),
        part.payer(),
        note,
        stamp.postingDate(),
        key.ownerId(),
        key.requestId(),
        callerId,
        stamp.time(),
        part.transfer().reference(),
        part.transfer().reference().isEmpty()
            ? null
            : part.transfer().day().orElse(stamp.postingDate()),
        part.kind() == EntryKind.PAYMENT ? of.file().fileId() : "",
        part.returnedId());
  }

  private static Receivable with(
      Receivable before,
      long outstandingFen,
      List<Instalment> plan,
      Optional<LocalDate> nextDue,
      InFile file) {
    return new Receivable(
        before.personId(),
        before.receivableId(),
        before.kind(),
        before.party(),
        before.county(),
        before.settlementId(),
        before.amountFen(),
        outstandingFen,
        before.opened(),
        before.reason(),
        plan,
        nextDue,
        file);
  }
}
