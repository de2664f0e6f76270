package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The port to the register: hospitals, persons, opening usage, money of funds, callers. */
public interface RegistryStore {
  /** Adds or changes a hospital; false where the id of a new one is a caller's. */
  boolean putHospital(HospitalRecord hospital, String callerId, Instant now);

  /** Hospitals by id, after the given one. */
  List<HospitalRecord> hospitals(String afterId, int limit);

  /**
   * Adds a person or adds to one who is known by any of the documents; a refusal changes nothing.
   *
   * @param right what the caller may keep; asked under the lock of the person
   */
  PutPersonResult putPerson(PersonRecord person, PutRight right, String callerId, Instant now);

  /** What the register knows; the look is written to the access log. */
  Optional<FoundPerson> person(
      PersonDocument document, String callerId, String purpose, Instant now);

  /** The identities that a person has, ended ones too; empty when the person is not known. */
  Optional<List<Standing.Identity>> identitiesOf(PersonDocument document);

  /** Counties of the identities that a person holds on any of these days; none of an unknown. */
  List<String> countiesOf(PersonDocument document, LocalDate from, LocalDate to);

  /**
   * Adds usage from before go-live, once for each request; answers what is used now. A negative
   * amount corrects entries before it, whose sum must stay 0 or more.
   */
  OnceResult putOpeningUsage(OpeningUsage usage, String callerId, Instant now);

  /** Adds money to a fund, once for each request. */
  OnceResult addFundMoney(FundMoneyEntry entry, String callerId, Instant now);

  /**
   * Registers a caller by a token, a certificate or both. The same again, after an answer that was
   * lost, is registered too: a token's hash belongs to one registration.
   *
   * @param tokenSha256 empty where there is no token
   * @param certificateSha256 empty where there is no certificate
   */
  RegisterResult registerCaller(
      Caller caller, byte[] tokenSha256, String certificateSha256, Instant now);

  /** Withdraws a caller, unless nobody could register another then. */
  RevokeResult revokeCaller(String callerId, String byCallerId, Instant now);

  /**
   * Gives a caller other credentials in place of those it has, unless it is the last operator: were
   * the answer lost, nobody could do it again.
   *
   * @param tokenSha256 empty where there is to be no token
   * @param certificateSha256 empty where there is to be no certificate
   */
  RenewResult renewCaller(
      String callerId,
      byte[] tokenSha256,
      String certificateSha256,
      String byCallerId,
      Instant now);

  /** Callers by id, after the given one; also those who were withdrawn. */
  List<CallerRecord> callers(String afterId, int limit);

  /** Notes that these have called on this day, for finding those who no longer do. */
  void noteCalls(Set<String> callerIds, LocalDate day);

  /** The caller with this token, unless it was withdrawn. */
  Optional<Caller> callerByToken(byte[] tokenSha256);

  /** The caller with this client certificate, unless it was withdrawn. */
  Optional<Caller> callerByCertificate(String certificateSha256);

  /** What became of a registration. */
  enum RegisterResult {
    /** The caller is registered with this token. */
    REGISTERED,
    /** The id is another registration's. */
    ID_TAKEN,
    /** The certificate is that of a registered caller. */
    CERTIFICATE_TAKEN,
    /** The id is a hospital's, in whose name requests are kept. */
    ID_OF_HOSPITAL
  }

  /** What became of a withdrawal. */
  enum RevokeResult {
    /** It is withdrawn by this call. */
    REVOKED,
    /** It was withdrawn before. */
    REVOKED_BEFORE,
    /** There never was such a caller. */
    UNKNOWN,
    /** It is the last operator. */
    LAST_OPERATOR
  }

  /** What became of a renewal. */
  enum RenewResult {
    /** The caller has the new credentials. */
    RENEWED,
    /** There never was such a caller. */
    UNKNOWN,
    /** It was withdrawn. */
    REVOKED,
    /** It is the last operator. */
    LAST_OPERATOR,
    /** The certificate is that of another caller. */
    CERTIFICATE_TAKEN
  }

  /**
   * A caller as it is registered.
   *
   * @param certificateSha256 empty where it has none
   * @param revoked empty while it may call
   * @param lastCalled the last day noted, see {@link #noteCalls}
   */
  record CallerRecord(
      Caller caller,
      boolean hasToken,
      String certificateSha256,
      Instant registered,
      Optional<Instant> revoked,
      Optional<LocalDate> lastCalled) {}

  /** A hospital with its name. */
  record HospitalRecord(
      String hospitalId, String name, String region, String level, boolean suspended) {}

  /**
   * What never was true of a person: all of it is gone, and what is put besides is written after.
   *
   * @param identities of these categories, counties and first days
   */
  record Withdrawn(
      List<Standing.Identity> identities, List<String> approvalIds, List<String> grantIds) {
    /** Nothing is taken back. */
    public static final Withdrawn NOTHING = new Withdrawn(List.of(), List.of(), List.of());

    public Withdrawn {
      identities = List.copyOf(identities);
      approvalIds = List.copyOf(approvalIds);
      grantIds = List.copyOf(grantIds);
    }
  }

  /** A person as an office sends one. The text form hides the name. */
  record PersonRecord(
      List<PersonDocument> documents,
      String name,
      List<Standing.Identity> identities,
      List<Standing.Approval> approvals,
      List<Standing.Grant> grants,
      List<HouseholdMembership> households,
      Withdrawn withdrawn) {
    public PersonRecord {
      documents = List.copyOf(documents);
      identities = List.copyOf(identities);
      approvals = List.copyOf(approvals);
      grants = List.copyOf(grants);
      households = List.copyOf(households);
    }

    /** A person of whom no household is told. */
    public PersonRecord(
        List<PersonDocument> documents,
        String name,
        List<Standing.Identity> identities,
        List<Standing.Approval> approvals,
        List<Standing.Grant> grants) {
      this(documents, name, identities, approvals, grants, List.of(), Withdrawn.NOTHING);
    }

    /** A person of whom nothing is taken back. */
    public PersonRecord(
        List<PersonDocument> documents,
        String name,
        List<Standing.Identity> identities,
        List<Standing.Approval> approvals,
        List<Standing.Grant> grants,
        List<HouseholdMembership> households) {
      this(documents, name, identities, approvals, grants, households, Withdrawn.NOTHING);
    }

    /** Whether it only takes back: nothing is given, and nobody is made by it. */
    public boolean onlyWithdraws() {
      boolean gives =
          !name.isEmpty()
              || !identities.isEmpty()
              || !approvals.isEmpty()
              || !grants.isEmpty()
              || households.stream().anyMatch(each -> !each.withdrawn());
      return !gives && (!households.isEmpty() || !withdrawn.equals(Withdrawn.NOTHING));
    }

    @Override
    public String toString() {
      return "PersonRecord[" + documents.size() + " documents, hidden]";
    }
  }

  /**
   * That a person belongs to a household; both days count. The text form hides the number.
   *
   * @param county that keeps the household, six digits
   * @param code the county's own number of it
   * @param withdrawn whether it is to be taken back, because it never was true; false of what is
   *     kept
   */
  record HouseholdMembership(
      String county, String code, LocalDate from, Optional<LocalDate> to, boolean withdrawn) {
    /** One that is true. */
    public HouseholdMembership(String county, String code, LocalDate from, Optional<LocalDate> to) {
      this(county, code, from, to, false);
    }

    /** Whether a day is in both. */
    public boolean overlaps(HouseholdMembership other) {
      return to.map(last -> !last.isBefore(other.from)).orElse(true)
          && other.to.map(last -> !last.isBefore(from)).orElse(true);
    }

    /** Whether it is of the same household from the same day: the newer one says how long. */
    public boolean sameStart(HouseholdMembership other) {
      return county.equals(other.county) && code.equals(other.code) && from.equals(other.from);
    }

    @Override
    public String toString() {
      return "HouseholdMembership[hidden]";
    }
  }

  /** What became of a person to keep. */
  sealed interface PutPersonResult {
    /** Kept. */
    record Kept(String personId, boolean newlyRegistered) implements PutPersonResult {}

    /**
     * The caller may not put this field: it, or the person, is another office's.
     *
     * @param divisions that an approval or a grant came from; empty of anything else
     */
    record NotYours(String field, List<String> divisions) implements PutPersonResult {
      public NotYours {
        divisions = List.copyOf(divisions);
      }
    }

    /**
     * The grant is drawn or held: neither may its fund change nor its amount fall below that.
     *
     * @param field that may not be so
     * @param fund that gives it
     * @param usedFen drawn and held, more than 0
     */
    record GrantInUse(String field, String grantId, String fund, long usedFen)
        implements PutPersonResult {}

    /** The documents are of two registered persons: joining them is a decision of an office. */
    record DocumentsOfTwoPersons() implements PutPersonResult {}

    /** Something is to be withdrawn of somebody who is not known. */
    record PersonUnknown() implements PutPersonResult {}

    /** The person has this identity provisionally: its approval ends first. */
    record AwaitsCheck(String category, LocalDate from) implements PutPersonResult {}

    /** The person would belong to two households on one day. */
    record HouseholdsOverlap(HouseholdMembership first, HouseholdMembership second)
        implements PutPersonResult {}
  }

  /** A found person. */
  record FoundPerson(String personId, PersonRecord person) {}

  /** Whose account opening usage is booked to. The text form hides who it is. */
  sealed interface AccountOwner {
    /** A person who is registered by this document. */
    record OfPerson(PersonDocument document) implements AccountOwner {
      @Override
      public String toString() {
        return "OfPerson[hidden]";
      }
    }

    /** A household that a county keeps under a number of its own. */
    record OfHousehold(String county, String code) implements AccountOwner {
      @Override
      public String toString() {
        return "OfHousehold[hidden]";
      }
    }
  }

  /** Usage from before go-live. */
  record OpeningUsage(
      RequestKey key,
      RequestContent content,
      AccountOwner owner,
      String account,
      int benefitYear,
      long usedFen,
      String source) {}

  /**
   * Money for a fund.
   *
   * @param fund and year: see {@link FundBalance}
   */
  record FundMoneyEntry(
      RequestKey key, RequestContent content, String fund, int year, long amountFen) {}

  /** What became of an entry that is booked once. */
  sealed interface OnceResult {
    /** Booked now or before. */
    record Booked(long budgetFen, long usedFen) implements OnceResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements OnceResult {}

    /** The correction would take back more than this, which is what was booked. */
    record BelowZero(long openingFen) implements OnceResult {}

    /** The person is not known. */
    record PersonUnknown() implements OnceResult {}

    /** No member of the household was ever registered. */
    record HouseholdUnknown() implements OnceResult {}
  }
}
