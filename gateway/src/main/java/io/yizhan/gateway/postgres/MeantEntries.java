package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Line;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The entries that lines mean by the ids they state, on whatever day. */
final class MeantEntries {
  private static final String REVERSALS =
      """
      SELECT r.settlement_id, r.reversal_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN reversal r ON r.bucket = k.b AND r.settlement_id = k.id
      """;

  private static final String BY_REQUEST =
      """
      SELECT k.request, r.settlement_id FROM unnest(?::smallint[], ?::text[]) AS k (b, request)
      JOIN request r ON r.bucket = k.b AND r.owner_id = ? AND r.request_id = k.request
      WHERE r.settlement_id IS NOT NULL AND r.kind IN ('SETTLE', 'REVERSE')
      """;

  private final Connection connection;
  private final Party party;
  private final LedgerSide ledger;

  MeantEntries(Connection connection, Party party, LedgerSide ledger) {
    this.connection = connection;
    this.party = party;
    this.ledger = ledger;
  }

  /** Finds those of some lines, by the line's number. */
  void find(List<Line> lines, Map<Long, Entry> found) throws SQLException {
    Map<String, Entry> byId =
        byIds(
            lines.stream().map(Line::settlementId).filter(id -> !id.isEmpty()).distinct().toList());
    Map<String, Entry> byRequest = byRequests(lines);
    for (Line line : lines) {
      Optional.ofNullable(byId.get(line.settlementId()))
          .or(() -> Optional.ofNullable(byRequest.get(line.requestId())))
          .ifPresent(entry -> found.put(line.number(), entry));
    }
    preferReversals(lines, found);
  }

  private Map<String, Entry> byIds(List<String> ids) throws SQLException {
    List<PostingDays> days = ids.stream().map(PostingDays::of).toList();
    Map<String, Entry> found = new HashMap<>();
    for (Entry entry :
        Sql.list(
            connection,
            ledger.byIds(),
            ledger::entry,
            ledger.parameters(
                connection,
                List.of(
                    connection.createArrayOf("text", ids.toArray()),
                    Sql.array(connection, "date", days, PostingDays::first),
                    Sql.array(connection, "date", days, PostingDays::second)),
                List.of()))) {
      found.put(entry.id(), entry);
    }
    return found;
  }

  /** Request ids are a hospital's own. */
  private Map<String, Entry> byRequests(List<Line> lines) throws SQLException {
    Map<String, Entry> found = new HashMap<>();
    if (party.kind() != PartyKind.HOSPITAL) {
      return found;
    }
    String hospital = party.code();
    List<String> requests =
        lines.stream().map(Line::requestId).filter(id -> !id.isEmpty()).distinct().toList();
    Map<String, String> ids = new HashMap<>();
    for (String[] pair :
        Sql.list(
            connection,
            BY_REQUEST,
            row -> new String[] {row.getString(1), row.getString(2)},
            Sql.array(connection, "int2", requests, id -> Bucket.of(hospital, id)),
            connection.createArrayOf("text", requests.toArray()),
            hospital)) {
      ids.put(pair[0], pair[1]);
    }
    Map<String, Entry> entries = byIds(ids.values().stream().distinct().toList());
    ids.forEach(
        (request, id) ->
            Optional.ofNullable(entries.get(id)).ifPresent(entry -> found.put(request, entry)));
    return found;
  }

  /** A refund that names the settlement means what took it back, where something has. */
  private void preferReversals(List<Line> lines, Map<Long, Entry> found) throws SQLException {
    List<Entry> settlements =
        lines.stream()
            .filter(Line::refund)
            .map(line -> found.get(line.number()))
            .filter(Objects::nonNull)
            .filter(entry -> !entry.refund())
            .toList();
    Map<String, String> reversals = new HashMap<>();
    for (String[] pair :
        Sql.list(
            connection,
            REVERSALS,
            row -> new String[] {row.getString(1), row.getString(2)},
            Sql.array(connection, "int2", settlements, entry -> Bucket.of(entry.personId())),
            Sql.array(connection, "text", settlements, Entry::id))) {
      reversals.put(pair[0], pair[1]);
    }
    Map<String, Entry> entries = byIds(List.copyOf(reversals.values()));
    for (Line line : lines) {
      Entry entry = found.get(line.number());
      if (line.refund() && entry != null) {
        Optional.ofNullable(reversals.get(entry.id()))
            .flatMap(id -> Optional.ofNullable(entries.get(id)))
            .ifPresent(reversal -> found.put(line.number(), reversal));
      }
    }
  }
}
