package io.yizhan.gateway.desk;

import io.yizhan.clearing.Clearing;
import io.yizhan.clearing.ClearingKind;
import io.yizhan.clearing.ClearingState;
import io.yizhan.clearing.ClearingStep;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The port to what funds owe hospitals, month by month. Each order is done once, as a whole. */
public interface ClearingStore {
  /** How many clearings one order names at most. */
  int CLEARINGS_MAX = 500;

  /** How many clearings a month of one division has at most. */
  int CLEARINGS_OF_RUN_MAX = 20_000;

  /** How many rows a payment file has at most. */
  int FILE_ROWS_MAX = 5_000;

  /** The clearings that fit, by id, after the given one. */
  List<Row> list(Query query);

  /** A clearing with its entries, oldest first. */
  Optional<Statement> find(String clearingId);

  /** Makes the clearings of a month from the ledger. */
  Result prepare(PrepareOrder order, Function<Run, byte[]> reply);

  /** Makes an advance. */
  Result advance(AdvanceOrder order, Function<Row, byte[]> reply);

  /**
   * Takes a step of each of these clearings, all or none.
   *
   * @param reply makes the reply of the clearings after it, in the order of the order
   */
  Result take(StepOrder order, Function<List<Row>, byte[]> reply);

  /** Writes what is approved, unpaid and in no payment file into one. */
  Result export(ExportOrder order, Function<PaymentFile, byte[]> reply);

  /**
   * A clearing.
   *
   * @param fund with its division, as postings name it
   * @param approverId empty where nobody has approved it
   * @param fileId the payment file that names what is left to pay; empty where none does
   */
  record Row(
      String clearingId,
      String county,
      String fund,
      String hospitalId,
      LocalDate month,
      int lineCount,
      Clearing clearing,
      String preparerId,
      String approverId,
      String fileId) {}

  /**
   * What a bank says of a transfer; texts that it does not have are empty.
   *
   * @param reference the bank's; of a payment that is taken back that of its return, empty where it
   *     never was
   * @param day the bank's; empty for the day on which it is recorded
   * @param paidReference of a payment that is taken back that which it was recorded with
   */
  record Transfer(String reference, Optional<LocalDate> day, String paidReference) {
    /** Of a step that moves no money at a bank. */
    public static final Transfer NONE = new Transfer("", Optional.empty(), "");

    /** Whether it takes back a payment that never was. */
    public boolean neverWas() {
      return reference.isEmpty() && !paidReference.isEmpty();
    }

    /** The same on this day. */
    public Transfer on(LocalDate other) {
      return new Transfer(reference, Optional.of(other), paidReference);
    }
  }

  /** One step that was taken; texts that it does not have are empty. */
  record Entry(
      int sequence,
      ClearingStep step,
      long amountFen,
      ClearingState state,
      String reason,
      Transfer transfer,
      String otherId,
      String callerId,
      Instant time) {
    /** The same with why. */
    public Entry because(String why) {
      return new Entry(sequence, step, amountFen, state, why, transfer, otherId, callerId, time);
    }
  }

  /** A clearing with its entries. */
  record Statement(Row row, List<Entry> entries) {
    public Statement {
      entries = List.copyOf(entries);
    }
  }

  /** What was prepared. */
  record Run(int clearingCount, long grossFen, int lineCount) {}

  /**
   * A payment file.
   *
   * @param withoutAccountCount how many rows name a payee without an account
   * @param totalFen what its rows add up to
   */
  record PaymentFile(
      String fileId, int rowCount, int withoutAccountCount, long totalFen, byte[] content) {
    public PaymentFile {
      content = content.clone();
    }

    @Override
    public byte[] content() {
      return content.clone();
    }
  }

  /**
   * What one payee gets of one fund.
   *
   * @param to where it goes; {@link PayeeStore.Destination#NONE} where nobody has said
   */
  record PaymentRow(
      String hospitalId,
      String name,
      PayeeStore.Destination to,
      String fund,
      long amountFen,
      List<String> clearingIds) {
    public PaymentRow {
      clearingIds = List.copyOf(clearingIds);
    }

    /** Whether nobody has said where it goes. */
    public boolean lacksAccount() {
      return to.equals(PayeeStore.Destination.NONE);
    }
  }

  /**
   * What is asked for.
   *
   * @param counties leading digits of the divisions that are seen; the empty string for all
   * @param hospitalId and fund: only theirs; empty for any
   */
  record Query(
      List<String> counties,
      String hospitalId,
      String fund,
      Optional<LocalDate> month,
      Optional<ClearingKind> kind,
      Optional<ClearingState> state,
      String afterId,
      int limit) {
    public Query {
      counties = List.copyOf(counties);
    }
  }

  /**
   * A month to prepare.
   *
   * @param month its first day
   */
  record PrepareOrder(Origin origin, String county, LocalDate month, IdSource ids) {}

  /** An advance to make. */
  record AdvanceOrder(
      Origin origin, String fund, String hospitalId, long amountFen, String reason) {}

  /**
   * A file to write.
   *
   * @param replacesId a file that the bank has not taken, whose unpaid clearings go into this one;
   *     empty for none
   */
  record ExportOrder(Origin origin, String county, String replacesId) {}

  /**
   * A step to take.
   *
   * @param parts each of another clearing
   * @param statedFen of an approval: what the approver read as left to pay; else empty
   * @param counties leading digits of the divisions whose clearings the caller may take steps of
   * @param hospitalId only this hospital's; empty for any
   */
  record StepOrder(
      Origin origin,
      ClearingStep step,
      List<Part> parts,
      String reason,
      Transfer transfer,
      Optional<Long> statedFen,
      List<String> counties,
      String hospitalId) {
    public StepOrder {
      parts = List.copyOf(parts);
      counties = List.copyOf(counties);
    }
  }

  /** Of which clearing, how much, and of an offset against what. */
  record Part(String clearingId, long amountFen, String otherId) {}

  /** What became of an order. */
  sealed interface Result {
    /** Done now or before. */
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

    /** The month has a posting day that is not closed: this one, or one after it. */
    record MonthNotClosed(LocalDate openDay) implements Result {}

    /** The month was prepared before. */
    record ClearedBefore(String callerId) implements Result {}

    /** More clearings or rows than one order has. */
    record TooMany(int most) implements Result {}

    /** There is no such clearing that the caller may take steps of. */
    record NotFound(String clearingId) implements Result {}

    /** There is no such payment file of the division. */
    record FileUnknown() implements Result {}

    /** Another file has taken the place of that one. */
    record FileReplaced(String byId) implements Result {}

    /** Nothing is payable that no other file names. */
    record NothingToPay() implements Result {}

    /** There is no such hospital. */
    record HospitalUnknown() implements Result {}

    /** The clearing's state does not have the step. */
    record WrongState(String clearingId, ClearingState state) implements Result {}

    /** The amount is more than this, which is all that can be. */
    record TooMuch(String clearingId, long mostFen) implements Result {}

    /**
     * No payment of this amount stands under the reference that is to be taken back.
     *
     * @param paidFen what stands under it; 0 where nothing does
     */
    record NotRecorded(String clearingId, long paidFen) implements Result {}

    /** A payment file names it, which the bank may have paid: nothing lowers it. */
    record InFile(String clearingId, String fileId) implements Result {}

    /** The other clearing is not of the same hospital and fund. */
    record OtherDiffers(String clearingId) implements Result {}

    /** The approver prepared, changed or checked it. */
    record SamePerson(String clearingId) implements Result {}

    /** What is left to pay is this, and not what was stated. */
    record TotalDiffers(long unpaidFen) implements Result {}

    /** The bank's reference was recorded for it before. */
    record PaidBefore(String clearingId) implements Result {}
  }
}
