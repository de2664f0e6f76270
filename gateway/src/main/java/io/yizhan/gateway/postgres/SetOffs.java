package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.ReceivableStore.EntryKind;
import io.yizhan.gateway.desk.ReceivableStore.FileOrder;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * 抵减: of a settlement what a fund asks back of the person, against what the same fund owes and has
 * not paid. Neither has then to be paid as far as the other goes, so that nobody is paid an amount
 * only to be asked for a part of it.
 */
final class SetOffs {
  /** Settlements on paper of which a file would name what is asked back, too. */
  private static final String BESIDE_CLAW_BACKS =
      """
      SELECT DISTINCT r.person_id, r.settlement_id, r.party FROM receivable r
      JOIN paper_claim p USING (bucket, settlement_id)
      JOIN receivable c ON c.bucket = r.bucket AND c.person_id = r.person_id
        AND c.settlement_id = r.settlement_id AND c.party = r.party AND c.kind = 'CLAW_BACK'
        AND c.outstanding_fen > 0
      WHERE r.county = ? AND p.office = ? AND r.kind IN ('PAY_OUT', 'SUPPLEMENT')
        AND r.outstanding_fen > 0 AND r.file_id IN ('', ?)
      ORDER BY r.settlement_id LIMIT ?
      """;

  private final Connection connection;
  private final RequestKey key;
  private final Stamp stamp;
  private final String callerId;

  /**
   * Those of one request.
   *
   * @param stamp its id is that of every entry
   */
  SetOffs(Connection connection, RequestKey key, Stamp stamp, String callerId) {
    this.connection = connection;
    this.key = key;
    this.stamp = stamp;
    this.callerId = callerId;
  }

  private record Of(String personId, String settlementId) {}

  private record Pair(Of of, String party) {
    static Pair read(ResultSet row) throws SQLException {
      return new Pair(new Of(row.getString(1), row.getString(2)), row.getString(3));
    }
  }

  /** Sets off what a payment file would name. Locks finite funds, then what is owed. */
  void beforeFile(FileOrder order) throws SQLException {
    List<Pair> pairs =
        Sql.list(
            connection,
            BESIDE_CLAW_BACKS,
            Pair::read,
            order.county(),
            ClaimKey.OFFICE + order.county(),
            order.replacesId(),
            ReceivableStore.FILE_ROWS_MAX);
    Set<String> funds = new TreeSet<>();
    Map<Of, Set<String>> parties = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      funds.add(FundTakings.fundOf(pair.party()));
      parties.computeIfAbsent(pair.of(), any -> new TreeSet<>()).add(pair.party());
    }
    FundLocks.lock(connection, funds);
    for (Map.Entry<Of, Set<String>> one : parties.entrySet()) {
      of(one.getKey().personId(), one.getKey().settlementId(), one.getValue(), order.replacesId());
    }
  }

  /**
   * Sets off within a settlement. A finite fund that asks something back must be locked.
   *
   * @param parties the funds whose, as postings name them
   * @param givenUpFile a payment file that is being replaced; empty for none. What another names
   *     the bank may pay: that stays
   */
  void of(String personId, String settlementId, Set<String> parties, String givenUpFile)
      throws SQLException {
    List<Receivables.Row> rows =
        Receivables.lockOf(connection, personId, settlementId).stream()
            .filter(row -> parties.contains(row.receivable().party()))
            .toList();
    Map<String, Long> askedFen = new TreeMap<>();
    Map<String, Long> dueFen = new TreeMap<>();
    for (Receivables.Row row : rows) {
      var each = row.receivable();
      if (each.outstandingFen() > 0 && each.kind() == Kind.CLAW_BACK) {
        askedFen.merge(each.party(), each.outstandingFen(), Math::addExact);
      } else if (isPayable(row, givenUpFile)) {
        dueFen.merge(each.party(), each.outstandingFen(), Math::addExact);
      }
    }
    Map<String, Long> bothFen = new TreeMap<>(askedFen);
    bothFen.replaceAll((party, fen) -> Math.min(fen, dueFen.getOrDefault(party, 0L)));
    Map<String, Long> backLeftFen = new TreeMap<>(bothFen);
    Map<String, Long> dueLeftFen = new TreeMap<>(bothFen);
    for (Receivables.Row row : rows) {
      if (row.receivable().kind() == Kind.CLAW_BACK) {
        take(row, backLeftFen);
      } else if (isPayable(row, givenUpFile)) {
        take(row, dueLeftFen);
      }
    }
  }

  private static boolean isPayable(Receivables.Row row, String givenUpFile) {
    var each = row.receivable();
    String file = each.file().fileId();
    return (each.kind() == Kind.PAY_OUT || each.kind() == Kind.SUPPLEMENT)
        && each.outstandingFen() > 0
        && (file.isEmpty() || file.equals(givenUpFile));
  }

  /** Enters as much of one as its party still has to set off. */
  private void take(Receivables.Row row, Map<String, Long> leftFen) throws SQLException {
    var each = row.receivable();
    long left = leftFen.getOrDefault(each.party(), 0L);
    long fen = Math.min(left, each.outstandingFen());
    if (fen > 0) {
      leftFen.put(each.party(), left - fen);
      Receivables.Part part = new Receivables.Part(EntryKind.SET_OFF, fen, "");
      Receivables.settle(connection, row, part, key, stamp, callerId);
    }
  }
}
