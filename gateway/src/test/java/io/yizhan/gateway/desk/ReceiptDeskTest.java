package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.receipt.Receipt;
import io.yizhan.gateway.receipt.SigningKey;
import io.yizhan.gateway.receipt.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Receipts of a day of several pages. */
class ReceiptDeskTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  private static final int ENTRIES = 2 * ReceiptStore.LEAVES_PER_PAGE + 100;

  private final SigningKey key = SigningKey.ofPem(SigningKey.newPem(new SecureRandom()));
  private final OneDay store = new OneDay();
  private final ReceiptDesk desk = new ReceiptDesk(store, key, InstantSource.fixed(Instant.EPOCH));

  @Test
  void receipt_inADayOfManyPages_readsItsOwnPageAlone() {
    assertEquals(1, desk.look(2));
    for (int place : List.of(0, 1_023, 1_024, 1_500, 2_048, ENTRIES - 1)) {
      store.pageAllowed = OptionalInt.of(place / ReceiptStore.LEAVES_PER_PAGE);
      Receipt receipt = desk.receipt(row(place)).orElseThrow();
      assertEquals(place, receipt.day().orElseThrow().place());
      assertEquals(Receipt.Finding.VALID, receipt.check(List.of(key.verifying())));
    }
  }

  private static String id(int place) {
    return String.format("S%06d", place);
  }

  private static LedgerRow row(int place) {
    return new LedgerRow(
        id(place),
        LedgerRow.Kind.SETTLEMENT,
        "",
        DAY,
        Instant.EPOCH,
        Optional.empty(),
        "R",
        "H1",
        "P",
        "410122",
        "410122",
        List.of(),
        "",
        "",
        new LedgerRow.Amounts(1, 1, 0, 0),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        false,
        false,
        Optional.of(id(place).getBytes(StandardCharsets.UTF_8)));
  }

  /** A closed day; leaves are given of one page alone, where a test says which. */
  private static final class OneDay implements ReceiptStore {
    private final List<Page> pages = new ArrayList<>();
    private Optional<DayRoot> root = Optional.empty();
    private OptionalInt pageAllowed = OptionalInt.empty();

    @Override
    public Optional<LedgerRow> entry(String id) {
      return Optional.empty();
    }

    @Override
    public List<String> aidCounties(String settlementId) {
      return List.of();
    }

    @Override
    public List<LedgerRow> entries(LocalDate day, String afterId, int limit) {
      return IntStream.range(0, ENTRIES)
          .filter(place -> id(place).compareTo(afterId) > 0)
          .limit(limit)
          .mapToObj(ReceiptDeskTest::row)
          .toList();
    }

    @Override
    public boolean keepKey(VerifyingKey key, Instant now) {
      return true;
    }

    @Override
    public List<VerifyingKey> keys() {
      return List.of();
    }

    @Override
    public Optional<LocalDate> nextWithoutRoot() {
      return root.isPresent() ? Optional.empty() : Optional.of(DAY);
    }

    @Override
    public List<PageRoot> pageRoots(LocalDate day) {
      return pages.stream()
          .map(page -> new PageRoot(page.page(), page.lastId(), page.leaves().size(), page.root()))
          .toList();
    }

    @Override
    public Optional<Page> page(LocalDate day, int page) {
      if (pageAllowed.isPresent() && pageAllowed.getAsInt() != page) {
        throw new AssertionError("no leaves of page " + page + " are needed");
      }
      return Optional.of(pages.get(page));
    }

    @Override
    public void keepPage(LocalDate day, Page page) {
      pages.add(page);
    }

    @Override
    public Optional<DayRoot> root(LocalDate day) {
      return root;
    }

    @Override
    public Optional<DayRoot> rootBefore(LocalDate day) {
      return Optional.empty();
    }

    @Override
    public boolean keepRoot(DayRoot kept, Instant now) {
      root = Optional.of(kept);
      return true;
    }

    @Override
    public Optional<Long> placeOf(LocalDate day, String id) {
      return Optional.of(Long.valueOf(id.substring(1)));
    }
  }
}
