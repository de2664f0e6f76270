package io.yizhan.gateway.postgres;

import io.yizhan.clearing.Clearing;
import io.yizhan.clearing.Clearing.Outcome;
import io.yizhan.clearing.ClearingStep;
import io.yizhan.gateway.desk.ClearingStore.Part;
import io.yizhan.gateway.desk.ClearingStore.Result;
import io.yizhan.gateway.desk.ClearingStore.Row;
import io.yizhan.gateway.desk.ClearingStore.StepOrder;
import io.yizhan.gateway.desk.ClearingStore.Transfer;
import io.yizhan.gateway.postgres.ClearingRows.Locked;
import io.yizhan.gateway.postgres.ClearingRows.Said;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Takes one step of each clearing that an order names, in the caller's transaction: locks them in
 * the order of their ids, asks the clearing itself, writes. The first that cannot take it refuses
 * the whole order.
 */
final class ClearingSteps {
  /** Of these clearings, one that the caller has prepared, changed or checked. */
  private static final String OWN_WORK =
      """
      SELECT clearing_id FROM clearing_entry
      WHERE (bucket, clearing_id) IN (SELECT * FROM unnest(?::smallint[], ?::text[]))
        AND caller_id = ? AND step = ANY (?) ORDER BY clearing_id LIMIT 1
      """;

  /**
   * Of these clearings, one that has the bank's reference already. A payment that never was has
   * left its reference free; one that the bank sent back was a transfer all the same.
   */
  private static final String PAID_BEFORE =
      """
      SELECT e.clearing_id
      FROM unnest(?::smallint[], ?::text[]) AS t (bucket, clearing_id)
      CROSS JOIN (VALUES (?, ?)) AS k (step, reference)
      JOIN clearing_entry e ON e.bucket = t.bucket AND e.clearing_id = t.clearing_id
        AND (e.step = k.step AND e.bank_reference = k.reference
          OR k.step = 'PAY' AND e.step = 'UNPAY' AND e.bank_reference = ''
            AND e.paid_reference = k.reference)
      GROUP BY e.clearing_id
      HAVING sum(CASE WHEN e.step = k.step THEN e.amount_fen ELSE - e.amount_fen END) > 0
      ORDER BY e.clearing_id LIMIT 1
      """;

  /** What of a clearing is set off against another now. */
  private static final String SET_OFF =
      """
      SELECT coalesce(sum(CASE step WHEN 'OFFSET' THEN amount_fen WHEN 'UNDO_OFFSET'
        THEN - amount_fen END), 0)::bigint
      FROM clearing_entry WHERE bucket = ? AND clearing_id = ? AND other_id = ?
      """;

  /** What a payment file names of a clearing; files of before have no parts. */
  private static final String NAMED =
      """
      SELECT amount_fen FROM payment_file_part
      WHERE bucket = ? AND clearing_id = ? AND file_id = ?
      """;

  private static final Object[] BARRED =
      EnumSet.allOf(ClearingStep.class).stream()
          .filter(ClearingStep::barsFromApproving)
          .map(Enum::name)
          .toArray();

  private final Connection connection;
  private final ClearingReasons reasons;
  private final StepOrder order;
  private final Map<String, Locked> locked = new TreeMap<>();

  ClearingSteps(Connection connection, ClearingReasons reasons, StepOrder order) {
    this.connection = connection;
    this.reasons = reasons;
    this.order = order;
  }

  /** Takes them all, or answers why not; then nothing may be committed. */
  Result take(Function<List<Row>, byte[]> reply) throws SQLException {
    TreeSet<String> ids = new TreeSet<>();
    for (Part part : order.parts()) {
      ids.add(part.clearingId());
      if (!part.otherId().isEmpty()) {
        ids.add(part.otherId());
      }
    }
    ClearingRows.lock(connection, ids).forEach(row -> locked.put(row.row().clearingId(), row));
    for (String id : ids) {
      Locked row = locked.get(id);
      if (row == null || !isSeen(row.row())) {
        return new Result.NotFound(id);
      }
    }
    Optional<Result> barred = barred();
    if (barred.isPresent()) {
      return barred.get();
    }
    List<Row> after = new ArrayList<>();
    for (Part part : order.parts()) {
      Optional<Result> refused = takeOne(part, after);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    return new Result.Recorded(reply.apply(after), false);
  }

  private boolean isSeen(Row row) {
    return order.counties().stream().anyMatch(row.county()::startsWith)
        && (order.hospitalId().isEmpty() || order.hospitalId().equals(row.hospitalId()));
  }

  /** What stands in the way of all of them together. */
  private Optional<Result> barred() throws SQLException {
    if (order.step() == ClearingStep.APPROVE) {
      Optional<String> own =
          first(OWN_WORK, order.origin().callerId(), connection.createArrayOf("text", BARRED));
      if (own.isPresent()) {
        return Optional.of(new Result.SamePerson(own.get()));
      }
    }
    String reference = order.transfer().reference();
    if (!reference.isEmpty()) {
      Optional<String> paid = first(PAID_BEFORE, order.step().name(), reference);
      if (paid.isPresent()) {
        return Optional.of(new Result.PaidBefore(paid.get()));
      }
    }
    if (order.statedFen().isPresent()) {
      long unpaidFen = 0;
      for (Part part : order.parts()) {
        unpaidFen =
            Math.addExact(
                unpaidFen, lockedOf(part.clearingId()).row().clearing().amounts().unpaidFen());
      }
      if (unpaidFen != order.statedFen().get()) {
        return Optional.of(new Result.TotalDiffers(unpaidFen));
      }
    }
    return Optional.empty();
  }

  private Optional<String> first(String sql, Object... values) throws SQLException {
    List<Row> rows = order.parts().stream().map(part -> lockedOf(part.clearingId()).row()).toList();
    Object[] all = new Object[values.length + 2];
    all[0] =
        connection.createArrayOf(
            "int2", rows.stream().map(row -> Bucket.of(row.hospitalId())).toArray());
    all[1] = connection.createArrayOf("text", rows.stream().map(Row::clearingId).toArray());
    System.arraycopy(values, 0, all, 2, values.length);
    return Sql.first(connection, sql, row -> row.getString(1), all);
  }

  private Locked lockedOf(String id) {
    Locked row = locked.get(id);
    if (row == null) {
      throw new IllegalStateException("a clearing of the order must be locked");
    }
    return row;
  }

  private Optional<Result> takeOne(Part part, List<Row> after) throws SQLException {
    Locked row = lockedOf(part.clearingId());
    Optional<RecordedPayment> paid =
        order.step() == ClearingStep.UNPAY
            ? Optional.of(RecordedPayment.find(connection, row.row(), order))
            : Optional.empty();
    if (paid.isPresent() && paid.get().fen() != part.amountFen()) {
      return Optional.of(new Result.NotRecorded(part.clearingId(), paid.get().fen()));
    }
    Outcome outcome = row.row().clearing().take(order.step(), part.amountFen());
    if (outcome instanceof Outcome.Refused refused) {
      return Optional.of(refused(row.row(), refused));
    }
    Optional<Result> named = named(row.row(), part);
    if (named.isEmpty() && paid.isPresent() && order.transfer().neverWas()) {
      named = paid.get().keptOut(connection, row.row(), ((Outcome.Taken) outcome).after(), order);
    }
    if (named.isPresent()) {
      return named;
    }
    if (order.step().isOfTwo()) {
      Optional<Result> other =
          order.step() == ClearingStep.OFFSET ? use(row.row(), part) : undoUse(row.row(), part);
      if (other.isPresent()) {
        return other;
      }
    }
    Said said = said(row.row(), part, paid);
    after.add(write(row, ((Outcome.Taken) outcome).after(), order.step(), part.amountFen(), said));
    return Optional.empty();
  }

  /**
   * A payment takes its clearing out of its file. One that never was puts it back, where the bank
   * may still pay that file.
   */
  private Said said(Row row, Part part, Optional<RecordedPayment> paid) {
    Transfer transfer = order.transfer();
    if (order.step() == ClearingStep.PAY) {
      return new Said(transfer, part.otherId(), "");
    }
    return paid.filter(any -> transfer.neverWas())
        .map(
            one ->
                new Said(
                    transfer.on(one.day()),
                    part.otherId(),
                    one.fileId().isEmpty() ? row.fileId() : one.fileId()))
        .orElseGet(() -> new Said(transfer, part.otherId(), row.fileId()));
  }

  /**
   * What stands in the way while a payment file names it. The next payment takes it out of its
   * file, so it must be no more than the file names: what came on top since is in the next one.
   * Nothing may lower it: the bank may have paid the file.
   */
  private Optional<Result> named(Row row, Part part) throws SQLException {
    if (row.fileId().isEmpty()) {
      return Optional.empty();
    }
    return switch (order.step()) {
      case DEDUCT, RETAIN, OFFSET, WITHDRAW ->
          Optional.of(new Result.InFile(row.clearingId(), row.fileId()));
      case PAY -> moreThanNamed(row, part);
      default -> Optional.empty();
    };
  }

  private Optional<Result> moreThanNamed(Row row, Part part) throws SQLException {
    return Sql.first(
            connection,
            NAMED,
            found -> found.getLong(1),
            Bucket.of(row.hospitalId()),
            row.clearingId(),
            row.fileId())
        .filter(namedFen -> part.amountFen() > namedFen)
        .map(namedFen -> new Result.TooMuch(row.clearingId(), namedFen));
  }

  /** Takes what is set off from the other clearing. */
  private Optional<Result> use(Row of, Part part) throws SQLException {
    Locked other = lockedOf(part.otherId());
    boolean fits =
        other.row().hospitalId().equals(of.hospitalId()) && other.row().fund().equals(of.fund());
    if (!fits || part.otherId().equals(of.clearingId())) {
      return Optional.of(new Result.OtherDiffers(part.otherId()));
    }
    return takeOther(other, ClearingStep.USE, of, part);
  }

  /** Gives the other clearing back what was set off against it: no more than that. */
  private Optional<Result> undoUse(Row of, Part part) throws SQLException {
    long setOffFen =
        Sql.first(
                connection,
                SET_OFF,
                row -> row.getLong(1),
                Bucket.of(of.hospitalId()),
                of.clearingId(),
                part.otherId())
            .orElseThrow();
    if (part.amountFen() > setOffFen) {
      return Optional.of(new Result.TooMuch(of.clearingId(), setOffFen));
    }
    return takeOther(lockedOf(part.otherId()), ClearingStep.UNDO_USE, of, part);
  }

  private Optional<Result> takeOther(Locked other, ClearingStep step, Row of, Part part)
      throws SQLException {
    Outcome outcome = other.row().clearing().take(step, part.amountFen());
    if (outcome instanceof Outcome.Refused refused) {
      return Optional.of(refused(other.row(), refused));
    }
    Said said = new Said(Transfer.NONE, of.clearingId(), other.row().fileId());
    write(other, ((Outcome.Taken) outcome).after(), step, part.amountFen(), said);
    return Optional.empty();
  }

  private static Result refused(Row row, Outcome.Refused refused) {
    return switch (refused.obstacle()) {
      case WRONG_STATE -> new Result.WrongState(row.clearingId(), row.clearing().state());
      case TOO_MUCH -> new Result.TooMuch(row.clearingId(), refused.mostFen());
    };
  }

  /** Writes it, and keeps what is locked as it stands now. */
  private Row write(Locked row, Clearing after, ClearingStep step, long fen, Said said)
      throws SQLException {
    Row changed = ClearingRows.change(connection, row, after, step, fen, said, order.origin());
    reasons.put(connection, changed.clearingId(), row.lastSeq() + 1, order.reason());
    locked.put(changed.clearingId(), new Locked(changed, row.lastSeq() + 1));
    return changed;
  }
}
