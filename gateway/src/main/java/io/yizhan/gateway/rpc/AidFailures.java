package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.AidStore.AidResult;
import java.util.Map;

/** Why something could not be recorded. */
final class AidFailures {
  private AidFailures() {}

  static StatusRuntimeException of(AidResult result) {
    if (result instanceof AidResult.IdReused reused) {
      return Failure.idReused(reused.fields());
    }
    if (result instanceof AidResult.FigureUnknown) {
      return figureNotFound();
    }
    if (result instanceof AidResult.AmountDiffers differs) {
      return Failure.of(
          ErrorReason.AMOUNT_DIFFERS,
          "按标准计算应为 " + differs.computedFen() + " 分；如需不同金额，请写明原因 difference_reason",
          "the standard gives "
              + differs.computedFen()
              + " fen; state difference_reason for another amount",
          Map.of(
              "computed_fen", Long.toString(differs.computedFen()),
              "standard_fen", Long.toString(differs.standardFen())));
    }
    if (result instanceof AidResult.FundUnknown) {
      return Failure.of(
          ErrorReason.FUND_NOT_FOUND,
          "没有此有限资金；法定资金应写明区划，如 610100@410122",
          "no such finite fund; a statutory fund names its division, as 610100@410122");
    }
    if (result instanceof AidResult.FundSpent spent) {
      return Failure.of(
          ErrorReason.FUND_SHORT,
          "此有限资金只剩 " + spent.leftFen() + " 分",
          "the finite fund has " + spent.leftFen() + " fen left",
          Map.of("left_fen", Long.toString(spent.leftFen())));
    }
    if (result instanceof AidResult.GivenBefore first) {
      return Failure.of(
          ErrorReason.AID_ALREADY_RECORDED,
          "此人按此文号、决定日、形式和金额的临时救助已登记；同一文号的另一笔请在文号后加序号",
          "temporary aid of the person by this document number, day, form and amount stands recorded;"
              + " number a second part of the same decision, as -2",
          Map.of("record_id", first.entryId()));
    }
    if (result instanceof AidResult.AlreadyEnrolled first) {
      return Failure.of(
          ErrorReason.ENROLMENT_ALREADY_SUBSIDISED,
          "此人此险种此年度已由 " + first.county() + " 资助参保",
          "the person's enrolment of this scheme and year stands subsidised by " + first.county(),
          Map.of("record_id", first.entryId(), "county_code", first.county()));
    }
    if (result instanceof AidResult.AlreadyReversed already) {
      return Failure.of(
          ErrorReason.ALREADY_REVERSED,
          "此记录已用另一请求号撤销",
          "this record was reversed under another request id",
          Map.of("reversal_id", already.reversalId()));
    }
    return result instanceof AidResult.PersonUnknown
        ? RegistryEndpoint.personNotFound()
        : recordNotFound();
  }

  static StatusRuntimeException recordNotFound() {
    return Failure.of(
        ErrorReason.AID_RECORD_NOT_FOUND, "没有您可见的此救助记录", "no such record that you may see");
  }

  static StatusRuntimeException figureNotFound() {
    return Failure.of(
        ErrorReason.FIGURE_NOT_FOUND,
        "该县此日没有登记此标准，请先登记（PutAidFigure）",
        "the county has no such figure on the day: register it first (PutAidFigure)");
  }
}
