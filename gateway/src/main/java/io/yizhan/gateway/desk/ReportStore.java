package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The port of reports: it adds up what is booked and changes nothing. */
public interface ReportStore {
  /** Months of a half-year. */
  int HALF_MONTHS = 6;

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

    /** The same of each half-year of a span of whole ones; empty where it is one. */
    public List<Query> halves() {
      List<Query> halves = new ArrayList<>();
      for (LocalDate first = from; !first.isAfter(to); first = first.plusMonths(HALF_MONTHS)) {
        LocalDate last = first.plusMonths(HALF_MONTHS).minusDays(1);
        halves.add(
            new Query(first, last, period, scope, county, hospitalId, counties, owners, today));
      }
      return halves.size() > 1 ? halves : List.of();
    }
  }

  /**
   * What settlements add up to; the words are those of the contract.
   *
   * @param of of how many persons amounts are; only says what may be published
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
      Of of) {
    /** Of no settlement. */
    public static final Figures NONE =
        new Figures(
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new Of(0, 0, 0, 0, 0, List.of(0L, 0L, 0L, 0L, 0L)));
  }

  /**
   * Of how many persons amounts are.
   *
   * @param unaided had settlements without aid: theirs is what the aided leave of all
   * @param paying had a share
   * @param aidedPaying had a share in settlements with aid
   * @param unaidedPaying had a share in settlements without aid
   * @param others for whom others than relief and themselves bore something
   * @param kinds insurance, medical aid, other relief, beside, hospitals' share
   */
  record Of(
      long unaided,
      long paying,
      long aidedPaying,
      long unaidedPaying,
      long others,
      List<Long> kinds) {
    public Of {
      kinds = List.copyOf(kinds);
    }
  }

  /** A row of a table. */
  record Row(String code, Figures figures) {}

  /** Of which kind the funds are; of a layer all that pay it. */
  enum FundKind {
    INSURANCE,
    MEDICAL,
    OTHER,
    /** Medical aid and other. */
    RELIEF,
    /** Insurance and relief. */
    MIXED
  }

  /** What a fund or a layer paid. */
  record Paid(
      boolean ofLayer, String code, long persons, long times, long paidFen, FundKind kind) {}

  /**
   * What was taken back; amounts are positive.
   *
   * @param of of how many persons insurance, relief and what both leave are
   */
  record Reversals(
      long count,
      long sameSpan,
      long persons,
      long totalFen,
      long insuranceFen,
      long reliefFen,
      List<Long> of) {
    public Reversals {
      of = List.copyOf(of);
    }
  }

  /** Aid beside bills. */
  record Aid(String kind, long persons, long times, long amountFen) {}

  /**
   * Open provisional approvals of a county.
   *
   * @param of of how many persons what is drawn and what is left are
   */
  record Exposure(
      String county,
      long open,
      long persons,
      long drawnFen,
      long leftFen,
      long overdue,
      List<Long> of) {
    public Exposure {
      of = List.copyOf(of);
    }
  }

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
