package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** What settlements add up to; the words are those of the contract. */
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
      long aidedPatientShareFen) {
    /** Of no settlement. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
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

  /** How often a claim got this very refusal. */
  record Refused(byte[] reply, long times) {}

  /** All of a report, of one moment. */
  record Report(
      Figures total,
      Map<Split, List<Row>> tables,
      List<Paid> paid,
      Reversals reversals,
      List<Aid> aid,
      List<Exposure> exposures,
      List<Refused> refused) {}

  /** Who signs a sheet, and where the treatment was. */
  record Patient(String name, Optional<PersonDocument> document, String place) {}

  /** Adds up. */
  Report report(Query query);

  /** The patient of a settlement. That somebody looked, and why, is kept. */
  Optional<Patient> patient(String settlementId, String callerId, String purpose, Instant now);
}
