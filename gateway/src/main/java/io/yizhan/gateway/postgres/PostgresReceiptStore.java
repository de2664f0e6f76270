package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.LedgerRow;
import io.yizhan.gateway.desk.ReceiptStore;
import io.yizhan.gateway.receipt.Sealed;
import io.yizhan.gateway.receipt.VerifyingKey;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The port of receipts. Everything is read and written in short statements of its own. */
final class PostgresReceiptStore implements ReceiptStore {
  private static final int HASH_BYTES = 32;

  private static final String KEEP_KEY =
      """
      INSERT INTO receipt_key (key_id, algorithm, public_key, first_time) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String KEYS =
      "SELECT algorithm, public_key FROM receipt_key ORDER BY first_time, key_id";

  /** What is signed of a day names the root of the day before, so all before it must be closed. */
  private static final String NEXT_WITHOUT_ROOT =
      """
      SELECT d.posting_date FROM posting_day d
      WHERE d.state = 'CLOSED'
        AND NOT EXISTS (SELECT 1 FROM posting_day b
          WHERE b.state = 'CLOSING' AND b.posting_date < d.posting_date)
        AND NOT EXISTS (SELECT 1 FROM day_root r WHERE r.posting_date = d.posting_date)
      ORDER BY d.posting_date LIMIT 1
      """;

  private static final String PAGE_ROOTS =
      """
      SELECT page, last_id, octet_length(leaves) / 32, root_sha256 FROM day_root_page
      WHERE posting_date = ? ORDER BY page
      """;

  private static final String PAGE =
      "SELECT page, last_id, leaves FROM day_root_page WHERE posting_date = ? AND page = ?";

  private static final String KEEP_PAGE =
      """
      INSERT INTO day_root_page (posting_date, page, last_id, leaves, root_sha256)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String ROOT_COLUMNS =
      "SELECT posting_date, entry_count, root_sha256, algorithm, key_id, signed, signature"
          + " FROM day_root WHERE ";

  private static final String ROOT = ROOT_COLUMNS + "posting_date = ?";

  private static final String ROOT_BEFORE =
      ROOT_COLUMNS + "posting_date < ? ORDER BY posting_date DESC LIMIT 1";

  private static final String KEEP_ROOT =
      """
      INSERT INTO day_root (posting_date, entry_count, root_sha256, algorithm, key_id, signed,
        signature, root_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  /** Counts within a page: its entries are those behind the last of the page before. */
  private static final String PLACE =
      """
      SELECT p.page::bigint * :leaves + (
          SELECT count(*) FROM settlement s
          WHERE s.posting_date = p.posting_date AND s.settlement_id < ?
            AND s.settlement_id > coalesce((
              SELECT b.last_id FROM day_root_page b
              WHERE b.posting_date = p.posting_date AND b.page = p.page - 1), ''))
      FROM day_root_page p WHERE p.posting_date = ? AND p.last_id >= ?
      ORDER BY p.page LIMIT 1
      """
          .replace(":leaves", String.valueOf(LEAVES_PER_PAGE));

  private final Transactions transactions;

  PostgresReceiptStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Optional<LedgerRow> entry(String id) {
    return transactions.find(connection -> LedgerRows.byId(connection, id));
  }

  @Override
  public List<String> aidCounties(String settlementId) {
    return transactions.read(connection -> BillCounties.of(connection, settlementId));
  }

  @Override
  public List<LedgerRow> entries(LocalDate day, String afterId, int limit) {
    return transactions.read(
        connection -> LedgerRows.ofDay(connection, day, afterId, limit, false));
  }

  @Override
  public boolean keepKey(VerifyingKey key, Instant now) {
    return write(KEEP_KEY, key.keyId(), key.algorithm(), key.encoded(), now) == 1;
  }

  private int write(String sql, Object... values) {
    return transactions.write(Integer.class, connection -> Sql.update(connection, sql, values));
  }

  @Override
  public List<VerifyingKey> keys() {
    return transactions.read(
        connection ->
            Sql.list(connection, KEYS, row -> new VerifyingKey(row.getString(1), row.getBytes(2))));
  }

  @Override
  public Optional<LocalDate> nextWithoutRoot() {
    return transactions.read(
        connection ->
            Sql.first(connection, NEXT_WITHOUT_ROOT, row -> row.getObject(1, LocalDate.class)));
  }

  @Override
  public List<PageRoot> pageRoots(LocalDate day) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                PAGE_ROOTS,
                row ->
                    new PageRoot(row.getInt(1), row.getString(2), row.getInt(3), row.getBytes(4)),
                day));
  }

  @Override
  public Optional<Page> page(LocalDate day, int page) {
    return transactions.read(
        connection -> Sql.first(connection, PAGE, PostgresReceiptStore::page, day, page));
  }

  private static Page page(ResultSet row) throws SQLException {
    ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(3));
    List<byte[]> leaves = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] leaf = new byte[HASH_BYTES];
      bytes.get(leaf);
      leaves.add(leaf);
    }
    return new Page(row.getInt(1), row.getString(2), leaves);
  }

  @Override
  public void keepPage(LocalDate day, Page page) {
    ByteBuffer bytes = ByteBuffer.allocate(HASH_BYTES * page.leaves().size());
    page.leaves().forEach(bytes::put);
    write(KEEP_PAGE, day, page.page(), page.lastId(), bytes.array(), page.root());
  }

  @Override
  public Optional<DayRoot> root(LocalDate day) {
    return transactions.read(
        connection -> Sql.first(connection, ROOT, PostgresReceiptStore::root, day));
  }

  @Override
  public Optional<DayRoot> rootBefore(LocalDate day) {
    return transactions.read(
        connection -> Sql.first(connection, ROOT_BEFORE, PostgresReceiptStore::root, day));
  }

  private static DayRoot root(ResultSet row) throws SQLException {
    return new DayRoot(
        row.getObject(1, LocalDate.class),
        row.getLong(2),
        row.getBytes(3),
        new Sealed(row.getString(4), row.getString(5), row.getBytes(6), row.getBytes(7)));
  }

  @Override
  public boolean keepRoot(DayRoot root, Instant now) {
    Sealed sealed = root.sealed();
    return write(
            KEEP_ROOT,
            root.day(),
            root.entryCount(),
            root.root(),
            sealed.algorithm(),
            sealed.keyId(),
            sealed.signed(),
            sealed.signature(),
            now)
        == 1;
  }

  @Override
  public Optional<Long> placeOf(LocalDate day, String id) {
    return transactions.read(
        connection -> Sql.first(connection, PLACE, row -> row.getLong(1), id, day, id));
  }
}
