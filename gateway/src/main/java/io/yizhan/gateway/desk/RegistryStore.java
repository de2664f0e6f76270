package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The port to the register: hospitals, persons, opening usage, money of funds, callers. */
public interface RegistryStore {
  /** Adds or changes a hospital. */
  void putHospital(HospitalRecord hospital, String callerId, Instant now);

  /** Hospitals by id, after the given one. */
  List<HospitalRecord> hospitals(String afterId, int limit);

  /**
   * Adds a person or adds to one who is known by any of the documents. Two persons that share a
   * document of this call are refused (empty): joining them is a decision of an office.
   */
  Optional<PutPersonResult> putPerson(PersonRecord person, String callerId, Instant now);

  /** What the register knows; the look is written to the access log. */
  Optional<FoundPerson> person(
      PersonDocument document, String callerId, String purpose, Instant now);

  /** Counties of the identities that a person holds; empty when the person is not known. */
  Optional<List<String>> countiesOf(PersonDocument document);

  /**
   * Adds usage from before go-live, once for each request; answers what is used now. A negative
   * amount corrects entries before it, whose sum must stay 0 or more.
   */
  OnceResult putOpeningUsage(OpeningUsage usage, String callerId, Instant now);

  /** Adds money to a fund, once for each request. */
  OnceResult addFundMoney(FundMoneyEntry entry, String callerId, Instant now);

  /**
   * Registers a caller. The same again, after an answer that was lost, is registered too: a token's
   * hash belongs to one registration.
   */
  RegisterResult registerCaller(
      Caller caller, byte[] tokenSha256, String certificateSha256, Instant now);

  /** Withdraws a caller; false when there is none or it was withdrawn before. */
  boolean revokeCaller(String callerId, Instant now);

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
    CERTIFICATE_TAKEN
  }

  /** A hospital with its name. */
  record HospitalRecord(
      String hospitalId, String name, String region, String level, boolean suspended) {}

  /** A person as an office sends one. The text form hides the name. */
  record PersonRecord(
      List<PersonDocument> documents,
      String name,
      List<Standing.Identity> identities,
      List<Standing.Approval> approvals,
      List<Standing.Grant> grants) {
    public PersonRecord {
      documents = List.copyOf(documents);
      identities = List.copyOf(identities);
      approvals = List.copyOf(approvals);
      grants = List.copyOf(grants);
    }

    @Override
    public String toString() {
      return "PersonRecord[" + documents.size() + " documents, hidden]";
    }
  }

  /** A kept person. */
  record PutPersonResult(String personId, boolean newlyRegistered) {}

  /** A found person. */
  record FoundPerson(String personId, PersonRecord person) {}

  /** Usage from before go-live. */
  record OpeningUsage(
      RequestKey key,
      RequestContent content,
      PersonDocument person,
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
  }
}
