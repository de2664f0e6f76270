package io.yizhan.gateway.desk;

import io.yizhan.gateway.receipt.MerkleTree;
import io.yizhan.gateway.receipt.Sealed;
import io.yizhan.gateway.receipt.VerifyingKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The port to what receipts are made of, and to the roots of closed posting days. */
public interface ReceiptStore {
  /** So many leaves are kept in a row: a power of two, so that a page is a subtree. */
  int LEAVES_PER_PAGE = 1_024;

  /** An entry of the ledger, without its inputs. */
  Optional<LedgerRow> entry(String id);

  /** The counties that have aided a settlement, at once or by a correction; none of an unknown. */
  List<String> aidCounties(String settlementId);

  /** Entries of a posting day after an id, by id, without their inputs. */
  List<LedgerRow> entries(LocalDate day, String afterId, int limit);

  /** Keeps a public key; false, and it stays as it is, where it was kept before. */
  boolean keepKey(VerifyingKey key, Instant now);

  /** All public keys that receipts were signed with, oldest first. */
  List<VerifyingKey> keys();

  /**
   * The first closed posting day without a root, where there is one and no day before it is open.
   */
  Optional<LocalDate> nextWithoutRoot();

  /** The root of each page of a day that is kept, in their order. */
  List<PageRoot> pageRoots(LocalDate day);

  /** One page of the leaves of a day. */
  Optional<Page> page(LocalDate day, int page);

  /** Keeps a page and its root; one that is kept stays as it is. */
  void keepPage(LocalDate day, Page page);

  /** The root of a day. */
  Optional<DayRoot> root(LocalDate day);

  /** The root of the last day before one that has any. */
  Optional<DayRoot> rootBefore(LocalDate day);

  /** Keeps a root; answers false where there is one already, which stays. */
  boolean keepRoot(DayRoot root, Instant now);

  /**
   * Where an entry of a day stands among its leaves: what is on the pages before its own, and how
   * many entries of its own come before it; empty where no page reaches so far.
   */
  Optional<Long> placeOf(LocalDate day, String id);

  /** A page of leaves, each a hash of 32 bytes. */
  record Page(int page, String lastId, List<byte[]> leaves) {
    public Page {
      leaves = List.copyOf(leaves);
    }

    /** The root over its leaves. */
    public byte[] root() {
      return MerkleTree.root(leaves);
    }
  }

  /** What is kept of a page beside its leaves: all that the way to a day's root asks of it. */
  record PageRoot(int page, String lastId, int leafCount, byte[] root) {}

  /** The signed root of a day. */
  record DayRoot(LocalDate day, long entryCount, byte[] root, Sealed sealed) {}
}
