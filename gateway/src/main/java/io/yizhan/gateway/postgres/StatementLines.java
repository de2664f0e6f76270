package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.StatedLine;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the lines of a statement. Of a person nothing but a keyed hash is written. */
final class StatementLines {
  /** Of the keyed hash that finds lines which say the same. */
  private static final int TWIN_BYTES = 12;

  private static final String KEEP =
      """
      INSERT INTO reconciliation_line (bucket, receipt_id, line_number, settlement_id, request_id,
        insurer_settlement_id, person_alias, twin, refund, day, bill_fen, fund_fen, fund_codes,
        fund_amounts_fen)
      SELECT ?, ?, k.number, k.settlement, k.request, k.insurer, k.alias, k.twin, k.refund, k.day,
        k.bill, k.fund, coalesce(string_to_array(nullif(k.codes, ''), ','), '{}'),
        coalesce(string_to_array(nullif(k.amounts, ''), ','), '{}')::bigint[]
      FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::boolean[],
          ?::date[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
        AS k (number, settlement, request, insurer, alias, twin, refund, day, bill, fund, codes,
          amounts)
      """;

  private final Secrets secrets;

  StatementLines(Secrets secrets) {
    this.secrets = secrets;
  }

  void keep(Connection connection, Party party, String receiptId, List<StatedLine> lines)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
      statement.setShort(1, Bucket.of(party.name()));
      statement.setString(2, receiptId);
      int place = 3;
      byte[][] aliases = lines.stream().map(this::alias).toArray(byte[][]::new);
      byte[][] twins = new byte[lines.size()][];
      for (int i = 0; i < twins.length; i++) {
        twins[i] = twin(lines.get(i), aliases[i]);
      }
      set(connection, statement, place++, "int4", lines.stream().map(StatedLine::number));
      set(connection, statement, place++, "text", lines.stream().map(StatedLine::settlementId));
      set(connection, statement, place++, "text", lines.stream().map(StatedLine::requestId));
      set(
          connection,
          statement,
          place++,
          "text",
          lines.stream().map(StatedLine::insurerSettlementId));
      statement.setArray(place++, connection.createArrayOf("bytea", aliases));
      statement.setArray(place++, connection.createArrayOf("bytea", twins));
      set(connection, statement, place++, "bool", lines.stream().map(StatedLine::refund));
      set(connection, statement, place++, "date", lines.stream().map(StatedLine::day));
      set(
          connection,
          statement,
          place++,
          "int8",
          lines.stream().map(line -> line.billFen().orElse(0)));
      set(connection, statement, place++, "int8", lines.stream().map(StatedLine::fundFen));
      set(
          connection,
          statement,
          place++,
          "text",
          lines.stream().map(line -> String.join(",", line.fundsFen().keySet())));
      set(
          connection,
          statement,
          place,
          "text",
          lines.stream()
              .map(
                  line ->
                      line.fundsFen().values().stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(","))));
      statement.executeUpdate();
    }
  }

  private static void set(
      Connection connection,
      PreparedStatement statement,
      int place,
      String type,
      java.util.stream.Stream<?> values)
      throws SQLException {
    statement.setArray(place, connection.createArrayOf(type, values.toArray()));
  }

  private byte @Nullable [] alias(StatedLine line) {
    Optional<PersonDocument> person = line.person();
    return person.isPresent() ? secrets.alias(person.get()) : null;
  }

  /**
   * The same for lines of the same person and encounter, as far as they name them, that say the
   * same of one day.
   */
  private byte @Nullable [] twin(StatedLine line, byte @Nullable [] alias) {
    if (alias == null && line.encounterId().isEmpty()) {
      return null;
    }
    String who = Arrays.toString(alias) + "|" + line.encounterId();
    String said =
        String.join(
            "|",
            "twin",
            who,
            line.day().toString(),
            Boolean.toString(line.refund()),
            Long.toString(line.billFen().orElse(0)),
            Long.toString(line.fundFen()));
    return Arrays.copyOf(secrets.hash(said.getBytes(StandardCharsets.UTF_8)), TWIN_BYTES);
  }
}
