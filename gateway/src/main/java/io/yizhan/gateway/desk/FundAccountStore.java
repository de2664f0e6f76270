package io.yizhan.gateway.desk;

import io.yizhan.fund.RegionShares;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The port to the accounts of funds: who gives, what came, what is spent, held and owed. */
public interface FundAccountStore {
  /**
   * Accounts of funds that money was booked into, by code and year.
   *
   * @param regions leading digits of the divisions whose funds are asked for; the empty string asks
   *     for all, finite funds included
   * @param today the day that forecasts are made on
   */
  List<FundAccount> accounts(
      List<String> regions, String afterFund, int afterYear, int limit, LocalDate today);

  /** Keeps how regions share a fund's money from a day on; one from the same day is replaced. */
  void putShares(
      String fund,
      LocalDate from,
      RegionShares shares,
      String source,
      String callerId,
      Instant now);

  /** Books money that was decided for a fund, split by the shares that stand on its day. */
  Result appropriate(AppropriationOrder order, Function<Appropriation, byte[]> reply);

  /** Records what a party has sent of its part. */
  Result arrive(ArrivalOrder order, Function<Appropriation, byte[]> reply);

  /** Appropriations that fit, by id, after the given one; the regions as for accounts. */
  List<Appropriation> appropriations(
      List<String> regions, String fund, int year, String afterId, int limit);

  /**
   * One fund's account.
   *
   * @param balance what was booked and what is spent
   * @param arrivedFen of appropriations, what has come
   * @param heldFen by quotes that bind
   * @param toHospitalsFen and the next three: spent, by whom it is paid to; corrections pay nobody
   * @param clearing what became of what hospitals are paid
   * @param owedToPersonsFen supplements and pay-outs that are not paid yet
   * @param owedByPersonsFen claw-backs that are not paid yet
   * @param recovered what persons have paid back in the year, by the year that it is of
   * @param shares what each region bears of what is spent, and has sent; empty where none are kept
   * @param pace what the forecast is made from
   */
  record FundAccount(
      FundBalance balance,
      long arrivedFen,
      long heldFen,
      long toHospitalsFen,
      long toPersonsFen,
      long correctedFen,
      long writtenOffFen,
      Cleared clearing,
      long owedToPersonsFen,
      long owedByPersonsFen,
      List<Recovered> recovered,
      List<Share> shares,
      Pace pace) {
    public FundAccount {
      recovered = List.copyOf(recovered);
      shares = List.copyOf(shares);
    }

    /** What can still be spent: booked, less spent and held. */
    public long freeFen() {
      return Math.subtractExact(balance.leftFen(), heldFen);
    }

    /** What hospitals have not been paid of what the ledger has for them. */
    public long owedToHospitalsFen() {
      return toHospitalsFen
          - clearing.deductedFen()
          - clearing.paidFen()
          - clearing.offsetFen()
          + clearing.carriedUsedFen();
    }
  }

  /**
   * What became of clearings.
   *
   * @param paidFen of months, not of advances
   * @param carriedUsedFen of months that reversals outweigh, what was set off or paid back
   * @param advancedFen advances that are paid and not set off
   */
  record Cleared(
      long deductedFen,
      long retainedFen,
      long offsetFen,
      long paidFen,
      long carriedUsedFen,
      long advancedFen) {}

  /** What was recovered of one year. */
  record Recovered(int originYear, long fen) {}

  /** A region's part. */
  record Share(String party, int weight, long bearsFen, long decidedFen, long arrivedFen) {}

  /**
   * What was spent on how many days before today, and when the fund runs out at that pace.
   *
   * @param runsOut empty when it does not
   */
  record Pace(long spentFen, int days, Optional<LocalDate> runsOut) {}

  /** Money that was decided, with the parts and what has come of each. */
  record Appropriation(
      String id,
      String fund,
      int year,
      long amountFen,
      List<PartyPart> parts,
      String documentNumber,
      LocalDate day) {
    public Appropriation {
      parts = List.copyOf(parts);
    }
  }

  /** What a party gives, and what has come of it. */
  record PartyPart(String party, long fen, long arrivedFen) {}

  /** Money to book. */
  record AppropriationOrder(
      Origin origin, String fund, int year, long amountFen, String documentNumber) {}

  /**
   * What came.
   *
   * @param regions as for accounts: of whose funds
   */
  record ArrivalOrder(
      Origin origin,
      String appropriationId,
      String party,
      long amountFen,
      String bankReference,
      List<String> regions) {
    public ArrivalOrder {
      regions = List.copyOf(regions);
    }
  }

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

    /** No shares are kept for the fund on the day. */
    record SharesUnknown() implements Result {}

    /** There is no such appropriation that the caller may see, or it has no such party. */
    record NotFound() implements Result {}

    /** The party's part has this bank reference already. */
    record ArrivedBefore() implements Result {}

    /** More than this, which is all that has not come. */
    record TooMuch(long mostFen) implements Result {}
  }
}
