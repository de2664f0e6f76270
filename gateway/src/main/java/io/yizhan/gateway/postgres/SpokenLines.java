package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.postgres.ThirdSides.Subject;
import io.yizhan.reconciliation.Voice;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines that count by which parties mean some settlements, on whatever day, found by every key they
 * state.
 */
final class SpokenLines {
  private static final int BATCH = 1_000;

  /** So many lines of one key are read; where there are more, a party is not judged by them. */
  static final int LINES_MAX = 50;

  private static final String LINES =
      """
      SELECT k.place, l.receipt_id, l.line_number, l.day, l.bill_fen, l.fund_fen, l.fund_codes,
        l.fund_amounts_fen
      FROM unnest(?::int[], ?::smallint[], ?::text[], ?::boolean[], ?::text[])
        AS k (place, b, party, refund, key)
      CROSS JOIN LATERAL (
        SELECT l.* FROM reconciliation_line l
        JOIN reconciliation_statement s ON s.bucket = l.bucket AND s.receipt_id = l.receipt_id
          AND s.party = k.party AND s.state = 'ACCEPTED'
        WHERE l.bucket = k.b AND l.:column <> '' AND l.:column = k.key AND l.refund = k.refund
          AND NOT EXISTS (
            SELECT 1 FROM reconciliation_statement n
            WHERE n.bucket = l.bucket AND n.party = s.party AND n.state = 'ACCEPTED' AND NOT n.part
              AND n.from_date <= l.day AND n.to_date >= l.day AND n.to_date < l.day + 31
              AND (n.accept_time, n.receipt_id) > (s.accept_time, s.receipt_id))
        LIMIT ?) l
      ORDER BY k.place, l.receipt_id, l.line_number
      """;

  private final Connection connection;
  private final List<Asked> asked = new ArrayList<>();
  private final Map<Map.Entry<String, Party>, Integer> places = new HashMap<>();
  private final List<Map<String, Voice.Stated>> found = new ArrayList<>();

  SpokenLines(Connection connection) {
    this.connection = connection;
  }

  /** What is asked of whom. */
  private record Asked(int place, Party party, boolean refund, String column, String key) {}

  /** Asks what a party says of it. */
  void ask(Subject subject, Party party) {
    int place = found.size();
    if (places.putIfAbsent(Map.entry(subject.breakId(), party), place) != null) {
      return;
    }
    found.add(new LinkedHashMap<>());
    for (String id : subject.ids()) {
      asked.add(new Asked(place, party, subject.refund(), "settlement_id", id));
    }
    if (!subject.insurerId().isEmpty()) {
      asked.add(
          new Asked(place, party, subject.refund(), "insurer_settlement_id", subject.insurerId()));
    }
    if (party.kind() == PartyKind.HOSPITAL && !subject.requestId().isEmpty()) {
      asked.add(new Asked(place, party, subject.refund(), "request_id", subject.requestId()));
    }
  }

  /** Reads all that was asked. */
  void read() throws SQLException {
    for (String column : List.of("settlement_id", "insurer_settlement_id", "request_id")) {
      List<Asked> these = asked.stream().filter(each -> each.column().equals(column)).toList();
      for (int i = 0; i < these.size(); i += BATCH) {
        read(column, these.subList(i, Math.min(these.size(), i + BATCH)));
      }
    }
  }

  private void read(String column, List<Asked> batch) throws SQLException {
    Sql.list(
        connection,
        LINES.replace(":column", column),
        row ->
            found
                .get(row.getInt(1))
                .putIfAbsent(row.getString(2) + "/" + row.getInt(3), stated(row)),
        Sql.array(connection, "int4", batch, Asked::place),
        Sql.array(connection, "int2", batch, each -> Bucket.of(each.party().name())),
        Sql.array(connection, "text", batch, each -> each.party().name()),
        Sql.array(connection, "bool", batch, Asked::refund),
        Sql.array(connection, "text", batch, Asked::key),
        LINES_MAX + 1);
  }

  private static Voice.Stated stated(ResultSet row) throws SQLException {
    String[] codes = (String[]) row.getArray(7).getArray();
    Long[] fen = (Long[]) row.getArray(8).getArray();
    Map<String, Long> byFund = new LinkedHashMap<>();
    for (int i = 0; i < codes.length; i++) {
      byFund.put(codes[i], fen[i]);
    }
    return new Voice.Stated(
        row.getObject(4, LocalDate.class), row.getLong(5), row.getLong(6), byFund);
  }

  /** Whether a party says it more often than is read. */
  boolean isCutOff(Subject subject, Party party) {
    return of(subject, party).size() > LINES_MAX;
  }

  /** What a party says of it. */
  List<Voice.Stated> of(Subject subject, Party party) {
    Integer place = places.get(Map.entry(subject.breakId(), party));
    return place == null ? List.of() : List.copyOf(found.get(place).values());
  }
}
