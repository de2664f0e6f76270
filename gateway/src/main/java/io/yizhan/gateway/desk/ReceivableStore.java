package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The port to money that is owed outside the waterfall: what a person owes a fund or a hospital,
 * and what a fund owes a person.
 */
public interface ReceivableStore {
  /** How many instalments a plan has at most. */
  int INSTALMENTS_MAX = 60;

  /** The receivables that fit, by id, after the given one. */
  List<Receivable> list(Query query);

  /** A receivable with its entries, oldest first. */
  Optional<Statement> find(String receivableId);

  /**
   * Books an entry, once for each request.
   *
   * @param reply makes the reply of the receivable after the entry; it is kept and repeated
   */
  Result record(EntryOrder order, Function<Booked, byte[]> reply);

  /** Agrees on instalments for what is outstanding, once for each request. */
  Result agree(PlanOrder order, Function<Booked, byte[]> reply);

  /** Leaves a part of a patient's share owed to the hospital, once for each settlement. */
  Result owe(OweOrder order, Function<Booked, byte[]> reply);

  /** What is owed by whom to whom. */
  enum Kind {
    /** 追回: the person owes a fund. */
    CLAW_BACK,
    /** 补支: a fund owes the person. */
    SUPPLEMENT,
    /** 先诊疗后付费, 补交: the person owes the hospital. */
    PATIENT_SHARE,
    /** 退还: the hospital owes the person, by a share that was reversed or an insurer's true-up. */
    REFUND;

    /** Whether the person is to get it, and not to pay it. */
    public boolean isOwedToPerson() {
      return this == SUPPLEMENT || this == REFUND;
    }
  }

  /** What an entry is. */
  enum EntryKind {
    /** Money was paid. */
    PAYMENT,
    /** A fund bears it. */
    WRITE_OFF,
    /** The settlement it came from was reversed. */
    CANCELLED,
    /** Instalments were agreed; no money. */
    PLAN
  }

  /**
   * What is owed.
   *
   * @param party the other side: fund and division, or hospital id
   * @param county whose office keeps it
   * @param settlementId where it comes from
   * @param reason in the gateway's own words; a clerk's only where it was asked for
   * @param nextDue the day of the next instalment; empty when nothing is outstanding or no day was
   *     agreed
   */
  record Receivable(
      String personId,
      String receivableId,
      Kind kind,
      String party,
      String county,
      String settlementId,
      long amountFen,
      long outstandingFen,
      LocalDate opened,
      String reason,
      List<Instalment> plan,
      Optional<LocalDate> nextDue) {
    public Receivable {
      plan = List.copyOf(plan);
    }

    /** The same, for this reason. */
    public Receivable because(String why) {
      return new Receivable(
          personId,
          receivableId,
          kind,
          party,
          county,
          settlementId,
          amountFen,
          outstandingFen,
          opened,
          why,
          plan,
          nextDue);
    }

    /** Without the reason, which may name somebody. */
    @Override
    public String toString() {
      return "Receivable[" + receivableId + "]";
    }
  }

  /** A part with the day until which it is to be paid. */
  record Instalment(LocalDate due, long amountFen) {}

  /** One entry. The text form hides the note. */
  record Entry(
      String entryId,
      EntryKind kind,
      long amountFen,
      String payer,
      String note,
      LocalDate day,
      Instant time,
      String callerId) {
    /** The same, with this note. */
    public Entry noted(String text) {
      return new Entry(entryId, kind, amountFen, payer, text, day, time, callerId);
    }

    @Override
    public String toString() {
      return "Entry[" + entryId + "]";
    }
  }

  /** A receivable with its entries. */
  record Statement(Receivable receivable, List<Entry> entries) {
    public Statement {
      entries = List.copyOf(entries);
    }
  }

  /** A receivable after an entry. */
  record Booked(Receivable receivable, String entryId) {}

  /**
   * What is asked for.
   *
   * @param counties leading digits of the counties whose receivables are seen; the empty string for
   *     all
   * @param party only this other side's; empty for any
   * @param person only of whom this document is; a person who is not known has none
   * @param overdueOn only those with an instalment due before this day and not covered
   */
  record Query(
      List<String> counties,
      String party,
      Optional<PersonDocument> person,
      Optional<Kind> kind,
      boolean openOnly,
      Optional<LocalDate> overdueOn,
      String afterId,
      int limit) {
    public Query {
      counties = List.copyOf(counties);
    }
  }

  /** A payment or a write-off to book. */
  record EntryOrder(
      RequestKey key,
      RequestContent content,
      String receivableId,
      EntryKind kind,
      long amountFen,
      String payer,
      String note,
      Stamp stamp,
      String callerId) {}

  /** Instalments to agree on. */
  record PlanOrder(
      RequestKey key,
      RequestContent content,
      String receivableId,
      List<Instalment> plan,
      Stamp stamp,
      String callerId) {
    public PlanOrder {
      plan = List.copyOf(plan);
    }
  }

  /** A patient's share to leave owed. */
  record OweOrder(
      RequestKey key,
      RequestContent content,
      String settlementId,
      String hospitalId,
      long amountFen,
      List<Instalment> plan,
      Stamp stamp,
      String callerId) {
    public OweOrder {
      plan = List.copyOf(plan);
    }
  }

  /** What became of an order. */
  sealed interface Result {
    /** Booked now or before. */
    record Recorded(byte[] reply, boolean replayed) implements Result {
      public Recorded {
        reply = reply.clone();
      }

      @Override
      public byte[] reply() {
        return reply.clone();
      }
    }

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements Result {
      public IdReused {
        fields = List.copyOf(fields);
      }
    }

    /** There is no such receivable or settlement. */
    record NotFound() implements Result {}

    /** The order is of more than this, which is all that can be. */
    record MoreThanOwed(long owedFen) implements Result {}

    /** The instalments add up to something else than this, which is outstanding. */
    record PlanDoesNotAddUp(long outstandingFen) implements Result {}

    /** The finite fund has no more than this. */
    record FundShort(long leftFen) implements Result {}

    /** The settlement was reversed: nothing of it is owed. */
    record Reversed() implements Result {}

    /** The settlement's share is owed already, as this. */
    record OwedBefore(String receivableId) implements Result {}
  }
}
