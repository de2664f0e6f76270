package io.yizhan.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JournalEntryTest {
  private static final String HOSPITAL = "hospital:H1";

  /** Of a fixed quota of 12,000 yuan, of which the patient pays 2,000. */
  private static JournalEntry quota(long hospitalShareFen) {
    List<Posting> postings = new ArrayList<>();
    JournalEntry.book(postings, "fund:390100@350100/quota", HOSPITAL, 1_000_000);
    JournalEntry.book(postings, HOSPITAL + "/own-share", HOSPITAL, hospitalShareFen);
    JournalEntry.book(postings, "patient", HOSPITAL, 200_000);
    return new JournalEntry(postings);
  }

  @Test
  void quota_aboveTheBill_balancesWithANegativeShareOfTheHospital() {
    JournalEntry entry = quota(-150_000);
    assertEquals(1_050_000, entry.debitsFen());
    assertEquals(
        List.of(
            new Posting(HOSPITAL + "/own-share", HOSPITAL, -150_000),
            new Posting(HOSPITAL, HOSPITAL, 150_000)),
        entry.postings().subList(2, 4));
  }

  @Test
  void quota_belowTheBill_isBorneByTheHospital() {
    assertEquals(1_500_000, quota(300_000).debitsFen());
    assertEquals(1_200_000, quota(0).debitsFen());
    assertEquals(4, quota(0).postings().size());
  }

  @Test
  void mirror_ofANegativeShare_takesBackEveryLine() {
    JournalEntry entry = quota(-150_000);
    JournalEntry mirror = entry.mirrored();
    assertEquals(-1_050_000, mirror.debitsFen());
    assertEquals(new Posting(HOSPITAL + "/own-share", HOSPITAL, 150_000), mirror.postings().get(2));
    assertEquals(entry, mirror.mirrored());
  }

  @Test
  void entry_thatDoesNotBalance_isRefused() {
    List<Posting> lame = List.of(new Posting("patient", HOSPITAL, 1));
    assertThrows(IllegalStateException.class, () -> new JournalEntry(lame));
  }
}
