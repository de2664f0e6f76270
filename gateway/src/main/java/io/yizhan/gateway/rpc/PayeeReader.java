package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.BankAccount;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PayeeStore.Destination;
import io.yizhan.gateway.desk.PayeeStore.Query;
import io.yizhan.gateway.desk.PayeeStore.State;
import io.yizhan.proto.v1.ConfirmPayeeAccountRequest;
import io.yizhan.proto.v1.ListPayeeAccountsRequest;
import io.yizhan.proto.v1.PayeeAccountState;
import io.yizhan.proto.v1.ProposePayeeAccountRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what is asked about payees' accounts. */
final class PayeeReader {
  private static final Pattern BANK_CODE = Pattern.compile("([0-9]{12})?");

  private PayeeReader() {}

  static Destination proposal(ProposePayeeAccountRequest request, Caller caller) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.region("county_code", request.getCountyCode());
    violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    BankAccount account =
        BankAccountReader.read("account", request.hasAccount(), request.getAccount(), violations);
    violations.printed("account.bank_name", account.bank());
    violations.printed("account.holder_name", account.holder());
    if (!BANK_CODE.matcher(request.getBankCode()).matches()) {
      violations.add(
          "bank_code",
          "应为 12 位数字的联行号，或留空，实为 " + Violations.shown(request.getBankCode()),
          "must be 12 digits or empty, was " + Violations.shown(request.getBankCode()));
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnCounty(caller, request.getCountyCode());
    return new Destination(account, request.getBankCode());
  }

  static void confirmation(ConfirmPayeeAccountRequest request) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.id("payee_account_id", request.getPayeeAccountId(), ClaimReader.ID_CHARACTERS_MAX);
    BankAccountReader.number("account_number", request.getAccountNumber(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  /** The query of one more line than the page has, narrowed to what the caller sees. */
  static Query query(ListPayeeAccountsRequest request, Caller caller) {
    Violations violations = new Violations();
    String county = request.getCountyCode();
    if (!county.isEmpty()) {
      violations.region("county_code", county);
    }
    String hospital = request.getHospitalId();
    if (!hospital.isEmpty()) {
      violations.id("hospital_id", hospital, ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    Optional<State> state = state(request.getState(), violations);
    int size = violations.pageSize(request.getPageSize());
    String after = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (!county.isEmpty()) {
      Permissions.requireOwnCounty(caller, county);
    }
    boolean ofHospital = caller.role() == Caller.Role.HOSPITAL;
    List<String> seen = ofHospital ? List.of("") : Permissions.regionsOf(caller);
    return new Query(
        county.isEmpty() ? seen : List.of(county),
        ofHospital ? caller.hospitalId() : hospital,
        state,
        after,
        size + 1);
  }

  private static Optional<State> state(PayeeAccountState wire, Violations violations) {
    return switch (wire) {
      case PAYEE_ACCOUNT_STATE_UNSPECIFIED -> Optional.empty();
      case PAYEE_ACCOUNT_STATE_PROPOSED -> Optional.of(State.PROPOSED);
      case PAYEE_ACCOUNT_STATE_IN_FORCE -> Optional.of(State.IN_FORCE);
      case PAYEE_ACCOUNT_STATE_REPLACED -> Optional.of(State.REPLACED);
      case UNRECOGNIZED -> {
        violations.add("state", "应为已定义的状态", "must be a state of the contract");
        yield Optional.empty();
      }
    };
  }
}
