package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.ListAidRecordsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an office booked for a record stays whole when the record is joined into another. */
class AidJoinTest {
  private static RecordSubsidisedEnrolmentRequest enrolment(String id, PersonDocument person) {
    return RecordSubsidisedEnrolmentRequest.newBuilder()
        .setRequestId(id)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(person)
        .setFundCode(Offices.AID)
        .setEnrolment(
            SubsidisedEnrolment.newBuilder()
                .setSchemeCode("390")
                .setEnrolmentYear(2017)
                .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                .setContributionFen(40_000))
        .setAmountFen(40_000)
        .setOperatorId("clerk")
        .setDocumentNumber("1")
        .build();
  }

  @Test
  void records_joined_keepTheirPapersAndCountAsOnePerson() {
    try (House house = House.open()) {
      String office = Offices.register(house, "aid-410122", Claims.COUNTY);
      PersonDocument kept = Invented.person(1);
      PersonDocument joined = Invented.person(2);
      house.world().put(house.client(), World.known(kept, "dibao"));
      house.world().put(house.client(), World.known(joined, "dibao"));
      Settlement settled =
          house
              .client()
              .settlements(office)
              .settleClaim(
                  Claims.request("p-1", Offices.paperStay(joined, "P-1", 1_000_000, 700_000)))
              .getSettlement();
      String first =
          house
              .client()
              .aid(office)
              .recordSubsidisedEnrolment(enrolment("e-1", joined))
              .getRecord()
              .getRecordId();
      Offices.join(house, "join-1", kept, joined);

      assertEquals(
          Offices.ACCOUNT,
          house
              .client()
              .aid(office)
              .getPaperClaim(
                  GetPaperClaimRequest.newBuilder()
                      .setSettlementId(settled.getSettlementId())
                      .setPurpose("payment run")
                      .build())
              .getPaper()
              .getBankAccount()
              .getNumber());
      Refusals refused =
          Refusals.of(
              assertThrows(
                  StatusRuntimeException.class,
                  () ->
                      house
                          .client()
                          .aid(office)
                          .recordSubsidisedEnrolment(enrolment("e-2", kept))));
      assertEquals("ENROLMENT_ALREADY_SUBSIDISED", refused.info().getReason());
      assertEquals(first, refused.info().getMetadataMap().get("record_id"));
      assertEquals(1, listed(house, office, kept), "the record's entries are the person's");
      house
          .client()
          .aid(office)
          .reverseAidRecord(
              ReverseAidRecordRequest.newBuilder()
                  .setRequestId("r-1")
                  .setCountyCode(Claims.COUNTY)
                  .setRecordId(first)
                  .setOperatorId("clerk")
                  .setReason("重复")
                  .build());
      house.client().aid(office).recordSubsidisedEnrolment(enrolment("e-2", kept));
      assertEquals(3, listed(house, office, kept));
      assertEquals(List.of(), house.audit());
    }
  }

  private static int listed(House house, String office, PersonDocument person) {
    LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    return house
        .client()
        .aid(office)
        .listAidRecords(
            ListAidRecordsRequest.newBuilder()
                .setPersonDocument(person)
                .setFromDate(Claims.date(today.minusDays(1).toString()))
                .setToDate(Claims.date(today.plusDays(1).toString()))
                .build())
        .getRecordsCount();
  }
}
