package io.yizhan.settlement;

import io.yizhan.claim.ClaimKey;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the register and the ledger know when a claim is decided.
 *
 * @param personId random; empty for a quote of a person who is not registered yet
 * @param householdId random; the household on the last day of the service, empty when none is known
 * @param hospital the hospital as registered; empty when it is unknown
 * @param identities aid identities, whatever their dates
 * @param approvals approvals, whatever their dates
 * @param grants charity grants, with what was drawn of them
 * @param usage what accounts of the person and the household have used
 * @param funds the money of finite funds
 * @param exposures what may still be aided under provisional identities
 */
public record Standing(
    String personId,
    String householdId,
    Optional<Hospital> hospital,
    List<Identity> identities,
    List<Approval> approvals,
    List<Grant> grants,
    List<Usage> usage,
    Map<String, FundMoney> funds,
    List<Exposure> exposures) {
  public Standing {
    identities = List.copyOf(identities);
    approvals = List.copyOf(approvals);
    grants = List.copyOf(grants);
    usage = List.copyOf(usage);
    funds = Map.copyOf(funds);
    exposures = List.copyOf(exposures);
  }

  /** Of a person without a provisional approval. */
  public Standing(
      String personId,
      String householdId,
      Optional<Hospital> hospital,
      List<Identity> identities,
      List<Approval> approvals,
      List<Grant> grants,
      List<Usage> usage,
      Map<String, FundMoney> funds) {
    this(personId, householdId, hospital, identities, approvals, grants, usage, funds, List.of());
  }

  /** Of a person whose household is not known. */
  public Standing(
      String personId,
      Optional<Hospital> hospital,
      List<Identity> identities,
      List<Approval> approvals,
      List<Grant> grants,
      List<Usage> usage,
      Map<String, FundMoney> funds) {
    this(personId, "", hospital, identities, approvals, grants, usage, funds);
  }

  /**
   * The same person and register, to decide a past claim afresh: at the hospital as it was, with
   * what is used and drawn before that claim. An identity that ended in good faith decides nothing
   * afresh: what was given under it stands as it was given.
   */
  public Standing before(
      Optional<Hospital> hospitalThen,
      List<Grant> grantsBefore,
      List<Usage> usageBefore,
      Map<String, FundMoney> fundsBefore) {
    return new Standing(
        personId,
        householdId,
        hospitalThen,
        identities.stream().filter(held -> !held.endedInGoodFaith()).toList(),
        approvals,
        grantsBefore,
        usageBefore,
        fundsBefore);
  }

  /** A designated hospital. */
  public record Hospital(String hospitalId, String region, String level, boolean suspended) {}

  /** An aid identity; both days count. */
  public record Identity(
      String category, String county, LocalDate from, Optional<LocalDate> to, String source) {
    /** The source of an identity that awaits its check (容缺). */
    public static final String PROVISIONAL = "provisional";

    /**
     * The source of one whose check failed in good faith: it holds for the days before, within the
     * limit of its approval.
     */
    public static final String PROVISIONAL_ENDED = "provisional_ended";

    /** Whether its check is still to come. */
    public boolean provisional() {
      return source.equals(PROVISIONAL);
    }

    boolean endedInGoodFaith() {
      return source.equals(PROVISIONAL_ENDED);
    }

    /**
     * Whether nothing but a promise stands behind it, so that its approval limits what it gives.
     */
    public boolean onPromise() {
      return onPromise(source);
    }

    /** Whether a source is one that only approvals give. */
    public static boolean onPromise(String source) {
      return source.equals(PROVISIONAL) || source.equals(PROVISIONAL_ENDED);
    }

    /** Whether it holds on the day. */
    public boolean validOn(LocalDate day) {
      return !day.isBefore(from) && (to.isEmpty() || !day.isAfter(to.get()));
    }

    /** Whether it is a spell of the same that began before this day and lasted until it. */
    private boolean leadsInto(Identity later, LocalDate first) {
      return category.equals(later.category)
          && county.equals(later.county)
          && from.isBefore(first)
          && (to.isEmpty() || !to.get().isBefore(first.minusDays(1)));
    }
  }

  /**
   * An approval or another decision of an office: of a special outpatient disease, of a major
   * illness, of a rate within an officer's range, of an amount by a committee.
   *
   * @param amountFen what was decided, where an amount was
   * @param ratePpm what was decided, where a rate was
   */
  public record Approval(
      String approvalId,
      String kind,
      String disease,
      String treatmentForm,
      String hospitalId,
      LocalDate from,
      Optional<LocalDate> to,
      Optional<Long> amountFen,
      Optional<Integer> ratePpm) {
    /** An approval that decides neither an amount nor a rate. */
    public Approval(
        String approvalId,
        String kind,
        String disease,
        String treatmentForm,
        String hospitalId,
        LocalDate from,
        Optional<LocalDate> to) {
      this(
          approvalId,
          kind,
          disease,
          treatmentForm,
          hospitalId,
          from,
          to,
          Optional.empty(),
          Optional.empty());
    }

    /** Whether it holds on the day at the hospital. */
    public boolean holdsAt(String hospital, LocalDate day) {
      return (hospitalId.isEmpty() || hospitalId.equals(hospital))
          && !day.isBefore(from)
          && (to.isEmpty() || !day.isAfter(to.get()));
    }
  }

  /** A charity grant, fen. */
  public record Grant(
      String grantId, String fund, long amountFen, long drawnFen, LocalDate from, LocalDate to) {
    /** What is left of it, fen. */
    public long leftFen() {
      return Math.max(0, amountFen - drawnFen);
    }

    /** Whether it holds on the day. */
    public boolean validOn(LocalDate day) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }

  /**
   * What one account has used in one benefit year (0: for life), fen.
   *
   * @param ofHousehold whether it is the household's; a person may have used an account of the same
   *     code alone, before a household was known
   */
  public record Usage(
      boolean ofHousehold, String account, int benefitYear, long usedFen, long heldFen) {
    /** Of the person. */
    public Usage(String account, int benefitYear, long usedFen, long heldFen) {
      this(false, account, benefitYear, usedFen, heldFen);
    }

    boolean isOf(boolean household, String accountCode, int year) {
      return ofHousehold == household && benefitYear == year && account.equals(accountCode);
    }
  }

  /**
   * What may be aided under an identity that a promise alone stands behind, fen.
   *
   * @param category with county and from: which identity of the person it is
   * @param deadline the day until which the check must return
   * @param personLimitFen what the person may draw under it, of which so much is drawn
   * @param countyLimitFen what all open ones of the county may draw, of which so much is drawn
   */
  public record Exposure(
      String provisionalId,
      String category,
      String county,
      LocalDate from,
      LocalDate deadline,
      long personLimitFen,
      long personDrawnFen,
      long countyLimitFen,
      long countyDrawnFen) {
    /** What the person has left of it, fen. */
    public long personLeftFen() {
      return Math.max(0, personLimitFen - personDrawnFen);
    }

    /** What the county has left, fen. */
    public long countyLeftFen() {
      return Math.max(0, countyLimitFen - countyDrawnFen);
    }

    boolean isOf(Identity identity) {
      return identity.onPromise()
          && identity.category().equals(category)
          && identity.county().equals(county)
          && identity.from().equals(from);
    }
  }

  /**
   * The first day of the unbroken chain of spells that ends in an identity: of the same category
   * and county, each begun before the next and ended no earlier than the day before it. What a
   * promise alone stands behind, which has its own limit, is in no chain of another.
   */
  LocalDate firstDayOf(Identity identity) {
    LocalDate first = identity.from();
    for (boolean joined = true; joined; ) {
      joined = false;
      for (Identity earlier : identities) {
        if (!earlier.onPromise() && earlier.leadsInto(identity, first)) {
          first = earlier.from();
          joined = true;
        }
      }
    }
    return first;
  }

  /** The exposure of an identity on a promise; empty for any other, or where none is kept. */
  public Optional<Exposure> exposureOf(Identity identity) {
    return exposures.stream().filter(exposure -> exposure.isOf(identity)).findFirst();
  }

  /** The same with these exposures. */
  public Standing with(List<Exposure> others) {
    return new Standing(
        personId, householdId, hospital, identities, approvals, grants, usage, funds, others);
  }

  /**
   * The same without what was used in other stays than the claim's: it decides nothing, and there
   * is more of it with each stay.
   */
  public Standing forStay(ClaimKey claim) {
    for (Usage line : usage) {
      if (!StayAccounts.mayRead(claim, line)) {
        return withUsage(usage.stream().filter(each -> StayAccounts.mayRead(claim, each)).toList());
      }
    }
    return this;
  }

  private Standing withUsage(List<Usage> lines) {
    return new Standing(
        personId, householdId, hospital, identities, approvals, grants, lines, funds, exposures);
  }

  /** The same with the money of these finite funds alone. */
  public Standing withFunds(Set<String> codes) {
    if (codes.containsAll(funds.keySet())) {
      return this;
    }
    Map<String, FundMoney> kept = new HashMap<>(funds);
    kept.keySet().retainAll(codes);
    return withMoney(kept);
  }

  /** The same with the money of further finite funds; of those that it knows its own stands. */
  public Standing withFurther(Map<String, FundMoney> others) {
    if (funds.keySet().containsAll(others.keySet())) {
      return this;
    }
    Map<String, FundMoney> all = new HashMap<>(others);
    all.putAll(funds);
    return withMoney(all);
  }

  private Standing withMoney(Map<String, FundMoney> money) {
    return new Standing(
        personId, householdId, hospital, identities, approvals, grants, usage, money, exposures);
  }

  /** The money of a finite fund, fen. */
  public record FundMoney(long budgetFen, long usedFen, long heldFen) {}

  /** The hospital of the treatment: with a claim on paper the stated one, not who booked it. */
  String treatedAt(ClaimKey key) {
    return key.byOffice() ? hospital.map(Hospital::hospitalId).orElse("") : key.hospitalId();
  }

  /**
   * What a county's office sees of it for a claim on paper: the stated hospital, and the identities
   * that its own county issued; those of others are claimed at their offices.
   */
  public Standing forPaper(Hospital stated, String county) {
    return new Standing(
        personId,
        householdId,
        Optional.of(stated),
        identities.stream().filter(identity -> identity.county().equals(county)).toList(),
        approvals,
        grants,
        usage,
        funds,
        exposures);
  }

  /** What the person's account has used in the year. */
  public Usage usageOf(String account, int benefitYear) {
    return usageOf(false, account, benefitYear);
  }

  /** What the account of the person or the household has used in the year. */
  public Usage usageOf(boolean ofHousehold, String account, int benefitYear) {
    for (Usage line : usage) {
      if (line.isOf(ofHousehold, account, benefitYear)) {
        return line;
      }
    }
    return new Usage(ofHousehold, account, benefitYear, 0, 0);
  }
}
