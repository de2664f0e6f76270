package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.Notice;
import io.yizhan.gateway.desk.ReadjudicationDesk;
import io.yizhan.gateway.desk.ReadjudicationStore.BookedReadjudication;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeRow;
import io.yizhan.gateway.desk.ReadjudicationStore.PeriodRow;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AccountingPeriod;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.BookedNotice;
import io.yizhan.proto.v1.ClaimOrder;
import io.yizhan.proto.v1.OwedAmount;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReadjudicationNotice;
import io.yizhan.proto.v1.SettlementDifference;
import io.yizhan.proto.v1.UsageDifference;

/** Writes what would be corrected, and what was. */
final class ReadjudicationWriter {
  private ReadjudicationWriter() {}

  static PreviewReadjudicationResponse one(io.yizhan.gateway.desk.Readjudication decided) {
    return PreviewReadjudicationResponse.newBuilder()
        .addReadjudications(readjudication(decided))
        .setLookedAtCount(decided.settlementCount())
        .build();
  }

  static PreviewReadjudicationResponse page(ReadjudicationDesk.Page page) {
    PreviewReadjudicationResponse.Builder out = PreviewReadjudicationResponse.newBuilder();
    page.previews().forEach(decided -> out.addReadjudications(readjudication(decided)));
    return out.setLookedAtCount(page.lookedAtCount())
        .addAllTooLargeSettlementIds(page.tooLarge())
        .setNotYoursCount(page.notYoursCount())
        .setNextPageToken(
            page.next().map(after -> ListReader.token(after.postingDate(), after.id())).orElse(""))
        .build();
  }

  private static Readjudication readjudication(io.yizhan.gateway.desk.Readjudication decided) {
    Readjudication.Builder out =
        Readjudication.newBuilder()
            .setSettlementId(decided.subjectId())
            .setPreviewSha256(decided.sha256())
            .setOrder(
                switch (decided.order()) {
                  case SETTLEMENT -> ClaimOrder.CLAIM_ORDER_SETTLEMENT;
                  case SERVICE -> ClaimOrder.CLAIM_ORDER_SERVICE;
                })
            .setSettlementCount(decided.settlementCount());
    decided.changes().forEach(change -> out.addDifferences(difference(change)));
    decided.notices().forEach(notice -> out.addNotices(notice(notice)));
    decided
        .obstacle()
        .ifPresent(
            obstacle ->
                out.setObstacle(Wire.sentence(obstacle.code(), obstacle.zh(), obstacle.en()))
                    .setObstacleSettlementId(obstacle.settlementId()));
    return out.build();
  }

  private static SettlementDifference difference(Change change) {
    SettlementDifference.Builder out =
        SettlementDifference.newBuilder()
            .setSettlementId(change.past().settlementId())
            .setHospitalId(change.past().hospitalId())
            .setPostingDate(WireDate.of(change.past().postingDate()))
            .setBeforePatientShareFen(change.past().bearers().patientFen())
            .setAfterPatientShareFen(change.after().patientFen())
            .addAllPolicyVersionCodes(change.policyVersions());
    change.moreFen().forEach((line, fen) -> out.addAmounts(CorrectionWriter.amount(line, fen)));
    change
        .uses()
        .forEach(
            use ->
                out.addUsageDifferences(
                    UsageDifference.newBuilder()
                        .setAccountCode(use.account().code())
                        .setAccountName(use.nameZh())
                        .setBenefitYear(use.account().benefitYear())
                        .setMoreFen(use.fen())));
    change
        .owed()
        .forEach(
            owed -> {
              OwedAmount.Builder amount =
                  OwedAmount.newBuilder().setByFund(owed.toPerson()).setAmountFen(owed.fen());
              if (!owed.ofHospital()) {
                int at = owed.party().indexOf('@');
                amount
                    .setFundCode(owed.party().substring(0, at))
                    .setPayerRegionCode(owed.party().substring(at + 1));
              }
              out.addOwedAmounts(amount);
            });
    return out.build();
  }

  private static ReadjudicationNotice notice(Notice notice) {
    return ReadjudicationNotice.newBuilder()
        .addAllSettlementIds(notice.settlementIds())
        .setSupplementFen(notice.supplementFen())
        .setClawBackFen(notice.clawBackFen())
        .setZh(notice.zh())
        .setEn(notice.en())
        .build();
  }

  static BookedNotice notice(NoticeRow row) {
    return BookedNotice.newBuilder()
        .setReadjudicationId(row.readjudicationId())
        .setAccountingPeriod(CorrectionWriter.period(row.period()))
        .setNoticeTime(Wire.time(row.time()))
        .setCallerId(row.callerId())
        .setNotice(
            ReadjudicationNotice.newBuilder()
                .addAllSettlementIds(row.settlementIds())
                .setSupplementFen(row.supplementFen())
                .setClawBackFen(row.clawBackFen())
                .setZh(row.zh())
                .setEn(row.en()))
        .build();
  }

  /** The reply that is kept: the same bytes for ever. */
  static byte[] booked(BookedReadjudication booked) {
    BookReadjudicationResponse.Builder out =
        BookReadjudicationResponse.newBuilder().setReadjudicationId(booked.id());
    booked.corrections().forEach(row -> out.addCorrections(CorrectionWriter.correction(row)));
    booked.decided().notices().forEach(notice -> out.addNotices(notice(notice)));
    return out.build().toByteArray();
  }

  static AccountingPeriod period(PeriodRow row) {
    AccountingPeriod.Builder out =
        AccountingPeriod.newBuilder()
            .setAccountingPeriod(CorrectionWriter.period(row.period()))
            .setClosed(row.closerId().isPresent())
            .setProposerId(row.proposerId())
            .setProposeTime(Wire.time(row.proposeTime()))
            .setCloserId(row.closerId().orElse(""));
    row.closeTime().ifPresent(time -> out.setCloseTime(Wire.time(time)));
    return out.build();
  }
}
