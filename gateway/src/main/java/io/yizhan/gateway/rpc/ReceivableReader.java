package io.yizhan.gateway.rpc;

import com.google.type.Date;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.ReceivableStore.FileOrder;
import io.yizhan.gateway.desk.ReceivableStore.Instalment;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Query;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReceivableStore.ReturnOrder;
import io.yizhan.gateway.desk.ReceivableStore.Transfer;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is said of money owed outside the waterfall. */
final class ReceivableReader {
  static final int NOTE_CHARACTERS_MAX = 200;

  /** How many a payment file leaves out at most. */
  private static final int LEFT_OUT_MAX = 500;

  /** A statutory fund and its division, as postings name them. */
  private static final Pattern STATUTORY = Pattern.compile("[A-Za-z0-9._-]{1,32}@([0-9]{6})");

  /** 医院减免: what a hospital bears itself. */
  private static final String WAIVER = "630100@";

  private ReceivableReader() {}

  /** The query of one more line than the page has, narrowed to what the caller sees. */
  static Query query(ListReceivablesRequest request, Caller caller) {
    Violations violations = new Violations();
    Optional<PersonDocument> person =
        request.hasPersonDocument()
            ? DocumentReader.read("person_document", true, request.getPersonDocument(), violations)
            : Optional.empty();
    String county = request.getCountyCode();
    if (!county.isEmpty()) {
      violations.region("county_code", county);
    }
    if (!request.getPartyCode().isEmpty()) {
      violations.id("party_code", request.getPartyCode(), ClaimReader.ID_CHARACTERS_MAX);
    }
    Optional<Kind> kind = kind(request.getKind(), violations);
    Optional<LocalDate> overdueOn =
        request.hasOverdueOnDate()
            ? violations.date("overdue_on_date", true, request.getOverdueOnDate())
            : Optional.empty();
    if (!request.getPaymentFileId().isEmpty()) {
      violations.id("payment_file_id", request.getPaymentFileId(), ClaimReader.ID_CHARACTERS_MAX);
    }
    int size = violations.pageSize(request.getPageSize());
    String after = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (caller.role() == Caller.Role.OFFICE && !county.isEmpty() && !caller.actsFor(county)) {
      throw Permissions.notYourRegion("county_code");
    }
    List<String> seen = caller.role() == Caller.Role.OFFICE ? caller.regions() : List.of("");
    boolean hospital = caller.role() == Caller.Role.HOSPITAL;
    return new Query(
        county.isEmpty() ? seen : List.of(county),
        hospital ? caller.hospitalId() : request.getPartyCode(),
        person,
        kind,
        request.getOpenOnly(),
        overdueOn,
        request.getPaymentFileId(),
        after,
        size + 1);
  }

  private static Optional<Kind> kind(ReceivableKind kind, Violations violations) {
    return switch (kind) {
      case RECEIVABLE_KIND_UNSPECIFIED -> Optional.empty();
      case RECEIVABLE_KIND_CLAW_BACK -> Optional.of(Kind.CLAW_BACK);
      case RECEIVABLE_KIND_SUPPLEMENT -> Optional.of(Kind.SUPPLEMENT);
      case RECEIVABLE_KIND_PATIENT_SHARE -> Optional.of(Kind.PATIENT_SHARE);
      case RECEIVABLE_KIND_REFUND -> Optional.of(Kind.REFUND);
      case RECEIVABLE_KIND_PAY_OUT -> Optional.of(Kind.PAY_OUT);
      case UNRECOGNIZED -> {
        violations.add("kind", "应为已定义的种类", "must be a kind of the contract");
        yield Optional.empty();
      }
    };
  }

  /** What the bank says of a payment; a day only with its reference. */
  static Transfer transfer(
      String reference, boolean hasDay, Date day, LocalDate today, Violations violations) {
    if (reference.isEmpty()) {
      if (hasDay) {
        violations.add("bank_date", "没有银行流水号的不应填写", "must be absent where no transfer is named");
      }
      return Transfer.NONE;
    }
    violations.id("bank_reference", reference, ClaimReader.ID_CHARACTERS_MAX);
    return new Transfer(reference, BankDayReader.read(hasDay, day, today, violations));
  }

  /** Refuses a bank's reference where the money is between a person and a hospital. */
  static void requireOfBank(Receivable of, Transfer transfer) {
    if (of.kind().isOfHospital() && !transfer.reference().isEmpty()) {
      Violations violations = new Violations();
      violations.add(
          "bank_reference",
          "医院与个人之间的款项不经区县账户，不应填写",
          "must be empty: what is owed between a person and a hospital is not the county's bank's");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
  }

  static ReturnOrder takeBack(TakeBackPaymentRequest request, Origins origins) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.id("receivable_id", request.getReceivableId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.id("entry_id", request.getEntryId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.text("note", request.getNote(), 1, NOTE_CHARACTERS_MAX);
    Transfer transfer =
        transfer(
            request.getBankReference(),
            request.hasBankDate(),
            request.getBankDate(),
            origins.today(),
            violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Origin origin = origins.of(request.getRequestId(), ContentReader.read(request, "request_id"));
    return new ReturnOrder(
        origin.key(),
        origin.content(),
        request.getReceivableId(),
        request.getEntryId(),
        request.getNote(),
        transfer,
        origin.stamp(),
        origin.callerId());
  }

  static FileOrder file(ExportPayOutsRequest request, Origins origins) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.region("county_code", request.getCountyCode());
    String replaces = request.getReplacesFileId();
    if (!replaces.isEmpty()) {
      violations.id("replaces_file_id", replaces, ClaimReader.ID_CHARACTERS_MAX);
    }
    List<String> leftOut = request.getLeftOutReceivableIdsList();
    if (leftOut.size() > LEFT_OUT_MAX) {
      violations.add(
          "left_out_receivable_ids",
          "至多 " + LEFT_OUT_MAX + " 项，实为 " + leftOut.size(),
          "must be at most " + LEFT_OUT_MAX + " entries, was " + leftOut.size());
    }
    for (int i = 0; i < Math.min(leftOut.size(), LEFT_OUT_MAX); i++) {
      violations.id(
          "left_out_receivable_ids[" + i + "]", leftOut.get(i), ClaimReader.ID_CHARACTERS_MAX);
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnCounty(Permissions.caller(), request.getCountyCode());
    return new FileOrder(
        origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
        request.getCountyCode(),
        replaces,
        leftOut);
  }

  /** Request id, receivable and amount, as every entry has them. */
  static void entry(Violations violations, String requestId, String receivableId, long amountFen) {
    violations.id("request_id", requestId, ClaimReader.ID_CHARACTERS_MAX);
    violations.id("receivable_id", receivableId, ClaimReader.ID_CHARACTERS_MAX);
    violations.amount("amount_fen", amountFen, 1, Fen.AMOUNT_MAX);
  }

  /** Instalments in the order of their days. */
  static List<Instalment> plan(
      List<io.yizhan.proto.v1.Instalment> wire, int countMin, Violations violations) {
    if (wire.size() < countMin || wire.size() > ReceivableStore.INSTALMENTS_MAX) {
      violations.add(
          "instalments",
          "应为 " + countMin + "–" + ReceivableStore.INSTALMENTS_MAX + " 期，实为 " + wire.size(),
          "must be "
              + countMin
              + " to "
              + ReceivableStore.INSTALMENTS_MAX
              + " entries, was "
              + wire.size());
      return List.of();
    }
    List<Instalment> plan = new ArrayList<>();
    for (int i = 0; i < wire.size(); i++) {
      String field = "instalments[" + i + "].";
      Optional<LocalDate> due =
          violations.date(field + "due_date", wire.get(i).hasDueDate(), wire.get(i).getDueDate());
      boolean good =
          violations.amount(field + "amount_fen", wire.get(i).getAmountFen(), 1, Fen.AMOUNT_MAX);
      if (due.isEmpty() || !good) {
        continue;
      }
      if (!plan.isEmpty() && !due.get().isAfter(plan.get(plan.size() - 1).due())) {
        violations.add(field + "due_date", "应晚于前一期", "must be after the one before");
      }
      plan.add(new Instalment(due.get(), wire.get(i).getAmountFen()));
    }
    return plan;
  }

  /** Names instalments that do not add up to what they are of. */
  static void addsUp(List<Instalment> plan, long amountFen, Violations violations) {
    long sum = plan.stream().mapToLong(Instalment::amountFen).sum();
    if (violations.count() == 0 && !plan.isEmpty() && sum != amountFen) {
      violations.add(
          "instalments",
          "各期之和应为 " + amountFen + " 分，实为 " + sum,
          "must add up to " + amountFen + " fen, was " + sum);
    }
  }

  /** A fund that may bear a write-off; only good when no violation was added. */
  static void fund(String fund, Violations violations) {
    boolean waiver =
        fund.startsWith(WAIVER) && fund.length() <= ClaimReader.ID_CHARACTERS_MAX + WAIVER.length();
    if (fund.contains("@") ? !STATUTORY.matcher(fund).matches() && !waiver : !isCode(fund)) {
      violations.add(
          "fund_code",
          "应为法定资金加区划（610100@320922）、有限资金代码，或医院减免（630100@医院编号）",
          "must be a statutory fund with its division (610100@320922), the code of a finite fund, or"
              + " a hospital's waiver (630100@ and its id)");
    }
  }

  private static boolean isCode(String fund) {
    return fund.matches("[A-Za-z0-9._-]{1,64}");
  }

  /** Refuses a fund that is not the caller's to spend. */
  static void requireOwnFund(Caller caller, String fund) {
    if (caller.role() == Caller.Role.HOSPITAL) {
      if (!fund.equals(WAIVER + caller.hospitalId())) {
        throw Permissions.notYourRegion("fund_code");
      }
      return;
    }
    Matcher statutory = STATUTORY.matcher(fund);
    Permissions.requireOwnFund(
        caller, statutory.matches() ? Optional.of(statutory.group(1)) : Optional.empty());
  }
}
