package io.yizhan.gateway.postgres;

import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.AidStore.FoundPaper;
import io.yizhan.gateway.desk.BankAccount;
import io.yizhan.gateway.desk.PaperClaim;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.Standing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What belongs to a settlement that was booked from paper: its papers, which invoices stand
 * claimed, and, encrypted, the account that the money goes to. Written in the transaction that
 * books the settlement.
 */
final class PaperBooks {
  private static final String KEEP =
      """
      INSERT INTO paper_claim (bucket, settlement_id, person_id, office, operator_id, hospital_id,
        hospital_name, hospital_region, hospital_level, document_kinds, document_numbers)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String CLAIM =
      """
      INSERT INTO live_invoice (bucket, hospital_region, invoice_number, settlement_id)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String CLAIMED_BY =
      """
      SELECT settlement_id FROM live_invoice
      WHERE bucket = ? AND hospital_region = ? AND invoice_number = ?
      """;

  /**
   * What stands settled for the person, whichever of the person's records it was settled for, and
   * is what the papers tell of: under one of the invoices, however it was typed (where it is long
   * enough to be told apart: without its marks, or by its number without the code before it), or a
   * stay of the very same days and amount, unless both bring different settlements that the insurer
   * had made before. A hospital's claim is compared with papers of the same hospital, or of one of
   * the same city that the papers do not name by its id.
   */
  private static final String SETTLED_BEFORE =
      """
      WITH kept AS (
        SELECT coalesce(j.survivor_bucket, k.bucket) AS bucket,
          coalesce(j.survivor_id, k.person_id) AS person_id
        FROM (VALUES (?::smallint, ?)) AS k (bucket, person_id)
        LEFT JOIN person_join j ON j.bucket = k.bucket AND j.person_id = k.person_id),
      record AS (
        SELECT bucket, person_id FROM kept
        UNION ALL
        SELECT j.bucket, j.person_id FROM kept JOIN person_join j
          ON j.survivor_bucket = kept.bucket AND j.survivor_id = kept.person_id),
      stated AS (
        SELECT t.invoice, regexp_replace(upper(t.invoice), '[[:punct:][:space:]]', '', 'g') AS plain
        FROM unnest(?::text[]) AS t (invoice))
      SELECT s.settlement_id, coalesce(i.invoice, '')
      FROM record k JOIN settlement s ON s.bucket = k.bucket AND s.person_id = k.person_id
      LEFT JOIN paper_claim p ON p.bucket = s.bucket AND p.settlement_id = s.settlement_id
      LEFT JOIN hospital h ON h.hospital_id = ?
      LEFT JOIN LATERAL (
        SELECT st.invoice FROM stated st CROSS JOIN LATERAL (
          SELECT h.number, regexp_replace(upper(h.number), '[[:punct:][:space:]]', '', 'g') AS plain
          FROM (
            SELECT s.invoice_number AS number WHERE p.settlement_id IS NULL
            UNION ALL
            SELECT d.number FROM unnest(p.document_kinds, p.document_numbers) AS d (kind, number)
            WHERE d.kind = ?) h) had
        WHERE had.number <> '' AND (had.number = st.invoice
          OR length(st.plain) >= 8 AND right(had.plain, length(st.plain)) = st.plain
          OR length(had.plain) >= 8 AND right(st.plain, length(had.plain)) = had.plain)
        ORDER BY st.invoice LIMIT 1) i ON true
      WHERE s.kind = 'S' AND s.settlement_id <> ? AND (NOT ? OR p.hospital_id = h.hospital_id
          OR p.hospital_id = '' AND left(p.hospital_region, 4) = left(h.region, 4))
        AND (i.invoice IS NOT NULL OR (? AND s.total_fen = ?
          AND s.inputs #>> '{claim,care}' = 'INPATIENT'
          AND s.inputs #>> '{claim,dates,first}' = ? AND s.inputs #>> '{claim,dates,last}' = ?
          AND (? IN ('', s.insurer_settlement_id) OR s.insurer_settlement_id = ''
            OR s.inputs #>> '{claim,insurer,source}' <> 'SUPPLIED')))
        AND NOT EXISTS (SELECT 1 FROM reversal r
          WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id)
      ORDER BY s.settlement_id LIMIT 1
      """;

  /** From now on hospitals' claims of the person are compared with those on paper. */
  private static final String MARK =
      "UPDATE account SET on_paper = true WHERE bucket = ? AND account_id = ? AND NOT on_paper";

  private static final String FREE = "DELETE FROM live_invoice WHERE settlement_id = ?";

  private static final String FIND =
      """
      SELECT p.person_id, p.office, p.operator_id, p.hospital_id, p.hospital_name,
        p.hospital_region, p.hospital_level, p.document_kinds, p.document_numbers,
        EXISTS (SELECT 1 FROM reversal r
          WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id),
        (SELECT coalesce(sum(t.fen), 0)
          FROM unnest(s.line_account, s.line_payee, s.line_fen) AS t (account, payee, fen)
          WHERE t.account LIKE 'fund:%' AND t.account NOT LIKE '%/by-insurer'
            AND t.payee IN ('person', 'person/bill')),
        o.ids, o.outstanding_fen
      FROM settlement s JOIN paper_claim p USING (bucket, settlement_id)
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(r.receivable_id ORDER BY r.receivable_id), '{}') AS ids,
          coalesce(sum(r.outstanding_fen), 0)::bigint AS outstanding_fen
        FROM receivable r WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id
          AND r.kind = 'PAY_OUT') o
      WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ?
      """;

  private final PrivateTexts texts;

  PaperBooks(Secrets secrets) {
    this.texts = new PrivateTexts(secrets);
  }

  /** Keeps the papers of a settlement that is being booked. */
  void keep(Connection connection, SettleOrder order, String personId, PaperClaim paper)
      throws SQLException {
    String settlementId = order.stamp().id();
    Standing.Hospital hospital = paper.hospital();
    Optional<SettleResult.InvoiceClaimed> first =
        settledBefore(
            connection, personId, order.claim(), paper.invoices(), settlementId, Among.ALL);
    if (first.isPresent()) {
      throw new Transactions.RolledBack(first.get());
    }
    claim(connection, settlementId, hospital.region(), paper.invoices());
    Sql.update(
        connection,
        KEEP,
        Bucket.of(personId),
        settlementId,
        personId,
        order.claim().key().hospitalId(),
        order.claim().desk().operatorId(),
        hospital.hospitalId(),
        paper.hospitalName(),
        hospital.region(),
        hospital.level(),
        texts(connection, paper.documents().stream().map(PaperClaim.Document::kind).toList()),
        texts(connection, paper.documents().stream().map(PaperClaim.Document::number).toList()));
    Sql.update(connection, MARK, Bucket.of(personId), personId);
    BankAccount account = paper.account();
    // The parts have no control characters, so a line each keeps them apart.
    String text = account.bank() + "\n" + account.holder() + "\n" + account.number();
    texts.put(connection, personId, PrivateTexts.Kind.BANK_ACCOUNT, settlementId, text);
  }

  private static Array texts(Connection connection, List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  /**
   * What stands in the way of a claim on paper that is not being booked.
   *
   * @param personId empty where nobody is known by the document
   */
  static Optional<SettleResult.InvoiceClaimed> find(
      Connection connection, Optional<String> personId, Claim claim, PaperClaim paper)
      throws SQLException {
    Optional<SettleResult.InvoiceClaimed> before =
        personId.isEmpty()
            ? Optional.empty()
            : settledBefore(connection, personId.get(), claim, paper.invoices(), "", Among.ALL);
    if (before.isPresent()) {
      return before;
    }
    String region = paper.hospital().region();
    for (String invoice : paper.invoices()) {
      Optional<String> first = claimedBy(connection, region, invoice);
      if (first.isPresent()) {
        return Optional.of(new SettleResult.InvoiceClaimed(first.get(), invoice));
      }
    }
    return Optional.empty();
  }

  /** What of a person is looked through. */
  private enum Among {
    ALL,
    PAPERS
  }

  /** Which claim on paper has settled what a hospital's claim is of; the person is locked. */
  static Optional<SettleResult.StaySettledOnPaper> settledOnPaper(
      Connection connection, String personId, Claim claim) throws SQLException {
    String invoice = claim.desk().invoiceNumber();
    return settledBefore(
            connection,
            personId,
            claim,
            invoice.isEmpty() ? List.of() : List.of(invoice),
            "",
            Among.PAPERS)
        .map(first -> new SettleResult.StaySettledOnPaper(first.settlementId()));
  }

  private static Optional<SettleResult.InvoiceClaimed> settledBefore(
      Connection connection,
      String personId,
      Claim claim,
      List<String> invoices,
      String ownId,
      Among among)
      throws SQLException {
    return Sql.first(
        connection,
        SETTLED_BEFORE,
        row -> new SettleResult.InvoiceClaimed(row.getString(1), row.getString(2)),
        Bucket.of(personId),
        personId,
        texts(connection, invoices),
        claim.key().hospitalId(),
        PaperClaim.INVOICE,
        ownId,
        among == Among.PAPERS,
        claim.care() == Care.INPATIENT,
        claim.bill().totalFen(),
        claim.dates().first().toString(),
        claim.dates().last().toString(),
        claim
            .insurer()
            .filter(insurer -> insurer.source() == InsurerSettlement.Source.SUPPLIED)
            .map(InsurerSettlement::settlementId)
            .orElse(""));
  }

  private static Optional<String> claimedBy(Connection connection, String region, String invoice)
      throws SQLException {
    return Sql.first(
        connection,
        CLAIMED_BY,
        row -> row.getString(1),
        Bucket.of(region, invoice),
        region,
        invoice);
  }

  /** Claims the invoices in their order, so that two calls do not wait in a circle. */
  private static void claim(
      Connection connection, String settlementId, String region, List<String> invoices)
      throws SQLException {
    for (String invoice : invoices) {
      short bucket = Bucket.of(region, invoice);
      if (Sql.update(connection, CLAIM, bucket, region, invoice, settlementId) != 1) {
        String first =
            claimedBy(connection, region, invoice)
                // None: it was reversed in this very moment. As after a lost conflict, run again.
                .orElseThrow(() -> new SQLException("the invoice was freed", "40001"));
        throw new Transactions.RolledBack(new SettleResult.InvoiceClaimed(first, invoice));
      }
    }
  }

  /** Lets the invoices of a settlement that is being reversed be claimed again. */
  static void free(Connection connection, String settlementId) throws SQLException {
    Sql.update(connection, FREE, settlementId);
  }

  /** A row of the papers. */
  private record Row(String personId, FoundPaper paper) {}

  /** The papers of a settlement, with the account. That somebody looked, and why, is kept. */
  Optional<FoundPaper> find(
      Connection connection,
      String settlementId,
      List<String> regions,
      String callerId,
      String purpose,
      Instant now)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    Optional<Row> row =
        Sql.first(connection, FIND, PaperBooks::row, days.first(), days.second(), settlementId);
    if (row.isEmpty() || regions.stream().noneMatch(row.get().paper().county()::startsWith)) {
      return Optional.empty();
    }
    String personId = row.get().personId();
    BankAccount account =
        account(texts.get(connection, personId, PrivateTexts.Kind.BANK_ACCOUNT, settlementId));
    texts.logAccess(connection, personId, callerId, purpose, now);
    FoundPaper found = row.get().paper();
    return Optional.of(found.with(account));
  }

  /** The account that was kept of papers. */
  static BankAccount account(Optional<String> kept) {
    String[] parts =
        kept.orElseThrow(() -> new IllegalStateException("papers must have their account"))
            .split("\n", -1);
    return new BankAccount(parts[0], parts[1], parts[2]);
  }

  private static Row row(ResultSet row) throws SQLException {
    String[] kinds = (String[]) row.getArray(8).getArray();
    String[] numbers = (String[]) row.getArray(9).getArray();
    List<PaperClaim.Document> documents = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      documents.add(new PaperClaim.Document(kinds[i], numbers[i]));
    }
    boolean reversed = row.getBoolean(10);
    return new Row(
        row.getString(1),
        new FoundPaper(
            row.getString(2),
            row.getString(3),
            new PaperClaim(
                new Standing.Hospital(row.getString(4), row.getString(6), row.getString(7), false),
                row.getString(5),
                documents,
                BankAccount.NONE),
            reversed ? 0 : row.getLong(11),
            reversed,
            List.of((String[]) row.getArray(12).getArray()),
            row.getLong(13)));
  }
}
