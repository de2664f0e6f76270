package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.yizhan.settlement.Decision.RefusalReason;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HeldQuoteTest {
  private static final QuotedAmounts NOTHING = new QuotedAmounts("", "", Map.of());

  private static Decision never() {
    return fail("must not be decided");
  }

  private static Decision.Refusal refused(HeldQuote quote, Supplier<Decision> again) {
    return assertInstanceOf(Decision.Refused.class, quote.settle(again)).refusal();
  }

  @Test
  void quote_whoseTimeIsOver_isExpiredWhateverElseChanged() {
    HeldQuote quote = new HeldQuote(HeldQuote.State.EXPIRED, List.of("claim.bill"), NOTHING);
    assertEquals(RefusalReason.HOLD_EXPIRED, refused(quote, HeldQuoteTest::never).reason());
  }

  @Test
  void quote_thatWasReleasedOrSettled_isEndedWhateverElseChanged() {
    HeldQuote quote = new HeldQuote(HeldQuote.State.ENDED, List.of("claim.bill"), NOTHING);
    assertEquals(RefusalReason.HOLD_ENDED, refused(quote, HeldQuoteTest::never).reason());
  }

  @Test
  void quote_ofAnotherClaim_namesWhatDiffersAndIsNotDecided() {
    HeldQuote quote = new HeldQuote(HeldQuote.State.LIVE, List.of("claim.bill.total_fen"), NOTHING);
    Decision.Refusal refusal = refused(quote, HeldQuoteTest::never);
    assertEquals(RefusalReason.HOLD_CLAIM_CHANGED, refusal.reason());
    assertEquals(List.of("claim.bill.total_fen"), refusal.fields());
  }

  @Test
  void quote_thatIsRefusedNow_givesThatRefusal() {
    HeldQuote quote = new HeldQuote(HeldQuote.State.LIVE, List.of(), NOTHING);
    Decision now =
        new Decision.Refused(
            new Decision.Refusal(
                RefusalReason.HOSPITAL_SUSPENDED, new Sentence("X", "某", "x"), List.of()));
    assertSame(now, quote.settle(() -> now));
  }

  @Test
  void sentences_ofTheReasons_fitTheContract() {
    QuotedAmounts.Difference difference =
        new QuotedAmounts.Difference(
            "payment " + "x".repeat(60) + " 610100", 100_000_000_000L, 99_999_999_999L);
    for (Decision.Refusal refusal :
        List.of(
            Refusals.holdExpired(),
            Refusals.holdEnded(),
            Refusals.holdClaimChanged(List.of()),
            Refusals.holdIdentityEnded(new QuotedAmounts("d".repeat(32), "410122", Map.of())),
            Refusals.holdSuperseded(difference))) {
      assertTrue(refusal.sentence().zh().length() <= 200, refusal.sentence().zh());
      assertTrue(
          refusal.sentence().en().length() <= 200,
          refusal.sentence().en().length() + refusal.sentence().en());
      assertEquals(refusal.reason().name(), refusal.sentence().code());
    }
  }
}
