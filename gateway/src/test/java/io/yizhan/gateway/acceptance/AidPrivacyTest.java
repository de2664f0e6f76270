package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.TemporaryAid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Marked texts go through every call of an aid office and stand in clear nowhere. */
class AidPrivacyTest {
  private static final String ID = Invented.withCheck("99019919580314555");
  private static final String STRANGER = Invented.withCheck("99019919610722444");
  private static final String ACCOUNT = "6228481122334455667";
  private static final String HOLDER = "隐户名";
  private static final String BANK = "隐银行";
  private static final String REASON = "隐原因甲";
  private static final String BACK = "隐原因乙";
  private static final String NOTE = "隐备注";
  private static final String NAME = "隐名氏乙";
  private static final String TELEPHONE = "13977778888";
  private static final String ADDRESS = "隐地址八号";
  private static final List<String> MARKS =
      List.of(ID, STRANGER, ACCOUNT, HOLDER, BANK, REASON, BACK, NOTE, NAME, TELEPHONE, ADDRESS);

  private static PersonDocument document(String number) {
    return PersonDocument.newBuilder().setKindCode("resident_id").setNumber(number).build();
  }

  @Test
  void marks_sentThroughEveryCallOfAnOffice_standInClearNowhere() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    root.addAppender(logged);
    List<String> errors = new ArrayList<>();
    try (House house = House.open()) {
      String office = Offices.register(house, "aid-410122", Claims.COUNTY);
      house.world().put(house.client(), World.known(document(ID), "dibao").setName(NAME));
      settle(house, office, errors);
      help(house, office, errors);
      list(house, office);
      assertEquals(List.of(), house.audit());
      assertTablesUnmarked(house);
    } finally {
      root.detachAppender(logged);
    }
    assertTrue(errors.size() >= 4);
    errors.forEach(error -> assertUnmarked("an error", error));
    logged.list.forEach(event -> assertUnmarked("the log", event.getFormattedMessage()));
  }

  private static void failing(List<String> errors, Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      errors.add(e.getMessage() + "\n" + Refusals.text(e));
      return;
    }
    throw new AssertionError("must fail");
  }

  private static void settle(House house, String office, List<String> errors) {
    BankAccount account =
        BankAccount.newBuilder().setBankName(BANK).setHolderName(HOLDER).setNumber(ACCOUNT).build();
    Claim.Builder claim =
        Offices.paperStay(document(ID), "P-1", 1_000_000, 700_000)
            .setPaper(Offices.paper("INV-1").setBankAccount(account));
    var stub = house.client().settlements(office);
    assertTrue(stub.settleClaim(Claims.request("p-1", claim)).hasSettlement());
    failing(
        errors,
        () ->
            stub.settleClaim(
                Claims.request(
                    "p-1",
                    claim
                        .clone()
                        .setPaper(
                            Offices.paper("INV-1")
                                .setBankAccount(account.toBuilder().setHolderName(NAME))))));
    failing(
        errors, () -> stub.settleClaim(Claims.request("p-2", claim.clone().setBillNumber("2"))));
    failing(
        errors,
        () ->
            stub.settleClaim(
                Claims.request(
                    "p-3",
                    claim
                        .clone()
                        .setPaper(
                            Offices.paper("INV-2")
                                .setBankAccount(
                                    account.toBuilder().setNumber(ACCOUNT + " " + HOLDER))))));
  }

  private static void help(House house, String office, List<String> errors) {
    figure(house, office, "urban_dibao", 60_000);
    RecordTemporaryAidRequest.Builder aid =
        RecordTemporaryAidRequest.newBuilder()
            .setRequestId("a-1")
            .setCountyCode(Claims.COUNTY)
            .setPersonDocument(document(STRANGER))
            .setFundCode(Offices.AID)
            .setAid(
                TemporaryAid.newBuilder()
                    .setDecidedDate(Claims.date("2016-08-01"))
                    .setStandardCode("urban_dibao")
                    .setMultipleHundredths(100)
                    .setHeads(1)
                    .setForm(AidForm.AID_FORM_CASH))
            .setAmountFen(70_000)
            .setDifferenceReason(REASON)
            .setOperatorId("clerk-7")
            .setDocumentNumber("LS-1");
    var record = house.client().aid(office).recordTemporaryAid(aid.build()).getRecord();
    failing(
        errors,
        () -> house.client().aid(office).recordTemporaryAid(aid.setDifferenceReason(BACK).build()));
    house
        .client()
        .aid(office)
        .reverseAidRecord(
            ReverseAidRecordRequest.newBuilder()
                .setRequestId("r-1")
                .setCountyCode(Claims.COUNTY)
                .setRecordId(record.getRecordId())
                .setOperatorId("clerk-8")
                .setReason(BACK)
                .build());
  }

  private static void figure(House house, String office, String code, long fen) {
    house
        .client()
        .aid(office)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(Claims.COUNTY)
                        .setFigureCode(code)
                        .setFromDate(Claims.date("2016-01-01"))
                        .setAmountFen(fen)
                        .setSource("通知"))
                .build());
  }

  private static void list(House house, String office) throws InterruptedException {
    figure(house, office, "high_own_cost", 100);
    CountDownLatch done = new CountDownLatch(1);
    var lines =
        house
            .client()
            .highCostStream(office)
            .importOwnCosts(
                new io.grpc.stub.StreamObserver<>() {
                  @Override
                  public void onNext(io.yizhan.proto.v1.ImportOwnCostsResponse response) {
                    assertEquals(1, response.getKeptCount());
                  }

                  @Override
                  public void onError(Throwable failure) {}

                  @Override
                  public void onCompleted() {
                    done.countDown();
                  }
                });
    lines.onNext(
        ImportOwnCostsRequest.newBuilder()
            .setOwnCost(
                OwnCost.newBuilder()
                    .setPersonDocument(document(STRANGER))
                    .setName(NAME)
                    .setTelephone(TELEPHONE)
                    .setAddress(ADDRESS)
                    .setCountyCode(Claims.COUNTY)
                    .setCostYear(2016)
                    .setOwnCostFen(100)
                    .setSource("清单"))
            .build());
    lines.onCompleted();
    assertTrue(done.await(30, TimeUnit.SECONDS));
    var stub = house.client().highCosts(office);
    stub.makeHighCostList(
        MakeHighCostListRequest.newBuilder()
            .setCountyCode(Claims.COUNTY)
            .setCostYear(2016)
            .setAsOfDate(Claims.date("2016-12-31"))
            .build());
    var listed = stub.listHighCosts(ListHighCostsRequest.getDefaultInstance()).getHighCostsList();
    assertEquals(2, listed.size());
    stub.changeHighCostState(
        ChangeHighCostStateRequest.newBuilder()
            .setRequestId("c-1")
            .setCountyCode(Claims.COUNTY)
            .setHighCostId(listed.get(0).getHighCostId())
            .setState(HighCostState.HIGH_COST_STATE_VISITED)
            .setOperatorId("village-3")
            .setNote(NOTE)
            .build());
  }

  private static void assertTablesUnmarked(House house) {
    int tables = 0;
    for (String table :
        house
            .database()
            .rows(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                    + " AND table_type = 'BASE TABLE'")) {
      for (String row : house.database().rows("SELECT t::text FROM " + table + " t")) {
        assertUnmarked("table " + table, row);
      }
      tables++;
    }
    assertTrue(tables > 20);
    assertTrue(
        house.database().number("SELECT count(*) FROM person_private WHERE kind LIKE 'text:%'")
            >= 6,
        "the texts were kept");
  }

  private static void assertUnmarked(String place, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String mark : MARKS) {
      byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
      for (String form :
          List.of(
              mark,
              HexFormat.of().formatHex(bytes),
              Base64.getEncoder().withoutPadding().encodeToString(bytes))) {
        assertFalse(lower.contains(form.toLowerCase(Locale.ROOT)), () -> place + " shows " + mark);
      }
    }
  }
}
