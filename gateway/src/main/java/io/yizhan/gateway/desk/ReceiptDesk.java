package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.ReceiptStore.DayRoot;
import io.yizhan.gateway.desk.ReceiptStore.Page;
import io.yizhan.gateway.desk.ReceiptStore.PageRoot;
import io.yizhan.gateway.receipt.MerkleTree;
import io.yizhan.gateway.receipt.Receipt;
import io.yizhan.gateway.receipt.SignedText;
import io.yizhan.gateway.receipt.SigningKey;
import io.yizhan.gateway.receipt.VerifyingKey;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs receipts when they are asked for, and the roots of posting days that are closed. Nothing is
 * signed while a claim is settled: the stored bytes never change, and the same bytes get the same
 * signature, so a receipt made a year later is the one that could have been made at once.
 */
public final class ReceiptDesk {
  /** The root of the day before, where there is none. */
  private static final String NO_ROOT = "none";

  private final ReceiptStore store;
  private final SigningKey key;
  private final InstantSource clock;

  /** A desk that signs with this key. */
  public ReceiptDesk(ReceiptStore store, SigningKey key, InstantSource clock) {
    this.store = store;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Lets everybody know the public key.
   *
   * @return whether it is new beside others, as after a rotation, or where its file was left behind
   */
  public boolean begin() {
    return store.keepKey(key.verifying(), clock.instant()) && store.keys().size() > 1;
  }

  /** An entry of the ledger, to see whose it is. */
  public Optional<LedgerRow> entry(String id) {
    return store.entry(id);
  }

  /** The counties that have aided a settlement, at once or by a correction. */
  public List<String> aidCounties(String settlementId) {
    return store.aidCounties(settlementId);
  }

  /** The receipt of an entry; empty where the bytes that it would be about are not there. */
  public Optional<Receipt> receipt(LedgerRow row) {
    return signedBytes(row).map(bytes -> new Receipt(key.sign(bytes), inDay(row)));
  }

  /** What of an entry is signed, and is its leaf. */
  static Optional<byte[]> signedBytes(LedgerRow row) {
    return row.content()
        .map(
            content -> {
              Map<String, String> fields = new LinkedHashMap<>();
              fields.put("kind", row.kind().name());
              fields.put("id", row.id());
              fields.put("posting-date", row.postingDate().toString());
              fields.put("hospital", row.hospitalId());
              return new SignedText(SignedText.ENTRY, fields, content).bytes();
            });
  }

  /** The leaf of an entry; of one whose bytes are gone that of nothing. */
  static byte[] leafOf(LedgerRow row) {
    return MerkleTree.leaf(signedBytes(row).orElse(new byte[0]));
  }

  private Optional<Receipt.InDay> inDay(LedgerRow row) {
    return store
        .root(row.postingDate())
        .flatMap(
            root ->
                store
                    .placeOf(row.postingDate(), row.id())
                    .flatMap(
                        place ->
                            path(row.postingDate(), place)
                                .map(path -> new Receipt.InDay(root.sealed(), place, path))));
  }

  /** The way from a leaf to the root of its day: through its page, then over the pages' roots. */
  private Optional<List<byte[]>> path(LocalDate day, long place) {
    int number = Math.toIntExact(place / ReceiptStore.LEAVES_PER_PAGE);
    int within = Math.toIntExact(place % ReceiptStore.LEAVES_PER_PAGE);
    return store
        .page(day, number)
        .filter(page -> within < page.leaves().size())
        .map(
            page -> {
              List<byte[]> path = new ArrayList<>(MerkleTree.path(page.leaves(), within));
              path.addAll(MerkleTree.path(roots(store.pageRoots(day)), number));
              return path;
            });
  }

  private static List<byte[]> roots(List<PageRoot> pages) {
    return pages.stream().map(PageRoot::root).toList();
  }

  /** All public keys, oldest first. */
  public List<VerifyingKey> keys() {
    return store.keys();
  }

  /** The id of the key that signs here now. */
  public String keyId() {
    return key.verifying().keyId();
  }

  /** The signed root of a day; empty while it has none. */
  public Optional<DayRoot> root(LocalDate day) {
    return store.root(day);
  }

  /** Gives closed days that have none their root, oldest first; answers how many. */
  public int look(int daysMax) {
    int given = 0;
    while (given < daysMax) {
      Optional<LocalDate> day = store.nextWithoutRoot();
      if (day.isEmpty()) {
        break;
      }
      giveRoot(day.get());
      given++;
    }
    return given;
  }

  private void giveRoot(LocalDate day) {
    List<PageRoot> kept = store.pageRoots(day);
    String after = kept.isEmpty() ? "" : kept.get(kept.size() - 1).lastId();
    long count = kept.stream().mapToLong(PageRoot::leafCount).sum();
    List<byte[]> roots = new ArrayList<>(roots(kept));
    int page = kept.size();
    while (true) {
      List<LedgerRow> rows = store.entries(day, after, ReceiptStore.LEAVES_PER_PAGE);
      if (rows.isEmpty()) {
        break;
      }
      after = rows.get(rows.size() - 1).id();
      Page next = new Page(page, after, rows.stream().map(ReceiptDesk::leafOf).toList());
      store.keepPage(day, next);
      roots.add(next.root());
      count += rows.size();
      page++;
    }
    byte[] root = MerkleTree.root(roots);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("posting-date", day.toString());
    fields.put("entry-count", Long.toString(count));
    fields.put("root-sha256", HexFormat.of().formatHex(root));
    fields.put(
        "root-before",
        store.rootBefore(day).map(b -> HexFormat.of().formatHex(b.root())).orElse(NO_ROOT));
    byte[] signed = new SignedText(SignedText.DAY_ROOT, fields, new byte[0]).bytes();
    store.keepRoot(new DayRoot(day, count, root, key.sign(signed)), clock.instant());
  }
}
