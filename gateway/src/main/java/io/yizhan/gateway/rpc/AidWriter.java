package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.AidStore.Enrolment;
import io.yizhan.gateway.desk.AidStore.Entry;
import io.yizhan.gateway.desk.AidStore.Figure;
import io.yizhan.gateway.desk.AidStore.FoundEntry;
import io.yizhan.gateway.desk.AidStore.FoundPaper;
import io.yizhan.gateway.desk.AidStore.Temporary;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.GetAidRecordResponse;
import io.yizhan.proto.v1.GetPaperClaimResponse;
import io.yizhan.proto.v1.ListAidFiguresResponse;
import io.yizhan.proto.v1.ListAidRecordsResponse;
import io.yizhan.proto.v1.PaperClaim;
import io.yizhan.proto.v1.PaperDocument;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.util.List;

/** Writes what an aid office recorded. */
final class AidWriter {
  private static final String SEPARATOR = "|";

  private AidWriter() {}

  static AidFigure figure(Figure figure) {
    return AidFigure.newBuilder()
        .setCountyCode(figure.county())
        .setFigureCode(figure.code())
        .setFromDate(WireDate.of(figure.from()))
        .setAmountFen(figure.amountFen())
        .setSource(figure.source())
        .build();
  }

  static ListAidFiguresResponse figures(List<Figure> figures, int pageSize) {
    ListAidFiguresResponse.Builder out = ListAidFiguresResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                figures,
                pageSize,
                figure -> out.addFigures(figure(figure)),
                last -> Pages.token(last.from() + SEPARATOR + last.code())))
        .build();
  }

  static AidRecord entry(Entry entry) {
    AidRecord.Builder out =
        AidRecord.newBuilder()
            .setRecordId(entry.id())
            .setReversesRecordId(entry.reverses().orElse(""))
            .setRequestId(entry.requestId())
            .setPersonId(entry.personId())
            .setCountyCode(entry.county())
            .setFundCode(entry.fund())
            .setAmountFen(entry.amountFen())
            .setPayeeCode(entry.payee())
            .setPostingDate(WireDate.of(entry.postingDate()))
            .setRecordTime(Wire.time(entry.time()))
            .setOperatorId(entry.operatorId())
            .setDocumentNumber(entry.documentNumber());
    if (entry.detail() instanceof Temporary aid) {
      out.setTemporaryAid(
          TemporaryAid.newBuilder()
              .setDecidedDate(WireDate.of(aid.terms().decided()))
              .setStandardCode(aid.terms().standardCode())
              .setMultipleHundredths(aid.terms().multipleHundredths())
              .setHeads(aid.terms().heads())
              .setForm(aid.terms().inKind() ? AidForm.AID_FORM_KIND : AidForm.AID_FORM_CASH)
              .setStandardFen(aid.standardFen())
              .setComputedFen(aid.computedFen()));
    } else if (entry.detail() instanceof Enrolment enrolment) {
      out.setEnrolment(
          SubsidisedEnrolment.newBuilder()
              .setSchemeCode(enrolment.scheme())
              .setEnrolmentYear(enrolment.year())
              .setSubsidyKind(
                  enrolment.full() ? SubsidyKind.SUBSIDY_KIND_FULL : SubsidyKind.SUBSIDY_KIND_FIXED)
              .setContributionFen(enrolment.contributionFen()));
    }
    return out.build();
  }

  static GetAidRecordResponse found(FoundEntry found) {
    return GetAidRecordResponse.newBuilder()
        .setFound(true)
        .setRecord(entry(found.entry()))
        .setReversedByRecordId(found.reversedBy().orElse(""))
        .setReason(found.reason())
        .build();
  }

  static ListAidRecordsResponse page(List<Entry> entries, int pageSize) {
    ListAidRecordsResponse.Builder out = ListAidRecordsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                entries,
                pageSize,
                entry -> out.addRecords(entry(entry)),
                last -> ListReader.token(last.postingDate(), last.id())))
        .build();
  }

  static GetPaperClaimResponse paper(String settlementId, FoundPaper found) {
    io.yizhan.gateway.desk.PaperClaim paper = found.paper();
    PaperClaim.Builder out =
        PaperClaim.newBuilder()
            .setHospitalId(paper.hospital().hospitalId())
            .setHospitalName(paper.hospitalName())
            .setHospitalRegionCode(paper.hospital().region())
            .setHospitalLevelCode(paper.hospital().level())
            .setBankAccount(
                BankAccount.newBuilder()
                    .setBankName(paper.account().bank())
                    .setHolderName(paper.account().holder())
                    .setNumber(paper.account().number()));
    paper
        .documents()
        .forEach(
            document ->
                out.addDocuments(
                    PaperDocument.newBuilder()
                        .setKindCode(document.kind())
                        .setNumber(document.number())));
    return GetPaperClaimResponse.newBuilder()
        .setSettlementId(settlementId)
        .setPaper(out)
        .setOperatorId(found.operatorId())
        .setPayoutFen(found.payoutFen())
        .addAllPayOutIds(found.payOutIds())
        .setOutstandingFen(found.outstandingFen())
        .setReversed(found.reversed())
        .build();
  }
}
