package io.yizhan.gateway.postgres;

import io.yizhan.clearing.ClearingKind;
import io.yizhan.gateway.desk.BankAccount;
import io.yizhan.gateway.desk.ClearingStore;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.PayeeStore;
import io.yizhan.gateway.desk.PaymentText;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.postgres.ClearingRows.Fresh;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Clearings over PostgreSQL: each order is one transaction, once for its request. */
final class PostgresClearingStore implements ClearingStore {
  /** How many entries of one clearing are shown. */
  private static final int ENTRIES_MAX = 500;

  private static final String LIST =
      "SELECT "
          + ClearingRows.COLUMNS
          + """
          FROM clearing WHERE clearing_id > ?
            AND EXISTS (SELECT FROM unnest(?::text[]) AS r WHERE starts_with(county, r))
            AND (? = '' OR hospital_id = ?) AND (? = '' OR fund = ?)
            AND (?::date IS NULL OR month = ?::date)
            AND (? = '' OR kind = ?) AND (? = '' OR state = ?)
          ORDER BY clearing_id LIMIT ?
          """;

  private static final String FIND =
      "SELECT " + ClearingRows.COLUMNS + " FROM clearing WHERE clearing_id = ?";

  private static final String ENTRIES =
      """
      SELECT seq, step, amount_fen, state, bank_reference, other_id, caller_id, entry_time,
        CASE WHEN step IN ('PAY', 'UNPAY', 'REPAY') THEN coalesce(bank_date, entry_date) END,
        paid_reference
      FROM (SELECT * FROM clearing_entry WHERE bucket = ? AND clearing_id = ?
        ORDER BY seq DESC LIMIT ?) AS newest
      ORDER BY seq
      """;

  /** What the ledger has for hospitals on days of a month, by fund of one division and hospital. */
  private static final String LINES =
      """
      SELECT fund, hospital, count(*)::integer, sum(amount_fen)::bigint FROM (
        SELECT split_part(substr(account, 6), '/', 1) AS fund, substr(payee, 10) AS hospital,
          amount_fen
        FROM posting WHERE posting_date >= ? AND posting_date < ?
          AND account LIKE 'fund:%' AND account NOT LIKE '%/by-insurer'
          AND payee LIKE 'hospital:%') AS line
      WHERE split_part(fund, '@', 2) = ? GROUP BY fund, hospital ORDER BY hospital, fund LIMIT ?
      """;

  /** Of two that prepare a month at once, the second waits here and finds the first. */
  private static final String ADD_RUN =
      """
      INSERT INTO clearing_run (county, month, run_id, gross_fen, line_count, clearing_count,
        owner_id, request_id, caller_id, run_time)
      VALUES (?, ?, ?, 0, 0, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String RUN_BEFORE =
      "SELECT caller_id FROM clearing_run WHERE county = ? AND month = ?";

  private static final String SUM_RUN =
      """
      UPDATE clearing_run SET gross_fen = ?, line_count = ?, clearing_count = ?
      WHERE county = ? AND month = ?
      """;

  private static final String HOSPITAL = "SELECT name FROM hospital WHERE hospital_id = ?";

  private static final String FILE_OF =
      "SELECT file_id FROM payment_file WHERE file_id = ? AND county = ? FOR UPDATE";

  /** Files of before this was asked may have been replaced more than once. */
  private static final String REPLACED_BY =
      "SELECT file_id FROM payment_file WHERE replaces_id = ? ORDER BY file_id LIMIT 1";

  /**
   * Names in a file what is payable and in no other. What a replaced file has is in none, then; of
   * that, what is not payable waits until it is. It is locked in the order of ids first, as steps
   * do; of two files at once the second waits and finds what the first has left.
   */
  private static final String NAME_PAYABLE =
      """
      WITH free AS MATERIALIZED (
        SELECT bucket, clearing_id FROM clearing
        WHERE county = ? AND (file_id = nullif(?, '')
          OR (file_id = '' AND state IN ('APPROVED', 'PARTLY_PAID')))
        ORDER BY clearing_id FOR UPDATE),
      named AS (
        UPDATE clearing c
        SET file_id = CASE WHEN state IN ('APPROVED', 'PARTLY_PAID') THEN ? ELSE '' END
        FROM free f WHERE c.bucket = f.bucket AND c.clearing_id = f.clearing_id
        RETURNING c.bucket, c.county, c.hospital_id, c.fund, c.unpaid_fen, c.clearing_id, c.file_id,
          c.last_seq),
      kept AS (
        INSERT INTO payment_file_part (bucket, clearing_id, file_id, seq, amount_fen)
        SELECT bucket, clearing_id, file_id, last_seq, unpaid_fen FROM named WHERE file_id <> '')
      SELECT n.hospital_id, coalesce(h.name, ''), n.fund, sum(n.unpaid_fen)::bigint,
        array_agg(n.clearing_id ORDER BY n.clearing_id), coalesce(p.bank_name, ''),
        coalesce(p.holder_name, ''), coalesce(p.account_number, ''), coalesce(p.bank_code, '')
      FROM named n LEFT JOIN hospital h USING (hospital_id)
      LEFT JOIN payee_account p ON p.county = n.county AND p.hospital_id = n.hospital_id
        AND p.state = 'IN_FORCE'
      WHERE n.file_id <> ''
      GROUP BY 1, 2, 3, 6, 7, 8, 9 ORDER BY 1, 3 LIMIT ?
      """;

  private static final String ADD_FILE =
      """
      INSERT INTO payment_file (file_id, county, row_count, total_fen, content_sha256,
        replaces_id, owner_id, request_id, caller_id, file_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final Transactions transactions;
  private final OnceOrders<Result> orders;
  private final ClearingReasons reasons;

  PostgresClearingStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.reasons = new ClearingReasons(secrets);
    this.orders =
        new OnceOrders<>(
            transactions,
            new Requests(secrets),
            Requests.Kind.CLEARING,
            new OnceOrders.Answers<>(
                Result.class,
                result ->
                    result instanceof Result.Recorded recorded && !recorded.replayed()
                        ? Optional.of(recorded.reply())
                        : Optional.empty(),
                reply -> new Result.Recorded(reply, true),
                Result.IdReused::new));
  }

  @Override
  public List<Row> list(Query query) {
    return transactions.read(
        connection -> {
          @Nullable LocalDate month = query.month().orElse(null);
          String kind = query.kind().map(Enum::name).orElse("");
          String state = query.state().map(Enum::name).orElse("");
          return Sql.page(
              connection,
              LIST,
              ClearingRows::row,
              query.afterId(),
              connection.createArrayOf("text", query.counties().toArray()),
              query.hospitalId(),
              query.hospitalId(),
              query.fund(),
              query.fund(),
              month,
              month,
              kind,
              kind,
              state,
              state,
              query.limit());
        });
  }

  @Override
  public Optional<Statement> find(String clearingId) {
    return transactions.findAtOnce(
        connection -> {
          Optional<Row> found = Sql.first(connection, FIND, ClearingRows::row, clearingId);
          if (found.isEmpty()) {
            return Optional.empty();
          }
          List<Entry> entries =
              Sql.list(
                  connection,
                  ENTRIES,
                  ClearingRows::entry,
                  Bucket.of(found.get().hospitalId()),
                  clearingId,
                  ENTRIES_MAX);
          return Optional.of(
              new Statement(found.get(), reasons.explained(connection, clearingId, entries)));
        });
  }

  private Result once(Origin origin, OnceOrders.Order<Result> order) {
    return orders.once(origin.key(), origin.content(), origin.stamp(), origin.callerId(), order);
  }

  @Override
  public Result prepare(PrepareOrder order, Function<Run, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          Optional<LocalDate> open = ClosedMonths.openDay(connection, order.month());
          if (open.isPresent()) {
            return new Result.MonthNotClosed(open.get());
          }
          if (!claimMonth(connection, order)) {
            return new Result.ClearedBefore(
                Sql.first(
                        connection,
                        RUN_BEFORE,
                        row -> row.getString(1),
                        order.county(),
                        order.month())
                    .orElse(""));
          }
          List<Fresh> fresh = lines(connection, order);
          if (fresh.size() > CLEARINGS_OF_RUN_MAX) {
            return new Result.TooMany(CLEARINGS_OF_RUN_MAX);
          }
          ClearingRows.add(
              connection, ClearingKind.MONTH, order.county(), order.month(), fresh, order.origin());
          return new Result.Recorded(reply.apply(sum(connection, order, fresh)), false);
        });
  }

  private static boolean claimMonth(Connection connection, PrepareOrder order) throws SQLException {
    Origin origin = order.origin();
    return Sql.update(
            connection,
            ADD_RUN,
            order.county(),
            order.month(),
            origin.stamp().id(),
            origin.key().ownerId(),
            origin.key().requestId(),
            origin.callerId(),
            origin.stamp().time())
        == 1;
  }

  private static List<Fresh> lines(Connection connection, PrepareOrder order) throws SQLException {
    LedgerScan.allow(connection, LedgerScan.MUST_MINUTES);
    return Sql.list(
        connection,
        LINES,
        row ->
            new Fresh(
                order.ids().next(order.origin().stamp().time()),
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getLong(4)),
        order.month(),
        order.month().plusMonths(1),
        order.county(),
        CLEARINGS_OF_RUN_MAX + 1);
  }

  private static Run sum(Connection connection, PrepareOrder order, List<Fresh> fresh)
      throws SQLException {
    long grossFen = 0;
    int lines = 0;
    for (Fresh each : fresh) {
      grossFen = Math.addExact(grossFen, each.grossFen());
      lines = Math.addExact(lines, each.lines());
    }
    Sql.update(connection, SUM_RUN, grossFen, lines, fresh.size(), order.county(), order.month());
    return new Run(fresh.size(), grossFen, lines);
  }

  @Override
  public Result advance(AdvanceOrder order, Function<Row, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          if (Sql.first(connection, HOSPITAL, row -> row.getString(1), order.hospitalId())
              .isEmpty()) {
            return new Result.HospitalUnknown();
          }
          Origin origin = order.origin();
          String id = origin.stamp().id();
          ClearingRows.add(
              connection,
              ClearingKind.ADVANCE,
              order.fund().substring(order.fund().indexOf('@') + 1),
              Periods.of(origin.stamp().postingDate()),
              List.of(new Fresh(id, order.fund(), order.hospitalId(), 0, order.amountFen())),
              origin);
          reasons.put(connection, id, 1, order.reason());
          Row row = Sql.first(connection, FIND, ClearingRows::row, id).orElseThrow();
          return new Result.Recorded(reply.apply(row), false);
        });
  }

  @Override
  public Result take(StepOrder order, Function<List<Row>, byte[]> reply) {
    return once(
        order.origin(), connection -> new ClearingSteps(connection, reasons, order).take(reply));
  }

  @Override
  public Result export(ExportOrder order, Function<PaymentFile, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          String replaces = order.replacesId();
          if (!replaces.isEmpty()
              && Sql.first(connection, FILE_OF, row -> row.getString(1), replaces, order.county())
                  .isEmpty()) {
            return new Result.FileUnknown();
          }
          Optional<String> by =
              replaces.isEmpty()
                  ? Optional.empty()
                  : Sql.first(connection, REPLACED_BY, row -> row.getString(1), replaces);
          if (by.isPresent()) {
            return new Result.FileReplaced(by.get());
          }
          String fileId = order.origin().stamp().id();
          List<PaymentRow> rows =
              Sql.list(
                  connection,
                  NAME_PAYABLE,
                  row ->
                      new PaymentRow(
                          row.getString(1),
                          row.getString(2),
                          new PayeeStore.Destination(
                              new BankAccount(row.getString(6), row.getString(7), row.getString(8)),
                              row.getString(9)),
                          row.getString(3),
                          row.getLong(4),
                          Arrays.asList((String[]) row.getArray(5).getArray())),
                  order.county(),
                  replaces,
                  fileId,
                  FILE_ROWS_MAX + 1);
          if (rows.isEmpty() && replaces.isEmpty()) {
            return new Result.NothingToPay();
          }
          if (rows.size() > FILE_ROWS_MAX) {
            return new Result.TooMany(FILE_ROWS_MAX);
          }
          long totalFen = rows.stream().mapToLong(PaymentRow::amountFen).reduce(0, Math::addExact);
          PaymentFile file =
              new PaymentFile(
                  fileId,
                  rows.size(),
                  (int) rows.stream().filter(PaymentRow::lacksAccount).count(),
                  totalFen,
                  PaymentText.csv(rows, totalFen));
          keep(connection, order, file);
          return new Result.Recorded(reply.apply(file), false);
        });
  }

  private static void keep(Connection connection, ExportOrder order, PaymentFile file)
      throws SQLException {
    Origin origin = order.origin();
    Sql.update(
        connection,
        ADD_FILE,
        file.fileId(),
        order.county(),
        file.rowCount(),
        file.totalFen(),
        Sha256.of(file.content()),
        order.replacesId(),
        origin.key().ownerId(),
        origin.key().requestId(),
        origin.callerId(),
        origin.stamp().time());
  }
}
