package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementSpan;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A circle with more rows than are read at a time is named, and stops nobody else's. */
class CircleTooLargeTest {
  private static final int ROWS = 8_000;
  private static final int SMALL = 1;
  private static final int LARGE = 2;

  private static Settlement settle(House house, int person) {
    String id = "large-" + person;
    return house.settle(
        Claims.request(
            id, Claims.stay(World.HOSPITAL, Invented.person(person), id, "2016-09-10", 1_000_000)));
  }

  private static void assertTooLarge(Runnable call) {
    Refusals refused = Refusals.of(assertThrows(StatusRuntimeException.class, call::run));
    assertEquals("CIRCLE_TOO_LARGE", refused.info().getReason());
    assertEquals("1", refused.info().getMetadataOrThrow("persons"));
    assertEquals(Integer.toString(ROWS), refused.info().getMetadataOrThrow("settlements"));
  }

  @Test
  void circle_ofMoreRowsThanAreRead_isNamedAndThePageGoesOn() {
    try (House house = House.open()) {
      Settlement small = settle(house, SMALL);
      Settlement large = settle(house, LARGE);
      house.world().put(house.client(), World.known(Invented.person(SMALL), "dibao"));
      // They come behind the one of which they are copies.
      house.execute(
          "INSERT INTO settlement SELECT r.* FROM settlement s CROSS JOIN generate_series(1, "
              + ROWS
              + ") g CROSS JOIN LATERAL jsonb_populate_record(s,"
              + " jsonb_build_object('settlement_id', s.settlement_id || '-' || g)) r"
              + " WHERE s.settlement_id = '"
              + large.getSettlementId()
              + "'");
      var readjudications = house.client().readjudications(house.world().operatorToken());
      LocalDate today = LocalDate.now(SettlementDesk.CIVIL_ZONE);
      PreviewReadjudicationResponse page =
          readjudications.previewReadjudication(
              PreviewReadjudicationRequest.newBuilder()
                  .setSpan(
                      SettlementSpan.newBuilder()
                          .setFromDate(Claims.date(today.minusDays(1).toString()))
                          .setToDate(Claims.date(today.toString()))
                          .addRegionCodes("4101"))
                  .setPageSize(2)
                  .build());
      assertEquals(
          small.getSettlementId(), page.getReadjudications(0).getDifferences(0).getSettlementId());
      assertEquals(List.of(large.getSettlementId()), page.getTooLargeSettlementIdsList());
      assertTrue(!page.getNextPageToken().isEmpty());
      assertTooLarge(
          () ->
              readjudications.previewReadjudication(
                  PreviewReadjudicationRequest.newBuilder()
                      .setPersonDocument(Invented.person(LARGE))
                      .build()));
      assertTooLarge(
          () ->
              readjudications.bookReadjudication(
                  BookReadjudicationRequest.newBuilder()
                      .setRequestId("book")
                      .setPersonDocument(Invented.person(LARGE))
                      .setPreviewSha256("0".repeat(64))
                      .setAccountingPeriod(YearMonth.from(today).toString())
                      .setOperatorId("clerk-1")
                      .setReason("身份追溯认定")
                      .build()));
    }
  }
}
