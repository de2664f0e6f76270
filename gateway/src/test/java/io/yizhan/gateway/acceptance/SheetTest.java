package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.GetSettlementSheetRequest;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sheet that a patient signs and takes home. */
class SheetTest {
  private static House house;

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static byte[] sheet(String token, String id) {
    return house
        .client()
        .reports(token)
        .getSettlementSheet(
            GetSettlementSheetRequest.newBuilder().setSettlementId(id).setPurpose("出院结算").build())
        .getPdf()
        .toByteArray();
  }

  private static String reason(String token, String id) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, () -> sheet(token, id)))
        .info()
        .getReason();
  }

  /** The text of one page, without the blanks that a layout adds. */
  static String text(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertEquals(1, document.getNumberOfPages());
      return new PDFTextStripper().getText(document).replaceAll("\\s", "");
    }
  }

  @Test
  void sheet_ofASettlement_saysWhoPaysWhatOnOnePage() throws IOException {
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao"));
    Settlement settled =
        house.settle(
            Claims.request(
                "sheet-1",
                Claims.settledStay(
                    World.HOSPITAL, person, "E-1", "2016-09-01", 10_000_000, 7_000_000)));
    byte[] pdf = sheet(house.world().token(), settled.getSettlementId());
    if (System.getProperty("sheet.out") != null) {
      Files.write(Path.of(System.getProperty("sheet.out")), pdf);
    }
    String text = text(pdf);
    for (Payment payment : settled.getPaymentsList()) {
      assertTrue(text.contains(payment.getLayerName()), payment.getLayerName());
      assertTrue(text.contains(Yuan.format(payment.getAmountFen())), text);
    }
    for (long fen : List.of(settled.getTotalFen(), settled.getPatientShareFen())) {
      assertTrue(text.contains(Yuan.format(fen)), text);
    }
    assertTrue(text.contains(settled.getSettlementId()), text);
    assertTrue(!text.contains(person.getNumber()), "the document is masked");
    assertEquals(
        1,
        house
            .database()
            .number(
                "SELECT count(*) FROM person_access JOIN settlement USING (bucket, person_id)"
                    + " WHERE purpose = '出院结算' AND settlement_id = '"
                    + settled.getSettlementId()
                    + "'"));
  }

  @Test
  void sheet_ofALayerThatPaysAllThatIsLeft_namesNoCap() throws IOException {
    PersonDocument person = Invented.person(3);
    house.world().put(house.client(), World.known(person, "dibao").addGrants(World.grant(100_000)));
    Settlement settled =
        house.settle(
            Claims.request(
                "sheet-3", Claims.stay(World.HOSPITAL, person, "E-3", "2016-09-01", 1_000_000)));
    assertEquals(0, settled.getPatientShareFen());
    String text = text(sheet(house.world().token(), settled.getSettlementId()));
    assertTrue(text.contains("不超过剩余费用"), text);
    assertFalse(text.contains("封顶"), text);
  }

  @Test
  void sheet_ofAnothersOrAReversedSettlement_isRefusedAndNobodyLooked() {
    PersonDocument person = Invented.person(2);
    house.world().put(house.client(), World.known(person, "dibao"));
    Settlement settled =
        house.settle(
            Claims.request(
                "sheet-2",
                Claims.settledStay(World.HOSPITAL, person, "E-2", "2016-09-01", 1_000_000, 0)));
    String id = settled.getSettlementId();
    String other = Offices.register(house, "aid-410199", "410199");
    String own = Offices.register(house, "aid-410122", Claims.COUNTY);
    long looks = house.database().number("SELECT count(*) FROM person_access");
    assertEquals("SETTLEMENT_NOT_FOUND", reason(other, id));
    assertEquals("SETTLEMENT_NOT_FOUND", reason(own, "01ARZ3NDEKTSV4RRFFQ69G5FAV"));
    assertEquals(looks, house.database().number("SELECT count(*) FROM person_access"));
    assertTrue(sheet(own, id).length > 0);
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("sheet-rev")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(id)
                .setOperatorId("cashier-2")
                .setReason("错误")
                .build());
    assertEquals("ALREADY_REVERSED", reason(own, id));
    assertEquals(looks + 1, house.database().number("SELECT count(*) FROM person_access"));
  }
}
