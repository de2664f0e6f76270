package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.ListedSettlements;
import io.yizhan.gateway.desk.PersonCaps;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.desk.SettlementStore.SettlementRow;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.FreshCap;
import io.yizhan.proto.v1.GetSettlementResponse;
import io.yizhan.proto.v1.GetUsageResponse;
import io.yizhan.proto.v1.ListSettlementsResponse;
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.SettlementLine;
import io.yizhan.proto.v1.UsageLine;
import java.util.List;

/** Writes what was looked up. */
final class ListWriter {
  private ListWriter() {}

  /** Where a request stands, and what corrections changed of its settlement. */
  static GetSettlementResponse stored(StoredRequest stored, List<CorrectionRow> corrections) {
    GetSettlementResponse.Builder out = GetSettlementResponse.newBuilder();
    corrections.forEach(each -> out.addCorrections(CorrectionWriter.correction(each)));
    switch (stored.state()) {
      case SETTLED ->
          out.setState(RequestState.REQUEST_STATE_SETTLED)
              .setSettlement(ReplyWriter.settledReply(stored.settledReply()).getSettlement());
      case REFUSED ->
          out.setState(RequestState.REQUEST_STATE_REFUSED)
              .setRefusal(ReplyWriter.settledReply(stored.settledReply()).getRefusal());
      case REVERSED ->
          out.setState(RequestState.REQUEST_STATE_REVERSED)
              .setSettlement(ReplyWriter.settledReply(stored.settledReply()).getSettlement())
              .setReversal(ReplyWriter.reversedReply(stored.reversedReply()).getReversal());
      case FORBIDDEN -> out.setState(RequestState.REQUEST_STATE_FORBIDDEN);
      case NOT_A_SETTLE_REQUEST ->
          throw Failure.of(
              ErrorReason.NOT_A_SETTLE_REQUEST,
              "此请求号属于带预留的试算或其他登记，不是结算请求；要看结果，请用同一请求号重发原请求",
              "this id is that of a quote with hold or of another entry, not a settle request's;"
                  + " to see its answer send the same request again");
    }
    return out.build();
  }

  /** A page, and where the next one goes on. */
  static ListSettlementsResponse page(ListedSettlements listed) {
    ListSettlementsResponse.Builder out = ListSettlementsResponse.newBuilder();
    listed.rows().forEach(row -> out.addLines(line(row)));
    return out.setNextPageToken(
            listed.next().map(next -> ListReader.token(next.postingDate(), next.id())).orElse(""))
        .build();
  }

  private static SettlementLine line(SettlementRow row) {
    return SettlementLine.newBuilder()
        .setSettlementId(row.id())
        .setReversesSettlementId(row.reverses().orElse(""))
        .setCorrectsSettlementId(row.corrects().orElse(""))
        .setAccountingPeriod(row.period().map(CorrectionWriter::period).orElse(""))
        .setHospitalId(row.hospitalId())
        .setRequestId(row.requestId())
        .setEncounterId(row.encounterId())
        .setBillNumber(row.billNumber())
        .setPostingDate(WireDate.of(row.postingDate()))
        .setSettleTime(Wire.time(row.time()))
        .setTotalFen(row.totalFen())
        .setPaidFen(row.paidFen())
        .setHospitalShareFen(row.hospitalShareFen())
        .setPatientShareFen(row.patientShareFen())
        .setBesideFen(row.besideFen())
        .setReversed(row.reversed())
        .setProvisional(row.provisional())
        .build();
  }

  /** A person's caps, and what is left of them. */
  static GetUsageResponse usage(PersonCaps caps) {
    GetUsageResponse.Builder out = GetUsageResponse.newBuilder();
    caps.lines().forEach(line -> out.addLines(usageLine(line)));
    for (io.yizhan.gateway.desk.FreshCap cap : caps.fresh()) {
      out.addFreshCaps(
          FreshCap.newBuilder()
              .setAccountCode(cap.account())
              .setLayerCode(cap.layer())
              .setName(cap.nameZh())
              .setIdentityCode(cap.identity())
              .setCapFen(cap.capFen())
              .setCounting(cap.counting())
              .setClause(cap.clause()));
    }
    return out.build();
  }

  private static UsageLine usageLine(io.yizhan.gateway.desk.UsageLine line) {
    return UsageLine.newBuilder()
        .setAccountCode(line.account())
        .setAccountName(line.accountNameZh())
        .setBenefitYear(line.benefitYear())
        .setIdentityCode(line.identity())
        .setCapFen(line.capFen())
        .setUsedFen(line.usedFen())
        .setIncludedFen(line.includedFen())
        .setHeldFen(line.heldFen())
        .setLeftFen(line.leftFen())
        .setCounting(line.counting())
        .setClause(line.clause())
        .build();
  }
}
