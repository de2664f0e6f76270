package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.WatchStore.Kind;
import io.yizhan.gateway.desk.WatchStore.Line;
import io.yizhan.gateway.desk.WatchStore.Place;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.LedgerLine;
import io.yizhan.proto.v1.LedgerLineKind;
import io.yizhan.proto.v1.LedgerPosting;
import io.yizhan.proto.v1.WatchSettlementsResponse;

/** Writes lines of the ledger. The same line gives the same bytes, whenever it is asked for. */
final class WatchWriter {
  private WatchWriter() {}

  static WatchSettlementsResponse line(Line line) {
    LedgerLine.Builder out =
        LedgerLine.newBuilder()
            .setKind(kind(line.kind()))
            .setSettlementId(line.place().settlementId())
            .setOriginalSettlementId(line.original().orElse(""))
            .setHospitalId(line.hospitalId())
            .setRequestId(line.requestId())
            .setEncounterId(line.encounterId())
            .setBillNumber(line.billNumber())
            .setPostingDate(WireDate.of(line.postingDate()))
            .setSettleTime(Wire.time(line.time()))
            .setAccountingPeriod(line.period().map(CorrectionWriter::period).orElse(""))
            .setInsuredRegionCode(line.insuredRegion())
            .setAidCountyCode(line.aidCounty())
            .setInsurerSettlementId(line.insurerSettlementId())
            .setTotalFen(line.totalFen())
            .setPaidFen(line.paidFen())
            .setHospitalShareFen(line.hospitalShareFen())
            .setPatientShareFen(line.patientShareFen())
            .addAllPolicyVersionCodes(line.policyVersions())
            .setEngineVersion(line.engineVersion());
    line.postings()
        .forEach(
            posting ->
                out.addPostings(
                    LedgerPosting.newBuilder()
                        .setAccountCode(posting.account())
                        .setPayeeCode(posting.payee())
                        .setAmountFen(posting.fen())));
    return WatchSettlementsResponse.newBuilder()
        .setLine(out)
        .setResumeToken(WatchToken.of(line.place()))
        .build();
  }

  /** A sign of life. */
  static WatchSettlementsResponse sign(Place place, boolean caughtUp) {
    return WatchSettlementsResponse.newBuilder()
        .setResumeToken(WatchToken.of(place))
        .setCaughtUp(caughtUp)
        .build();
  }

  private static LedgerLineKind kind(Kind kind) {
    return switch (kind) {
      case SETTLEMENT -> LedgerLineKind.LEDGER_LINE_KIND_SETTLEMENT;
      case REVERSAL -> LedgerLineKind.LEDGER_LINE_KIND_REVERSAL;
      case CORRECTION -> LedgerLineKind.LEDGER_LINE_KIND_CORRECTION;
    };
  }
}
