package io.yizhan.gateway.rpc;

import io.yizhan.clearing.ClearingStep;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ClearingStore;
import io.yizhan.gateway.desk.ClearingStore.Part;
import io.yizhan.gateway.desk.ClearingStore.Query;
import io.yizhan.gateway.desk.ClearingStore.StepOrder;
import io.yizhan.gateway.desk.ClearingStore.Transfer;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what is asked of clearing. */
final class ClearingReader {
  static final int REASON_CHARACTERS_MAX = 200;
  private static final int FUND_CHARACTERS_MAX = 64;

  /** Steps that have a call of their own, or that follow from another. */
  private static final Set<ClearingStep> ELSEWHERE =
      EnumSet.of(
          ClearingStep.PREPARE,
          ClearingStep.CHECK,
          ClearingStep.APPROVE,
          ClearingStep.PAY,
          ClearingStep.USE,
          ClearingStep.UNDO_USE);

  private ClearingReader() {}

  /** A division and month that may be prepared; the month's first day. */
  static LocalDate month(PrepareClearingsRequest request, Caller caller) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.region("county_code", request.getCountyCode());
    Optional<LocalDate> day = violations.date("month", request.hasMonth(), request.getMonth());
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnCounty(caller, request.getCountyCode());
    return day.orElseThrow().withDayOfMonth(1);
  }

  static void advance(ProposeAdvanceRequest request, Caller caller) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    String fund = request.getFundCode();
    Optional<String> payer = FundReader.payer(fund);
    if (payer.isEmpty()) {
      violations.add(
          "fund_code",
          "应为基金加 @ 和六位区划，如 610100@410122",
          "must be a fund, @ and six digits, as 610100@410122");
    }
    violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    violations.amount("amount_fen", request.getAmountFen(), 1, Fen.AMOUNT_MAX);
    violations.text("reason", request.getReason(), 1, REASON_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnFund(caller, payer);
  }

  /** The query of one more line than the page has, narrowed to what the caller sees. */
  static Query query(ListClearingsRequest request, Caller caller) {
    Violations violations = new Violations();
    String county = request.getCountyCode();
    if (!county.isEmpty()) {
      violations.region("county_code", county);
    }
    String hospital = request.getHospitalId();
    if (!hospital.isEmpty()) {
      violations.id("hospital_id", hospital, ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    if (!request.getFundCode().isEmpty()) {
      violations.id("fund_code", request.getFundCode(), FUND_CHARACTERS_MAX);
    }
    Optional<LocalDate> month =
        request.hasMonth() ? violations.date("month", true, request.getMonth()) : Optional.empty();
    var kind = ClearingWords.kind(request.getKind(), violations);
    var state = ClearingWords.state(request.getState(), violations);
    int size = violations.pageSize(request.getPageSize());
    String after = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (!county.isEmpty()) {
      Permissions.requireOwnCounty(caller, county);
    }
    return new Query(
        county.isEmpty() ? counties(caller) : List.of(county),
        caller.role() == Caller.Role.HOSPITAL ? caller.hospitalId() : hospital,
        request.getFundCode(),
        month.map(day -> day.withDayOfMonth(1)),
        kind,
        state,
        after,
        size + 1);
  }

  /** Leading digits of the divisions whose clearings the caller sees. */
  static List<String> counties(Caller caller) {
    return caller.role() == Caller.Role.HOSPITAL ? List.of("") : Permissions.regionsOf(caller);
  }

  static StepOrder step(TakeClearingStepRequest request, Caller caller, Origins origins) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.id("clearing_id", request.getClearingId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.text("reason", request.getReason(), 1, REASON_CHARACTERS_MAX);
    Optional<ClearingStep> read =
        ClearingWords.step(request.getStep()).filter(one -> !ELSEWHERE.contains(one));
    if (read.isEmpty()) {
      violations.add(
          "step",
          "应为本调用可用的步骤；编制、复核、审批、拨付各有其调用",
          "must be a step of this call; preparing, checking, approving, paying have their own");
    }
    ClearingStep step = read.orElse(ClearingStep.RETURN);
    boolean hasAmount = step.hasAmount();
    violations.amount(
        "amount_fen", request.getAmountFen(), hasAmount ? 1 : 0, hasAmount ? Fen.AMOUNT_MAX : 0);
    optional("other_clearing_id", request.getOtherClearingId(), step.isOfTwo(), violations);
    Transfer transfer = transfer(request, step, origins, violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (caller.role() == Caller.Role.HOSPITAL && step != ClearingStep.DISPUTE) {
      throw Failure.of(
          ErrorReason.ROLE_MAY_NOT,
          "医院只能对本院的清算提出争议",
          "a hospital may dispute its clearings, and take no other step");
    }
    Part part =
        new Part(request.getClearingId(), request.getAmountFen(), request.getOtherClearingId());
    return order(
        origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
        step,
        List.of(part),
        request.getReason(),
        transfer,
        Optional.empty(),
        caller);
  }

  /** What a repayment's transfer is, or that by which a payment is taken back. */
  private static Transfer transfer(
      TakeClearingStepRequest request, ClearingStep step, Origins origins, Violations violations) {
    boolean unpays = step == ClearingStep.UNPAY;
    String reference = request.getBankReference();
    boolean moves = step == ClearingStep.REPAY || (unpays && !reference.isEmpty());
    optional("bank_reference", reference, moves, violations);
    optional("paid_bank_reference", request.getPaidBankReference(), unpays, violations);
    Optional<LocalDate> day = Optional.empty();
    if (request.hasBankDate() && !moves) {
      violations.add("bank_date", "没有银行流水的步骤不应填写", "must be absent where no transfer is named");
    } else {
      day =
          BankDayReader.read(
              request.hasBankDate(), request.getBankDate(), origins.today(), violations);
    }
    return new Transfer(reference, day, request.getPaidBankReference());
  }

  private static void optional(String field, String value, boolean isAsked, Violations violations) {
    if (isAsked) {
      violations.id(field, value, ClaimReader.ID_CHARACTERS_MAX);
    } else if (!value.isEmpty()) {
      violations.add(field, "此步骤不应填写", "must be empty for this step");
    }
  }

  static StepOrder check(CheckClearingsRequest request, Caller caller, Origins origins) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    List<Part> parts = parts(request.getClearingIdsList(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return order(
        origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
        ClearingStep.CHECK,
        parts,
        "",
        Transfer.NONE,
        Optional.empty(),
        caller);
  }

  static StepOrder approve(ApproveClearingsRequest request, Caller caller, Origins origins) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    List<Part> parts = parts(request.getClearingIdsList(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return order(
        origins.of(request.getRequestId(), contentOf(request)),
        ClearingStep.APPROVE,
        parts,
        "",
        Transfer.NONE,
        Optional.of(request.getUnpaidFen()),
        caller);
  }

  /** A sum of nothing is stated, too: without it an approval says what the check of them said. */
  private static RequestContent contentOf(ApproveClearingsRequest request) {
    List<RequestContent.Field> fields =
        new ArrayList<>(ContentReader.read(request, "request_id").fields());
    if (request.getUnpaidFen() == 0) {
      fields.add(new RequestContent.Field("unpaid_fen", "0"));
    }
    return new RequestContent(fields);
  }

  static StepOrder pay(PayClearingsRequest request, Caller caller, Origins origins) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.id("bank_reference", request.getBankReference(), ClaimReader.ID_CHARACTERS_MAX);
    List<ClearingPayment> payments = request.getPaymentsList();
    List<Part> parts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    if (isCountGood("payments", payments.size(), violations)) {
      for (int i = 0; i < payments.size(); i++) {
        String field = "payments[" + i + "].";
        ClearingPayment payment = payments.get(i);
        id(field + "clearing_id", payment.getClearingId(), seen, violations);
        violations.amount(field + "amount_fen", payment.getAmountFen(), 1, Fen.AMOUNT_MAX);
        parts.add(new Part(payment.getClearingId(), payment.getAmountFen(), ""));
      }
    }
    Optional<LocalDate> day =
        BankDayReader.read(
            request.hasBankDate(), request.getBankDate(), origins.today(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return order(
        origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
        ClearingStep.PAY,
        parts,
        "",
        new Transfer(request.getBankReference(), day, ""),
        Optional.empty(),
        caller);
  }

  private static List<Part> parts(List<String> ids, Violations violations) {
    List<Part> parts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    if (isCountGood("clearing_ids", ids.size(), violations)) {
      for (int i = 0; i < ids.size(); i++) {
        id("clearing_ids[" + i + "]", ids.get(i), seen, violations);
        parts.add(new Part(ids.get(i), 0, ""));
      }
    }
    return parts;
  }

  private static boolean isCountGood(String field, int count, Violations violations) {
    int most = ClearingStore.CLEARINGS_MAX;
    boolean good = count >= 1 && count <= most;
    if (!good) {
      violations.add(
          field,
          "应为 1–" + most + " 个，实为 " + count,
          "must be 1 to " + most + " entries, was " + count);
    }
    return good;
  }

  private static void id(String field, String id, Set<String> seen, Violations violations) {
    violations.id(field, id, ClaimReader.ID_CHARACTERS_MAX);
    if (!seen.add(id)) {
      violations.add(field, "重复列出", "must be listed once");
    }
  }

  private static StepOrder order(
      Origin origin,
      ClearingStep step,
      List<Part> parts,
      String reason,
      Transfer transfer,
      Optional<Long> statedFen,
      Caller caller) {
    return new StepOrder(
        origin,
        step,
        parts,
        reason,
        transfer,
        statedFen,
        counties(caller),
        caller.role() == Caller.Role.HOSPITAL ? caller.hospitalId() : "");
  }
}
