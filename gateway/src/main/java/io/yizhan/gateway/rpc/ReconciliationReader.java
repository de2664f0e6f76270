package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.ReconciliationStore.Heading;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.StatedLine;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListStatementsRequest;
import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import io.yizhan.reconciliation.BreakKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads statements and what is asked of them. */
final class ReconciliationReader {
  static final int FUNDS_MAX = 20;
  private static final int CODE_CHARACTERS_MAX = 32;
  private static final long SECONDS_MAX = 4_133_980_800L;

  private ReconciliationReader() {}

  /** A party; of no use where there are violations. */
  static Party party(
      boolean present, io.yizhan.proto.v1.Party party, String prefix, Violations violations) {
    if (!present) {
      violations.add(prefix + "party", "必填", "must be present");
    }
    Optional<PartyKind> kind =
        switch (party.getKind()) {
          case PARTY_KIND_HOSPITAL -> Optional.of(PartyKind.HOSPITAL);
          case PARTY_KIND_INSURER -> Optional.of(PartyKind.INSURER);
          case PARTY_KIND_BANK -> Optional.of(PartyKind.BANK);
          case PARTY_KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    String field = prefix + "party.party_code";
    if (kind.isEmpty()) {
      violations.add(
          prefix + "party.kind",
          "应为 PARTY_KIND_HOSPITAL、_INSURER 或 _BANK，实为 " + party.getKindValue(),
          "must be PARTY_KIND_HOSPITAL, _INSURER or _BANK, was " + party.getKindValue());
    } else if (kind.get() == PartyKind.HOSPITAL) {
      violations.id(field, party.getPartyCode(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    } else if (!party.getPartyCode().matches("[0-9]{2,6}")) {
      violations.add(field, "应为二至六位行政区划代码", "must be two to six digits of a division");
    }
    return new Party(kind.orElse(PartyKind.HOSPITAL), party.getPartyCode());
  }

  /** Days of a party; of no use where there are violations. */
  static Span span(
      boolean present,
      io.yizhan.proto.v1.Party party,
      Optional<LocalDate> from,
      Optional<LocalDate> to,
      String prefix,
      Violations violations) {
    Party read = party(present, party, prefix, violations);
    if (from.isPresent()
        && to.isPresent()
        && (to.get().isBefore(from.get())
            || from.get().plusDays(ReconciliationStore.DAYS_MAX).isBefore(to.get().plusDays(1)))) {
      violations.add(
          prefix + "to_date",
          "应不早于 from_date，且至多 " + ReconciliationStore.DAYS_MAX + " 天",
          "must not be before from_date, and at most " + ReconciliationStore.DAYS_MAX + " days");
    }
    return new Span(read, from.orElse(LocalDate.EPOCH), to.orElse(LocalDate.EPOCH));
  }

  /** The heading of a statement; throws with every violation. */
  static Heading heading(boolean present, StatementHeading heading, Caller caller) {
    Violations violations = new Violations();
    if (!present) {
      violations.add("heading", "首条消息必须写明", "must be present in the first message");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
    violations.id("heading.statement_id", heading.getStatementId(), ClaimReader.ID_CHARACTERS_MAX);
    Span span =
        span(
            heading.hasParty(),
            heading.getParty(),
            violations.date("heading.from_date", heading.hasFromDate(), heading.getFromDate()),
            violations.date("heading.to_date", heading.hasToDate(), heading.getToDate()),
            "heading.",
            violations);
    Optional<Instant> through = Optional.empty();
    if (heading.hasThroughTime()) {
      long seconds = heading.getThroughTime().getSeconds();
      if (seconds < 0 || seconds > SECONDS_MAX) {
        violations.add("heading.through_time", "应为 1970–2100 年的时刻", "must be of 1970 to 2100");
      } else {
        through = Optional.of(Instant.ofEpochSecond(seconds).truncatedTo(ChronoUnit.MICROS));
      }
    }
    if (heading.getFundCodesCount() > FUNDS_MAX) {
      violations.add("heading.fund_codes", "至多 20 个", "must be at most 20");
    }
    for (int i = 0; i < Math.min(FUNDS_MAX, heading.getFundCodesCount()); i++) {
      violations.code(
          "heading.fund_codes[" + i + "]", heading.getFundCodes(i), CODE_CHARACTERS_MAX);
    }
    if (span.party().kind() == PartyKind.BANK && heading.getFundCodesCount() > 0) {
      violations.add(
          "heading.fund_codes",
          "银行不可只比对某一基金，应不填，实为 " + heading.getFundCodes(0) + "；基金可在各行写明",
          "must be empty for a bank, was "
              + heading.getFundCodes(0)
              + ": all its payments are compared, and a line can name its fund");
    }
    OptionalLong bill = OptionalLong.empty();
    OptionalLong fund = OptionalLong.empty();
    if (heading.hasStatedTotal()) {
      bill = OptionalLong.of(heading.getStatedTotal().getBillFen());
      fund = OptionalLong.of(heading.getStatedTotal().getFundFen());
      total("heading.stated_total.bill_fen", bill.getAsLong(), violations);
      total("heading.stated_total.fund_fen", fund.getAsLong(), violations);
    }
    RefundLines refunds = refundLines(heading, violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireParty(caller, span.party());
    return new Heading(
        heading.getStatementId(),
        span,
        heading.getPart(),
        through,
        refunds,
        heading.getFundCodesList(),
        bill,
        fund);
  }

  private static void total(String field, long fen, Violations violations) {
    long max = Fen.AMOUNT_MAX * 10_000;
    violations.amount(field, fen, -max, max);
  }

  private static RefundLines refundLines(StatementHeading heading, Violations violations) {
    return switch (heading.getRefundLines()) {
      case REFUND_LINES_UNSPECIFIED, REFUND_LINES_WITH -> RefundLines.WITH;
      case REFUND_LINES_WITHOUT -> RefundLines.WITHOUT;
      case REFUND_LINES_LIVE_ONLY -> RefundLines.LIVE_ONLY;
      case UNRECOGNIZED -> {
        violations.add(
            "heading.refund_lines",
            "应为 REFUND_LINES_WITH、_WITHOUT 或 _LIVE_ONLY",
            "must be REFUND_LINES_WITH, _WITHOUT or _LIVE_ONLY");
        yield RefundLines.WITH;
      }
    };
  }

  /** A line of a statement; of no use where there are violations. */
  static StatedLine line(StatementLine line, Heading heading, Violations violations) {
    optionalId("settlement_id", line.getSettlementId(), violations);
    if (heading.span().party().kind() == ReconciliationStore.PartyKind.BANK) {
      documentNumber(line.getRequestId(), violations);
    } else {
      optionalId("request_id", ofCaller(line.getRequestId()), violations);
    }
    optionalId("insurer_settlement_id", line.getInsurerSettlementId(), violations);
    optionalId("encounter_id", line.getEncounterId(), violations);
    Optional<PersonDocument> person =
        line.hasPersonDocument()
            ? DocumentReader.read("person_document", true, line.getPersonDocument(), violations)
            : Optional.empty();
    if (line.getRefund() && heading.refundLines() != RefundLines.WITH) {
      violations.add("refund", "此对账单不含退费行", "must not be in a statement without refund lines");
    }
    Optional<LocalDate> day =
        violations.date("settle_date", line.hasSettleDate(), line.getSettleDate());
    if (day.isPresent()
        && (day.get().isBefore(heading.span().from()) || day.get().isAfter(heading.span().to()))) {
      violations.add(
          "settle_date",
          "应在对账单日期内，实为 " + day.get(),
          "must be within the statement's days, was " + day.get());
    }
    amount("bill_fen", line.getRefund(), line.getBillFen(), violations);
    amount("fund_fen", line.getRefund(), line.getFundFen(), violations);
    return new StatedLine(
            line.getLineNumber(),
            line.getSettlementId(),
            line.getRequestId(),
            line.getInsurerSettlementId(),
            line.getEncounterId(),
            person,
            line.getRefund(),
            day.orElse(LocalDate.EPOCH),
            line.hasBillFen() ? OptionalLong.of(line.getBillFen()) : OptionalLong.empty(),
            line.getFundFen(),
            funds(line, violations))
        .only(heading.fundCodes());
  }

  /** A party repeats what is listed: a reversal of a mend's has an id of the gateway's own. */
  private static String ofCaller(String requestId) {
    return requestId.startsWith(ReconciliationDesk.REQUEST)
        ? requestId.substring(ReconciliationDesk.REQUEST.length())
        : requestId;
  }

  /**
   * What a bank names a payment by: of aid in cash the number of its document, 临2026-1. Both sides
   * are walked in the order of it, in which characters beyond the first plane would differ.
   */
  private static void documentNumber(String number, Violations violations) {
    if (!number.isEmpty()) {
      violations.key("request_id", number, 1, ClaimReader.ID_CHARACTERS_MAX);
      if (number.chars().anyMatch(each -> Character.isSurrogate((char) each))) {
        violations.add("request_id", "不能含四字节字符", "must have no character beyond U+FFFF");
      }
    }
  }

  private static void optionalId(String field, String value, Violations violations) {
    if (!value.isEmpty()) {
      violations.id(field, value, ClaimReader.ID_CHARACTERS_MAX);
    }
  }

  private static void amount(String field, boolean refund, long fen, Violations violations) {
    violations.amount(field, fen, refund ? -Fen.AMOUNT_MAX : 0, refund ? 0 : Fen.AMOUNT_MAX);
  }

  private static Map<String, Long> funds(StatementLine line, Violations violations) {
    Map<String, Long> funds = new LinkedHashMap<>();
    if (line.getFundsCount() > FUNDS_MAX) {
      violations.add("funds", "至多 20 项", "must be at most 20");
      return funds;
    }
    long sum = 0;
    for (int i = 0; i < line.getFundsCount(); i++) {
      StatementFund fund = line.getFunds(i);
      String field = "funds[" + i + "]";
      violations.code(field + ".fund_code", fund.getFundCode(), CODE_CHARACTERS_MAX);
      amount(field + ".amount_fen", line.getRefund(), fund.getAmountFen(), violations);
      if (funds.put(fund.getFundCode(), fund.getAmountFen()) != null) {
        violations.add(field + ".fund_code", "重复", "must be there once");
      }
      sum += fund.getAmountFen();
    }
    if (line.getFundsCount() > 0 && sum != line.getFundFen()) {
      violations.add(
          "funds",
          "之和应等于 fund_fen " + line.getFundFen() + "，实为 " + sum,
          "must add up to fund_fen " + line.getFundFen() + ", came to " + sum);
    }
    return funds;
  }

  /** Breaks or statements that are asked for. */
  record Query(Span span, Optional<BreakKind> kind, int size, String afterId) {}

  static Query query(ListBreaksRequest request) {
    Violations violations = new Violations();
    Span span =
        span(
            request.hasParty(),
            request.getParty(),
            violations.date("from_date", request.hasFromDate(), request.getFromDate()),
            violations.date("to_date", request.hasToDate(), request.getToDate()),
            "",
            violations);
    Optional<BreakKind> kind = Optional.empty();
    if (request.getKindValue() != 0) {
      kind =
          java.util.Arrays.stream(BreakKind.values())
              .filter(each -> ReconciliationWriter.kind(each) == request.getKind())
              .findFirst();
      if (kind.isEmpty()) {
        violations.add("kind", "不是差异种类", "must be a kind of break");
      }
    }
    int size = violations.pageSize(request.getPageSize());
    String afterId = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new Query(span, kind, size, afterId);
  }

  static Query query(ListStatementsRequest request) {
    Violations violations = new Violations();
    Span span =
        span(
            request.hasParty(),
            request.getParty(),
            violations.date("from_date", request.hasFromDate(), request.getFromDate()),
            violations.date("to_date", request.hasToDate(), request.getToDate()),
            "",
            violations);
    int size = violations.pageSize(request.getPageSize());
    String afterId = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new Query(span, Optional.empty(), size, afterId);
  }
}
