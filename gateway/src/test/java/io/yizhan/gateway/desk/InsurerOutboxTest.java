package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.InsurerLegs.Due;
import io.yizhan.gateway.desk.InsurerLegs.Leg;
import io.yizhan.gateway.desk.InsurerLegs.OneSided;
import io.yizhan.gateway.desk.InsurerLegs.OneSidedQuery;
import io.yizhan.gateway.desk.InsurerLegs.Opened;
import io.yizhan.gateway.desk.InsurerLegs.Told;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.Insurers.Answer;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.Insurers.Ending;
import io.yizhan.gateway.desk.Insurers.LookedUp;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the outbox makes of answers and of legs that it cannot work on. */
class InsurerOutboxTest {
  private static final LocalDate DAY = LocalDate.of(2016, 8, 9);
  private static final Asking ASKING =
      new Asking(
          new PersonDocument("resident_id", "made-up"),
          new Claim(
              new ClaimKey("H", "E1", "1"),
              new Claim.Desk("op1", "T1", "S1", "INV"),
              false,
              Optional.of(LocalDate.of(1960, 5, 4)),
              "410105",
              "390",
              Care.INPATIENT,
              new ServiceDates(DAY, DAY),
              List.of(),
              "",
              "",
              "",
              Referral.NONE,
              false,
              new Bill(100, 0, 0, 0),
              List.of(),
              Optional.empty(),
              0,
              0,
              OwnFacts.NONE));

  private static Due due(String id, Due.Task task) {
    return due(id, task, 0);
  }

  private static Due due(String id, Due.Task task, int tries) {
    return new Due(
        new Leg(new RequestKey("H", id), 1, id, "insurer"),
        task,
        Optional.of("S-" + id),
        new Amounts(List.of(), 0L),
        false,
        tries);
  }

  private static List<String> worked(Map<String, Ending> answers, List<Due> due) {
    Book book = new Book(due);
    assertEquals(
        due.size(),
        new InsurerOutbox(book, new Answering(answers), InsurerDesk.Milestones.NONE).work());
    return book.ends;
  }

  @Test
  void confirm_errorThatTheContractDoesNotName_isRepeated() {
    assertEquals(
        List.of(
            "A again API_KEY_INVALID",
            "B refused AMOUNTS_DIFFER",
            "C gone REQUEST_CANCELLED",
            "D confirmed"),
        worked(
            Map.of(
                "A", new Ending.Refused("API_KEY_INVALID"),
                "B", new Ending.Refused("AMOUNTS_DIFFER"),
                "C", new Ending.Refused("REQUEST_CANCELLED"),
                "D", new Ending.Done()),
            List.of(
                due("A", Due.Task.CONFIRM),
                due("B", Due.Task.CONFIRM),
                due("C", Due.Task.CONFIRM),
                due("D", Due.Task.CONFIRM))));
  }

  @Test
  void work_legThatCannotBeWorkedOn_isPutOffAndKeepsNobodyWaiting() {
    assertEquals(
        List.of("A again IllegalStateException", "B confirmed"),
        worked(
            Map.of("B", new Ending.Done()),
            List.of(due("A", Due.Task.ASK), due("B", Due.Task.CONFIRM))));
  }

  @Test
  void ask_personWithoutADocumentOrInsurerAway_isRepeatedOnceAnHourInTheEnd() {
    for (Optional<Asking> asking : List.of(Optional.<Asking>empty(), Optional.of(ASKING))) {
      List<Duration> pauses = new ArrayList<>();
      for (int tries = 0; tries < 64; tries++) {
        Book book = new Book(List.of(due("A", Due.Task.ASK, tries)));
        book.asking = () -> asking;
        new InsurerOutbox(book, new Answering(Map.of()), InsurerDesk.Milestones.NONE).work();
        pauses.addAll(book.pauses);
      }
      assertEquals(Duration.ofMillis(200), pauses.get(0));
      assertEquals(Duration.ofMillis(200 << 14), pauses.get(14));
      assertEquals(Duration.ofHours(1), pauses.get(15));
      assertEquals(Duration.ofHours(1), pauses.get(63));
    }
    Book confirming = new Book(List.of(due("A", Due.Task.CONFIRM, 63)));
    new InsurerOutbox(confirming, new Answering(Map.of()), InsurerDesk.Milestones.NONE).work();
    assertEquals(List.of(Duration.ofMinutes(1)), confirming.pauses);
  }

  /** Insurers that confirm as told. */
  private record Answering(Map<String, Ending> confirmations) implements Insurers {
    @Override
    public Optional<String> insurerOf(String region, String scheme) {
      return Optional.of("insurer");
    }

    @Override
    public boolean isWell(String insurer) {
      return true;
    }

    @Override
    public Answer quote(String insurer, Asking asking, long nanosMax) {
      return new Answer.Away("");
    }

    @Override
    public Answer reserve(String insurer, String requestId, Asking asking, long nanosMax) {
      return new Answer.Away("");
    }

    @Override
    public Ending confirm(String insurer, String requestId, Amounts amounts, String settlementId) {
      return confirmations.getOrDefault(requestId, new Ending.Away(""));
    }

    @Override
    public Ending cancel(String insurer, String requestId, boolean reversed) {
      return new Ending.Away("");
    }

    @Override
    public LookedUp cancelledOf(String insurer, List<String> requestIds) {
      return new LookedUp(false, List.of());
    }
  }

  /** Legs that are due once, whose claims cannot be read, and what became of them. */
  private static final class Book implements InsurerLegs {
    private final List<Due> due;
    private final List<String> ends = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Supplier<Optional<Asking>> asking =
        () -> {
          throw new IllegalStateException("its key is gone");
        };

    Book(List<Due> due) {
      this.due = due;
    }

    private void end(Due ended, String how) {
      ends.add(ended.leg().insurerRequestId() + " " + how);
    }

    @Override
    public Opened open(
        RequestKey key, String insurer, String insuredRegion, String newRequestId, Duration lease) {
      return new Opened.Settled();
    }

    @Override
    public void giveUp(Leg leg) {
      ends.add(leg.insurerRequestId() + " given up");
    }

    @Override
    public List<Due> takeDue(int countMax, Duration lease) {
      return due;
    }

    @Override
    public void confirmed(Due of) {
      end(of, "confirmed");
    }

    @Override
    public void cancelled(Due of) {
      end(of, "cancelled");
    }

    @Override
    public void notConfirmed(Due of, String reason, boolean gone) {
      end(of, (gone ? "gone " : "refused ") + reason);
    }

    @Override
    public void again(Due of, String why, Duration pause) {
      end(of, "again " + why);
      pauses.add(pause);
    }

    @Override
    public Optional<Asking> asking(String settlementId) {
      return asking.get();
    }

    @Override
    public void said(Due of, Amounts said, String insurerSettlementId) {
      end(of, "said");
    }

    @Override
    public List<Leg> takeToCheck(String insurer, int countMax, Duration every, Duration ageMax) {
      return List.of();
    }

    @Override
    public int gone(List<String> insurerRequestIds) {
      return 0;
    }

    @Override
    public Optional<Told> find(String insurerRequestId) {
      return Optional.empty();
    }

    @Override
    public List<OneSided> oneSided(OneSidedQuery query) {
      return List.of();
    }
  }
}
