package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The port of reports: it adds up what is booked and changes nothing. */
public interface ReportStore {
  /** How settlements are split, a table each. */
  enum Split {
    PERIOD,
    CARE,
    ILLNESS,
    CATEGORY,
    DISEASE,
    COUNTY,
    CHANNEL
  }

  /** How long the periods are. */
  enum Period {
    MONTH,
    HALF_YEAR,
    YEAR
  }

  /**
   * Which settlements.
   *
   * @param scope what the caller sees
   * @param county leading digits of the counties whose aid counts; empty for all
   * @param hospitalId whose settlements; empty for all
   * @param counties leading digits of counties whose aid records and approvals the caller sees
   * @param owners hospitals and offices whose refusals the caller sees; empty for all
   */
  record Query(
      LocalDate from,
      LocalDate to,
      Period period,
      SettlementScope scope,
      String county,
      String hospitalId,
      List<String> counties,
      List<String> owners,
      LocalDate today) {
    public Query {
      counties = List.copyOf(counties);
      owners = List.copyOf(owners);
    }
  }

  /**
   * What settlements add up to; the words are those of the contract.
   *
   * @param unaidedPersons persons of settlements without aid; says whether the rest of what was
   *     aided is of few persons, and is not shown
   */
  record Figures(
      long persons,
      long times,
      long aidedPersons,
      long aidedTimes,
      long totalFen,
      long insuranceFen,
      long medicalAidFen,
      long otherReliefFen,
      long besideFen,
      long hospitalShareFen,
      long patientShareFen,
      long aidedPatientShareFen,
      long unaidedPersons) {
    /** Of no settlement. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** A row of a table. */
  record Row(String code, Figures figures) {}

  /** What a fund or a layer paid. */
  record Paid(boolean ofLayer, String code, long persons, long times, long paidFen) {}

  /** What was taken back; amounts are positive. */
  record Reversals(
      long count, long sameSpan, long persons, long totalFen, long insuranceFen, long reliefFen) {}

  /** Aid beside bills. */
  record Aid(String kind, long persons, long times, long amountFen) {}

  /** Open provisional approvals of a county. */
  record Exposure(
      String county, long open, long persons, long drawnFen, long leftFen, long overdue) {}

  /**
   * How often claims were refused for a reason.
   *
   * @param reply the reply that was given most often
   * @param replyTimes how often claims got this very reply
   * @param times how often they were refused for the reason
   */
  record Refused(byte[] reply, long replyTimes, long times) {
    public Refused {
      reply = reply.clone();
    }

    @Override
    public byte[] reply() {
      return reply.clone();
    }

    /** With those of another reply of the same reason, which was given less often. */
    public Refused and(Refused rarer) {
      return new Refused(reply, replyTimes, Math.addExact(times, rarer.times));
    }
  }

  /**
   * Refusals, a row a reason.
   *
   * @param all false where there were more different replies than are added up
   */
  record Refusals(List<Refused> refused, boolean all) {
    public Refusals {
      refused = List.copyOf(refused);
    }
  }

  /** All of a report, of one moment. */
  record Report(
      Figures total,
      Map<Split, List<Row>> tables,
      List<Paid> paid,
      Reversals reversals,
      List<Aid> aid,
      List<Exposure> exposures,
      Refusals refusals) {}

  /** Who signs a sheet, and where the treatment was. */
  record Patient(String name, Optional<PersonDocument> document, String place) {}

  /**
   * Adds up.
   *
   * @param reasonOf the reason that the reply of a refusal gives; pure, may be called more than
   *     once
   */
  Report report(Query query, Function<byte[], String> reasonOf);

  /** The patient of a settlement. That somebody looked, and why, is kept. */
  Optional<Patient> patient(String settlementId, String callerId, String purpose, Instant now);
}
