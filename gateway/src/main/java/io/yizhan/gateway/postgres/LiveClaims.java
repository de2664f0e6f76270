package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerKey;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettledBefore.What;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands settled: bills, and the insurer's settlements that they brought. Rows of both are
 * written with the settlement, by {@link LedgerWriter}, and go with its reversal.
 */
final class LiveClaims {
  private static final String ALL =
      """
      SELECT 'B' AS what, hospital_id, settlement_id, request_id FROM live_claim
        WHERE bucket = ? AND hospital_id = ? AND encounter_id = ? AND bill_number = ?
      UNION ALL
      SELECT 'I', hospital_id, settlement_id, request_id FROM live_insurer_settlement
        WHERE bucket = ? AND insured_region = ? AND insurer_settlement_id = ?
      """;

  private static final String BILL_FIRST = " ORDER BY what LIMIT 1";

  /** Of a claim; {@link #parameters} are its values. */
  static final String FIND = ALL + BILL_FIRST;

  private static final String FIND_OTHER =
      "SELECT * FROM (" + ALL + ") f WHERE settlement_id <> ?" + BILL_FIRST;

  private static final String TAKE =
      """
      INSERT INTO live_insurer_settlement (bucket, insured_region, insurer_settlement_id, hospital_id,
        settlement_id, request_id)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String TAKEN_BY =
      """
      SELECT 'I', hospital_id, settlement_id, request_id FROM live_insurer_settlement
      WHERE bucket = ? AND insured_region = ? AND insurer_settlement_id = ?
      """;

  private static final String FREE =
      """
      DELETE FROM live_insurer_settlement
      WHERE bucket = ? AND insured_region = ? AND insurer_settlement_id = ? AND settlement_id = ?
      """;

  private LiveClaims() {}

  /**
   * What stands in the way of settling a claim.
   *
   * @param own the settlement that is being booked: it is in nobody's way
   */
  static Optional<SettledBefore> find(
      Connection connection, ClaimKey bill, Optional<InsurerKey> insurer, String own)
      throws SQLException {
    List<Object> values = parameters(bill, insurer);
    values.add(own);
    return Sql.first(connection, FIND_OTHER, row -> found(row, 1), values.toArray());
  }

  /** Whose columns begin there. */
  static SettledBefore found(ResultSet row, int column) throws SQLException {
    return new SettledBefore(
        row.getString(column).equals("B") ? What.BILL : What.INSURER_SETTLEMENT,
        row.getString(column + 1),
        row.getString(column + 2),
        row.getString(column + 3));
  }

  /** The values of {@link #FIND}. */
  static List<Object> parameters(ClaimKey bill, Optional<InsurerKey> insurer) {
    List<Object> values = new ArrayList<>();
    values.add(bucket(bill));
    values.add(bill.hospitalId());
    values.add(bill.encounterId());
    values.add(bill.billNumber());
    values.add(bucket(insurer));
    values.add(regionOf(insurer));
    values.add(idOf(insurer));
    return values;
  }

  static short bucket(ClaimKey bill) {
    return Bucket.of(bill.hospitalId(), bill.encounterId());
  }

  /** Of none a bucket in which none is ever found. */
  static short bucket(Optional<InsurerKey> insurer) {
    return insurer.isEmpty() ? 0 : Bucket.of(regionOf(insurer), idOf(insurer));
  }

  static String regionOf(Optional<InsurerKey> insurer) {
    return insurer.map(InsurerKey::insuredRegion).orElse("");
  }

  static String idOf(Optional<InsurerKey> insurer) {
    return insurer.map(InsurerKey::settlementId).orElse("");
  }

  /**
   * Which settlement of the insurer a correction says it is decided with: what it brings no other
   * bill that stands has. One that a correction of before brought without taking it is taken now,
   * or left where another bill has it.
   *
   * @throws Transactions.RolledBack where another bill has what the correction brings
   */
  static String broughtBy(Connection connection, Change change, Original of) throws SQLException {
    Optional<InsurerKey> now = change.claim().insurerKey();
    if (now.isEmpty() || of.brought().contains(now.get())) {
      return now.map(InsurerKey::settlementId).orElse(of.bill().insurerSettlementId());
    }
    Optional<SettledBefore> other = take(connection, now.get(), of);
    boolean before = now.equals(change.past().inputs().flatMap(in -> in.claim().insurerKey()));
    if (other.isPresent() && !before) {
      throw new Transactions.RolledBack(new BookResult.InsurerSettlementUsed(other.get()));
    }
    return other.isPresent() ? of.bill().insurerSettlementId() : now.get().settlementId();
  }

  /**
   * Takes the settlement of the insurer that a correction brings to a bill; answers which other
   * bill has it.
   *
   * @throws SQLException to run again, when that bill was reversed in this very moment
   */
  private static Optional<SettledBefore> take(
      Connection connection, InsurerKey insurer, Original of) throws SQLException {
    Optional<InsurerKey> key = Optional.of(insurer);
    short bucket = bucket(key);
    if (Sql.update(
            connection,
            TAKE,
            bucket,
            insurer.insuredRegion(),
            insurer.settlementId(),
            of.request().ownerId(),
            of.settlementId(),
            of.request().requestId())
        == 1) {
      return Optional.empty();
    }
    SettledBefore first =
        Sql.first(
                connection,
                TAKEN_BY,
                row -> found(row, 1),
                bucket,
                insurer.insuredRegion(),
                insurer.settlementId())
            .orElseThrow(() -> new SQLException("the insurer's settlement was freed", "40001"));
    return Optional.of(first).filter(other -> !other.settlementId().equals(of.settlementId()));
  }

  /** Lets the insurer's settlement be brought again, once that which brought it is reversed. */
  static void free(Connection connection, InsurerKey insurer, String settlementId)
      throws SQLException {
    Optional<InsurerKey> key = Optional.of(insurer);
    Sql.update(
        connection,
        FREE,
        bucket(key),
        insurer.insuredRegion(),
        insurer.settlementId(),
        settlementId);
  }
}
