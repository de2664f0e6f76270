package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.ReceiptStore.Page;
import io.yizhan.gateway.desk.ReceiptStore.PageRoot;
import io.yizhan.gateway.receipt.MerkleTree;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The leaves that are kept of a day, a page in hand at a time, and the roots that they add up to. A
 * receipt takes the roots of pages as they are kept, so that they are checked here as well.
 */
final class AuditedLeaves {
  private static final byte[] NONE = new byte[0];

  private final ReceiptStore receipts;
  private final LocalDate day;
  private final List<byte[]> roots = new ArrayList<>();
  private List<byte[]> leaves = List.of();
  private boolean more = true;

  AuditedLeaves(ReceiptStore receipts, LocalDate day) {
    this.receipts = receipts;
    this.day = day;
  }

  /** Hears of a page whose root is kept, and what its leaves come to. */
  interface Listener {
    /** In hexadecimal digits. */
    void page(int page, String kept, String found);
  }

  /** The leaf at a place, asked for one after the other; no bytes where there is none. */
  byte[] at(long place) {
    while (more && place / ReceiptStore.LEAVES_PER_PAGE >= roots.size()) {
      next();
    }
    int within = Math.toIntExact(place % ReceiptStore.LEAVES_PER_PAGE);
    boolean inHand = place / ReceiptStore.LEAVES_PER_PAGE == roots.size() - 1;
    return inHand && within < leaves.size() ? leaves.get(within) : NONE;
  }

  private void next() {
    Optional<Page> page = receipts.page(day, roots.size());
    more = page.isPresent();
    if (more) {
      leaves = page.get().leaves();
      roots.add(page.get().root());
    }
  }

  /** The root over all leaves, also those that were not asked for. */
  byte[] root(Listener listener) {
    while (more) {
      next();
    }
    for (PageRoot kept : receipts.pageRoots(day)) {
      if (kept.page() < roots.size()) {
        listener.page(kept.page(), hex(kept.root()), hex(roots.get(kept.page())));
      }
    }
    return MerkleTree.root(roots);
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
