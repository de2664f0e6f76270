package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.BankAccount;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.ReceivableStore.FileOrder;
import io.yizhan.gateway.desk.ReceivableStore.InFile;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.PayOutFile;
import io.yizhan.gateway.desk.ReceivableStore.PayOutRow;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.settlement.Settlement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What claims on paper leave to be paid out to persons, and the payment files that name it. What
 * one file names no other does, until a payment of it is recorded or the file is replaced.
 */
final class PayOuts {
  private static final String FILE_OF =
      "SELECT file_id FROM pay_out_file WHERE file_id = ? AND county = ? FOR UPDATE";

  /** A correction has taken something back of the settlement of {@code r}. */
  private static final String CLAWED_BACK =
      """
      EXISTS (SELECT 1 FROM receivable c WHERE c.bucket = r.bucket
        AND c.settlement_id = r.settlement_id AND c.kind = 'CLAW_BACK' AND c.outstanding_fen > 0)
      """
          .strip();

  /**
   * Names in a file what is to be paid, has an account and is in no other file; of what a replaced
   * one has that is left out, nothing names it then; of which a fund still asks something back, as
   * {@link SetOffs} has left it, nothing either. What the replaced one has comes first, so that no
   * limit leaves it behind in a file that is given up. It is locked in the order of ids; of two
   * files at once the second waits and finds what the first has left.
   */
  private static final String NAME_PAYABLE =
      """
      WITH free AS MATERIALIZED (
        SELECT r.bucket, r.person_id, r.receivable_id FROM receivable r
        JOIN paper_claim p USING (bucket, settlement_id)
        WHERE r.county = ? AND p.office = ? AND r.kind IN ('PAY_OUT', 'SUPPLEMENT')
          AND r.outstanding_fen > 0
          AND (r.file_id = nullif(?, '')
            OR r.file_id = '' AND r.receivable_id <> ALL (?) AND NOT :clawed_back)
        ORDER BY r.file_id = '', r.receivable_id LIMIT ?),
      locked AS MATERIALIZED (
        SELECT r.bucket, r.person_id, r.receivable_id,
          r.receivable_id = ANY (?) OR :clawed_back AS left_out
        FROM receivable r JOIN free USING (bucket, person_id, receivable_id)
        WHERE r.outstanding_fen > 0 AND r.file_id IN ('', ?)
        ORDER BY r.receivable_id FOR UPDATE OF r),
      named AS (
        UPDATE receivable r SET file_id = CASE WHEN l.left_out THEN '' ELSE ? END,
          file_fen = CASE WHEN l.left_out THEN 0 ELSE r.outstanding_fen END
        FROM locked l
        WHERE r.bucket = l.bucket AND r.person_id = l.person_id
          AND r.receivable_id = l.receivable_id
        RETURNING r.bucket, r.person_id, r.receivable_id, r.file_id, r.file_fen)
      INSERT INTO pay_out_file_part (bucket, file_id, person_id, receivable_id, amount_fen)
      SELECT bucket, file_id, person_id, receivable_id, file_fen FROM named WHERE file_id <> ''
      RETURNING amount_fen
      """
          .replace(":clawed_back", CLAWED_BACK);

  /** What cannot be left out: not of the county, paid, or named by another file than this. */
  private static final String LEFT_OUT =
      """
      SELECT k.id, coalesce(r.county, ''), coalesce(r.file_id, '')
      FROM unnest(?::text[]) AS k (id) LEFT JOIN receivable r ON r.receivable_id = k.id
      WHERE r.receivable_id IS NULL OR r.county <> ? OR r.file_id NOT IN ('', ?)
        OR ? AND r.outstanding_fen = 0
      ORDER BY r.file_id NULLS FIRST LIMIT 1
      """;

  private static final String REPLACED_BY =
      "SELECT file_id FROM pay_out_file WHERE replaces_id = ?";

  private static final String ADD_FILE =
      """
      INSERT INTO pay_out_file (file_id, county, row_count, total_fen, replaces_id, owner_id,
        request_id, caller_id, file_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT f.county, f.row_count, f.total_fen,
        coalesce((SELECT n.file_id FROM pay_out_file n WHERE n.replaces_id = f.file_id), ''),
        (SELECT coalesce(sum(r.file_fen), 0)::bigint FROM receivable r
          WHERE r.file_id = f.file_id AND r.file_id <> '')
      FROM pay_out_file f
      WHERE f.file_id = ? AND EXISTS (
        SELECT FROM unnest(?::text[]) AS r WHERE starts_with(f.county, r))
      """;

  /** Accounts lie under the record that the papers were booked for. */
  private static final String ROWS =
      """
      SELECT c.person_id, r.settlement_id, r.party, f.amount_fen, f.receivable_id
      FROM pay_out_file_part f JOIN receivable r USING (bucket, person_id, receivable_id)
      JOIN paper_claim c ON c.bucket = r.bucket AND c.settlement_id = r.settlement_id
      WHERE f.file_id = ? ORDER BY f.receivable_id
      """;

  /**
   * What replaces a file locks it, too: none does between this and the end of the transaction. That
   * locks what is owed behind it, and this before: where both wait, one is run again.
   */
  private static final String HOLD_FILE = "SELECT 1 FROM pay_out_file WHERE file_id = ? FOR SHARE";

  /** What a file that was not replaced names of one. */
  private static final String NAMED =
      """
      SELECT p.amount_fen FROM pay_out_file_part p WHERE p.file_id = ? AND p.receivable_id = ?
        AND NOT EXISTS (SELECT 1 FROM pay_out_file n WHERE n.replaces_id = p.file_id)
      """;

  private PayOuts() {}

  /** Opens what each fund is to pay the person by a claim on paper that is being booked. */
  static void open(Connection connection, Settlement settlement, Stamp stamp, String callerId)
      throws SQLException {
    Map<String, Long> byParty = new TreeMap<>();
    Bearers.of(JournalEntry.of(settlement).postings())
        .byLine()
        .forEach(
            (line, fen) -> {
              if (!line.byInsurer()) {
                byParty.merge(line.party(), fen, Math::addExact);
              }
            });
    int made = 0;
    for (Map.Entry<String, Long> party : byParty.entrySet()) {
      Receivables.open(
          connection,
          new Receivables.Opening(
              stamp.id() + "-" + ++made,
              settlement.personId(),
              Kind.PAY_OUT,
              party.getKey(),
              ClaimKey.countyOf(settlement.claim().key().hospitalId()),
              stamp.id(),
              stamp.id(),
              party.getValue(),
              "",
              List.of()),
          stamp,
          callerId);
    }
  }

  /**
   * Makes a file of what a county is to pay.
   *
   * @return without its rows; or why there is none
   */
  static Made export(Connection connection, FileOrder order) throws SQLException {
    String replaces = order.replacesId();
    boolean known =
        replaces.isEmpty()
            || Sql.first(connection, FILE_OF, row -> row.getString(1), replaces, order.county())
                .isPresent();
    if (!known) {
      return refused(new ReceivableStore.Result.FileUnknown());
    }
    if (!replaces.isEmpty()) {
      Optional<String> by = Sql.first(connection, REPLACED_BY, row -> row.getString(1), replaces);
      if (by.isPresent()) {
        return refused(new ReceivableStore.Result.FileReplaced(by.get()));
      }
    }
    Array leftOut = connection.createArrayOf("text", order.leftOut().toArray());
    Optional<ReceivableStore.Result> elsewhere =
        notLeftOut(connection, order, leftOut, replaces, true);
    if (elsewhere.isPresent()) {
      return refused(elsewhere.get());
    }
    Origin origin = order.origin();
    new SetOffs(connection, origin.key(), origin.stamp(), origin.callerId()).beforeFile(order);
    String fileId = origin.stamp().id();
    List<Long> amounts =
        Sql.list(
            connection,
            NAME_PAYABLE,
            row -> row.getLong(1),
            order.county(),
            ClaimKey.OFFICE + order.county(),
            replaces,
            leftOut,
            ReceivableStore.FILE_ROWS_MAX,
            leftOut,
            replaces,
            fileId);
    // What another file has named meanwhile; what is set off now was owed before.
    elsewhere = notLeftOut(connection, order, leftOut, "", false);
    if (elsewhere.isPresent()) {
      return refused(elsewhere.get());
    }
    if (amounts.isEmpty() && replaces.isEmpty()) {
      return refused(new ReceivableStore.Result.NothingToPay());
    }
    long totalFen = amounts.stream().reduce(0L, Math::addExact);
    Sql.update(
        connection,
        ADD_FILE,
        fileId,
        order.county(),
        amounts.size(),
        totalFen,
        replaces,
        origin.key().ownerId(),
        origin.key().requestId(),
        origin.callerId(),
        origin.stamp().time());
    return new Made(
        Optional.empty(),
        Optional.of(
            new PayOutFile(
                fileId, order.county(), amounts.size(), totalFen, "", totalFen, List.of())));
  }

  private static Optional<ReceivableStore.Result> notLeftOut(
      Connection connection, FileOrder order, Array leftOut, String file, boolean owed)
      throws SQLException {
    return Sql.first(
        connection,
        LEFT_OUT,
        row ->
            row.getString(3).isEmpty() || !row.getString(2).equals(order.county())
                ? new ReceivableStore.Result.NotFound()
                : new ReceivableStore.Result.NamedInFile(row.getString(3)),
        leftOut,
        order.county(),
        file,
        owed);
  }

  /** A file that was made, or why none was. */
  record Made(Optional<ReceivableStore.Result> refused, Optional<PayOutFile> file) {}

  private static Made refused(ReceivableStore.Result why) {
    return new Made(Optional.of(why), Optional.empty());
  }

  private record Row(String personId, String settlementId, String fund, long fen, String id) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5));
    }

    PayOutRow to(BankAccount account) {
      return new PayOutRow(account, fund, fen, id, settlementId);
    }
  }

  /** A file with its rows; that somebody looked at the accounts, and why, is kept. */
  static Optional<PayOutFile> find(
      Connection connection,
      PrivateTexts texts,
      String fileId,
      List<String> counties,
      String callerId,
      String purpose,
      Instant now)
      throws SQLException {
    Optional<PayOutFile> found =
        Sql.first(
            connection,
            FIND,
            row ->
                new PayOutFile(
                    fileId,
                    row.getString(1),
                    row.getInt(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getLong(5),
                    List.of()),
            fileId,
            connection.createArrayOf("text", counties.toArray()));
    if (found.isEmpty()) {
      return found;
    }
    List<Row> rows = Sql.list(connection, ROWS, Row::of, fileId);
    Map<Integer, String> accounts =
        texts.ofMany(
            connection, PrivateTexts.Kind.BANK_ACCOUNT, rows, Row::personId, Row::settlementId);
    Set<String> looked = new HashSet<>();
    List<PayOutRow> full = new ArrayList<>();
    for (Row row : rows) {
      if (looked.add(row.personId())) {
        texts.logAccess(connection, row.personId(), callerId, purpose, now);
      }
      full.add(row.to(PaperBooks.account(Optional.ofNullable(accounts.get(full.size())))));
    }
    PayOutFile file = found.get();
    return Optional.of(
        new PayOutFile(
            fileId,
            file.county(),
            file.rowCount(),
            file.totalFen(),
            file.replacedById(),
            file.namedFen(),
            full));
  }

  /** Whether a file that was not replaced names one; none takes its place meanwhile. */
  static boolean stillNames(Connection connection, String fileId, String receivableId)
      throws SQLException {
    if (fileId.isEmpty()) {
      return false;
    }
    Sql.first(connection, HOLD_FILE, row -> row.getInt(1), fileId);
    return Sql.first(connection, NAMED, row -> row.getLong(1), fileId, receivableId).isPresent();
  }

  /**
   * The file that names what is owed once a payment that never was is taken back: that which it was
   * paid from, where that was not replaced.
   *
   * @param paidFrom the file that the payment was recorded of; empty for none
   * @param owedFen what is owed then
   * @return empty where it would name more than that
   */
  static Optional<InFile> again(
      Connection connection, String paidFrom, String receivableId, long owedFen)
      throws SQLException {
    if (paidFrom.isEmpty()) {
      return Optional.of(InFile.NONE);
    }
    Sql.first(connection, HOLD_FILE, row -> row.getInt(1), paidFrom);
    Optional<Long> named =
        Sql.first(connection, NAMED, row -> row.getLong(1), paidFrom, receivableId);
    if (named.isEmpty()) {
      return Optional.of(InFile.NONE);
    }
    return named.get() > owedFen
        ? Optional.empty()
        : Optional.of(new InFile(paidFrom, named.get()));
  }
}
