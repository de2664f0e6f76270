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

  /** How many rows a payment file has at most. */
  int FILE_ROWS_MAX = 5_000;

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

  /** Takes a recorded payment back, once for each request. */
  Result takeBack(ReturnOrder order, Function<Booked, byte[]> reply);

  /** Names what a county is to pay to persons in a payment file, once for each request. */
  Result export(FileOrder order, Function<PayOutFile, byte[]> reply);

  /**
   * A payment file with its rows, each with the account from the person's papers. That somebody
   * looked, and why, is kept.
   *
   * @param counties leading digits of the counties whose files are seen
   */
  Optional<PayOutFile> file(
      String fileId, List<String> counties, String callerId, String purpose, Instant now);

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
    REFUND,
    /** 报销: a fund owes the person what a claim on paper came to. */
    PAY_OUT;

    /** Whether the person is to get it, and not to pay it. */
    public boolean isOwedToPerson() {
      return this == SUPPLEMENT || this == REFUND || this == PAY_OUT;
    }

    /** Whether the other side is a hospital, whose money the county's bank does not move. */
    public boolean isOfHospital() {
      return this == PATIENT_SHARE || this == REFUND;
    }
  }

  /** What an entry is. */
  enum EntryKind {
    /** Money was paid. */
    PAYMENT,
    /** A payment was taken back. */
    RETURN,
    /** A fund bears it. */
    WRITE_OFF,
    /** The settlement it came from was reversed. */
    CANCELLED,
    /** 抵减: a claw-back against what the same fund had not paid of the settlement; no money. */
    SET_OFF,
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
   * @param file the payment file that names it now
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
      Optional<LocalDate> nextDue,
      InFile file) {
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
          nextDue,
          file);
    }

    /** Without the reason, which may name somebody. */
    @Override
    public String toString() {
      return "Receivable[" + receivableId + "]";
    }
  }

  /** A part with the day until which it is to be paid. */
  record Instalment(LocalDate due, long amountFen) {}

  /**
   * Which payment file names something of what is owed.
   *
   * @param fileId empty where none does
   * @param fen what it names
   */
  record InFile(String fileId, long fen) {
    /** None does. */
    public static final InFile NONE = new InFile("", 0);
  }

  /**
   * What the bank says of a payment, or of one that came back.
   *
   * @param reference empty where no bank moved it
   * @param day the bank's; that of the entry where it is not said
   */
  record Transfer(String reference, Optional<LocalDate> day) {
    /** No bank moved it. */
    public static final Transfer NONE = new Transfer("", Optional.empty());
  }

  /**
   * One entry. The text form hides the note.
   *
   * @param returnedId of a return the payment's entry; else empty
   */
  record Entry(
      String entryId,
      EntryKind kind,
      long amountFen,
      String payer,
      String note,
      LocalDate day,
      Instant time,
      String callerId,
      Transfer transfer,
      String returnedId) {
    /** The same, with this note. */
    public Entry noted(String text) {
      return new Entry(
          entryId, kind, amountFen, payer, text, day, time, callerId, transfer, returnedId);
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
   * @param fileId only those that this payment file names; empty for any
   */
  record Query(
      List<String> counties,
      String party,
      Optional<PersonDocument> person,
      Optional<Kind> kind,
      boolean openOnly,
      Optional<LocalDate> overdueOn,
      String fileId,
      String afterId,
      int limit) {
    public Query {
      counties = List.copyOf(counties);
    }
  }

  /**
   * A payment or a write-off to book.
   *
   * @param fileId the payment file that it was paid by; empty for none
   */
  record EntryOrder(
      RequestKey key,
      RequestContent content,
      String receivableId,
      EntryKind kind,
      long amountFen,
      String payer,
      String note,
      Transfer transfer,
      String fileId,
      Stamp stamp,
      String callerId) {}

  /**
   * A payment to take back.
   *
   * @param transfer that which came back; none where the payment never was
   */
  record ReturnOrder(
      RequestKey key,
      RequestContent content,
      String receivableId,
      String entryId,
      String note,
      Transfer transfer,
      Stamp stamp,
      String callerId) {}

  /**
   * A payment file to make.
   *
   * @param replacesId the file that the bank has not taken; empty for none
   * @param leftOut receivables that are in no file then
   */
  record FileOrder(Origin origin, String county, String replacesId, List<String> leftOut) {
    public FileOrder {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * What a county is to pay to persons.
   *
   * @param replacedById the file that took its place; empty where none did
   * @param namedFen what it still names
   * @param rows empty where only the sums were asked for
   */
  record PayOutFile(
      String fileId,
      String county,
      int rowCount,
      long totalFen,
      String replacedById,
      long namedFen,
      List<PayOutRow> rows) {
    public PayOutFile {
      rows = List.copyOf(rows);
    }
  }

  /** A row of a payment file; the text form hides whose it is. */
  record PayOutRow(
      BankAccount account, String fund, long amountFen, String receivableId, String settlementId) {
    @Override
    public String toString() {
      return "PayOutRow[" + receivableId + "]";
    }
  }

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

    /** No such payment stands of it. */
    record PaymentUnknown() implements Result {}

    /** This payment file names it, or would name more than is owed. */
    record NamedInFile(String fileId) implements Result {}

    /** This payment file does not name it now, or names another amount of it. */
    record NotInFile(String fileId, long namedFen) implements Result {}

    /** The county has no such payment file. */
    record FileUnknown() implements Result {}

    /** This file has taken the place of the one that is to be replaced. */
    record FileReplaced(String byId) implements Result {}

    /** There is nothing to pay whose account is known. */
    record NothingToPay() implements Result {}

    /** The settlement's share is owed already, as this. */
    record OwedBefore(String receivableId) implements Result {}
  }
}
