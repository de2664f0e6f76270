package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.desk.ClearingStore;
import io.yizhan.gateway.desk.ClearingStore.PaymentFile;
import io.yizhan.gateway.desk.ClearingStore.PaymentRow;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.PayeeStore;
import io.yizhan.gateway.desk.PaymentText;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Payment files that were written before the schema kept what they name. */
class PaymentFileMigrationTest {
  private static final Instant START = Instant.parse("2026-10-05T02:00:00Z");
  private static final String HOSPITAL = "H410100001";
  private static final String FUND = "610100@410122";

  /** Advances of one hospital, by their steps and the minute of each. */
  private static final String BEFORE =
      """
      CREATE TEMP TABLE story (clearing_id text, seq integer, step text, fen bigint, state text,
        who text, at timestamptz);
      INSERT INTO story
      SELECT id, seq, step, fen, state, who, ':start'::timestamptz + minute * interval '1 minute'
      FROM unnest(ARRAY[':A', ':B', ':C', ':D', ':E']) AS c (id) CROSS JOIN (VALUES
        (1, 'PREPARE', 1000, 'PREPARED', 'clerk', 1), (2, 'CHECK', 0, 'CHECKED', 'clerk', 2),
        (3, 'APPROVE', 0, 'APPROVED', 'chief', 3)) AS s (seq, step, fen, state, who, minute);
      UPDATE story SET at = at + interval '40 minutes' WHERE clearing_id = ':D';
      INSERT INTO story VALUES
        (':B', 4, 'PAY', 400, 'PARTLY_PAID', 'clerk', ':start'::timestamptz + interval '20 minutes'),
        (':E', 4, 'PAY', 300, 'PARTLY_PAID', 'clerk', ':start'::timestamptz + interval '5 minutes');
      INSERT INTO hospital VALUES ('H410100001', '医院', '410105', '3', false);
      INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash, field_hashes,
        reply, caller_id, created)
      SELECT 1, who, clearing_id || seq, 'CLEARING', 'BOOKED', '', '', '', who, at FROM story;
      INSERT INTO clearing_entry (bucket, clearing_id, seq, step, amount_fen, state, reason,
        bank_reference, other_id, owner_id, request_id, caller_id, entry_date, entry_time)
      SELECT :bucket, clearing_id, seq, step, fen, state, CASE step WHEN 'PREPARE' THEN '周转' ELSE ''
        END, CASE step WHEN 'PAY' THEN 'B' ELSE '' END, '', who, clearing_id || seq, who, '2026-10-05', at FROM story;
      INSERT INTO clearing (bucket, clearing_id, kind, county, fund, hospital_id, month, line_count,
        gross_fen, paid_fen, state, before_dispute, last_seq, preparer_id, approver_id)
      SELECT :bucket, clearing_id, 'ADVANCE', '410122', '610100@410122', 'H410100001', '2026-10-01',
        0, 1000, coalesce(sum(fen) FILTER (WHERE step = 'PAY'), 0),
        (array_agg(state ORDER BY seq DESC))[1], (array_agg(state ORDER BY seq DESC))[1], max(seq),
        'clerk', 'chief' FROM story GROUP BY clearing_id;
      """;

  private static final IdSource IDS = new IdSource(new Random(1));

  private final String unpaid = IDS.next(START);
  private final String paidSince = IDS.next(START);
  private final String named = IDS.next(START);
  private final String approvedSince = IDS.next(START);
  private final String paidBefore = IDS.next(START);
  private final String first = IDS.next(START);
  private final String second = IDS.next(START);

  /** A file with its request, as it was kept: the reply holds the file's bytes. */
  private static void file(
      Connection connection, String id, int minute, long fen, List<String> clearings)
      throws SQLException {
    byte[] content =
        PaymentText.csv(
            List.of(
                new PaymentRow(HOSPITAL, "医院", PayeeStore.Destination.NONE, FUND, fen, clearings)),
            fen);
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    reply.write(0x0a);
    reply.write(id.length());
    reply.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    reply.write(0x12);
    reply.write(0x80 | (content.length & 0x7f));
    reply.write(content.length >> 7);
    reply.writeBytes(content);
    String at = "'" + START.plusSeconds(60L * minute) + "'";
    try (PreparedStatement request =
            connection.prepareStatement(
                "INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash,"
                    + " field_hashes, reply, caller_id, created) VALUES (1, 'clerk', ?, 'CLEARING',"
                    + " 'BOOKED', '', '', ?, 'clerk', "
                    + at
                    + ")");
        PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO payment_file (file_id, county, row_count, total_fen, content_sha256,"
                    + " owner_id, request_id, caller_id, file_time) VALUES (?, '410122', 1, ?, '',"
                    + " 'clerk', ?, 'clerk', "
                    + at
                    + ")")) {
      request.setString(1, "file-" + id);
      request.setBytes(2, reply.toByteArray());
      request.executeUpdate();
      row.setString(1, id);
      row.setLong(2, fen);
      row.setString(3, "file-" + id);
      row.executeUpdate();
    }
  }

  private void write(DatabaseSettings settings) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          BEFORE
              .replace(":A", unpaid)
              .replace(":B", paidSince)
              .replace(":C", named)
              .replace(":D", approvedSince)
              .replace(":E", paidBefore)
              .replace(":start", START.toString())
              .replace(":bucket", "" + Bucket.of(HOSPITAL)));
      file(connection, first, 10, 3_700, List.of(unpaid, paidSince, named, paidBefore));
      file(connection, second, 30, 1_000, List.of(named));
    }
  }

  private static PaymentFile export(TestDatabase database, String id, String replaces) {
    List<PaymentFile> written = new ArrayList<>();
    assertInstanceOf(
        ClearingStore.Result.Recorded.class, exported(database, id, replaces, written));
    return written.get(0);
  }

  private static ClearingStore.Result exported(
      TestDatabase database, String id, String replaces, List<PaymentFile> written) {
    Origin origin =
        new Origin(
            new RequestKey("clerk", id),
            new RequestContent(List.of()),
            new Stamp(IDS.next(START), id, START.plusSeconds(7_200), LocalDate.of(2026, 10, 5)),
            "clerk");
    return database
        .stores()
        .clearings()
        .export(
            new ClearingStore.ExportOrder(origin, "410122", replaces),
            file -> {
              written.add(file);
              return new byte[1];
            });
  }

  @Test
  void clearing_thatAFileNamedBefore_isInNoOther() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "22");
    write(settings);
    try (TestDatabase database = TestDatabase.open(settings)) {
      String files = "SELECT clearing_id, file_id FROM clearing ORDER BY 1";
      assertEquals(
          List.of(
                  unpaid + "|" + first,
                  paidSince + "|",
                  named + "|" + second,
                  approvedSince + "|",
                  paidBefore + "|" + first)
              .stream()
              .sorted()
              .toList(),
          database.rows(files));
      assertEquals(600 + 1_000, export(database, "next", "").totalFen());
      PaymentFile instead = export(database, "instead", first);
      assertEquals(1_000 + 700, instead.totalFen());
      assertInstanceOf(
          ClearingStore.Result.NothingToPay.class,
          exported(database, "more", "", new ArrayList<>()));
      assertEquals(
          List.of(paidBefore, unpaid).stream().sorted().toList(),
          database.rows(
              "SELECT clearing_id FROM clearing WHERE file_id = '"
                  + instead.fileId()
                  + "' ORDER BY 1"));
      try (Connection connection = database.stores().dataSource().getConnection()) {
        assertEquals(List.of(), LedgerAuditor.findings(connection));
      }
    }
  }
}
