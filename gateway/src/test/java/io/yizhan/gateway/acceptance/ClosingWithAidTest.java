package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.DayStore.State;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A day closes while claims are settled and taken back, aid is recorded and taken back, and the
 * past is corrected: each is on this day or the next, and the day came to what is on it.
 */
class ClosingWithAidTest {
  private static final LocalDate DAY = LocalDate.parse("2025-09-03");
  private static final Instant BOOKED = at(DAY, 23);

  /** By the clock of whoever closes it. */
  private static final Instant OVER = at(DAY.plusDays(1), 1);

  private static final int ROUNDS_AFTER = 3;
  private static final int ROUNDS_MAX = 400;
  private static final int LOOKS_MAX = 10_000;

  private final House house = House.open(() -> BOOKED);
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private String office = "";

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(hour, 0).atZone(SettlementDesk.CIVIL_ZONE).toInstant();
  }

  @BeforeEach
  void registerAnOffice() {
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    house
        .client()
        .aid(office)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(Claims.COUNTY)
                        .setFigureCode("urban_dibao")
                        .setFromDate(Claims.date("2016-01-01"))
                        .setAmountFen(60_000)
                        .setSource("民政局通知"))
                .build());
  }

  @AfterEach
  void close() {
    house.close();
  }

  private String next(String prefix) {
    return prefix + "-" + ids.incrementAndGet();
  }

  private PersonDocument person() {
    PersonDocument person = Invented.person(ids.incrementAndGet());
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  private Settlement settle(PersonDocument person) {
    String id = next("R");
    return house.settle(
        Claims.request(
            id, Claims.stay(World.HOSPITAL, person, "E-" + id, "2016-08-01", 1_000_000)));
  }

  private void settleAndReverse() {
    PersonDocument person = person();
    settle(person);
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(next("V"))
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settle(person).getSettlementId())
                .setOperatorId("cashier-1")
                .build());
  }

  private void aidAndReverse() {
    var aid = house.client().aid(office);
    String id = next("A");
    String record =
        aid.recordTemporaryAid(
                RecordTemporaryAidRequest.newBuilder()
                    .setRequestId(id)
                    .setCountyCode(Claims.COUNTY)
                    .setPersonDocument(person())
                    .setFundCode(Offices.AID)
                    .setAid(
                        TemporaryAid.newBuilder()
                            .setDecidedDate(Claims.date("2016-06-30"))
                            .setStandardCode("urban_dibao")
                            .setMultipleHundredths(150)
                            .setHeads(1)
                            .setForm(AidForm.AID_FORM_CASH))
                    .setAmountFen(90_000)
                    .setOperatorId("clerk-7")
                    .setDocumentNumber("LS-" + id)
                    .build())
            .getRecord()
            .getRecordId();
    if (ids.get() % 2 == 0) {
      aid.reverseAidRecord(
          ReverseAidRecordRequest.newBuilder()
              .setRequestId(next("W"))
              .setCountyCode(Claims.COUNTY)
              .setRecordId(record)
              .setOperatorId("clerk-8")
              .setReason("录入有误")
              .build());
    }
  }

  private void enrol() {
    String id = next("N");
    house
        .client()
        .aid(office)
        .recordSubsidisedEnrolment(
            RecordSubsidisedEnrolmentRequest.newBuilder()
                .setRequestId(id)
                .setCountyCode(Claims.COUNTY)
                .setPersonDocument(person())
                .setFundCode(Offices.AID)
                .setEnrolment(
                    SubsidisedEnrolment.newBuilder()
                        .setSchemeCode("390")
                        .setEnrolmentYear(2016)
                        .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                        .setContributionFen(40_000))
                .setAmountFen(40_000)
                .setOperatorId("clerk-7")
                .setDocumentNumber("CB-" + id)
                .build());
  }

  private void correct() {
    PersonDocument person = person();
    settle(person);
    house.world().put(house.client(), World.known(person, "tekun_home"));
    var desk = house.client().readjudications(house.world().operatorToken());
    Readjudication preview =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
            .getReadjudications(0);
    desk.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId(next("B"))
            .setPersonDocument(person)
            .setPreviewSha256(preview.getPreviewSha256())
            .setAccountingPeriod("2025-09")
            .setOperatorId("clerk-1")
            .setReason("身份追溯认定")
            .build());
  }

  /** Works until the day is closed, and a while on. */
  private Callable<Boolean> untilClosed(Runnable work) {
    return () -> {
      int after = 0;
      for (int i = 0; i < ROUNDS_MAX && after < ROUNDS_AFTER; i++) {
        after += closed.get() ? 1 : 0;
        work.run();
      }
      return after == ROUNDS_AFTER;
    };
  }

  private boolean closeInTheMiddle() {
    AskedWorld.await(() -> count("settlement", "kind = 'C'") > 2 && count("aid_entry", "true") > 8);
    DayStore days = house.database().stores().days();
    days.startClosing(DAY, OVER, "op");
    for (int i = 0; i < LOOKS_MAX && days.find(DAY).state() != State.CLOSED; i++) {
      days.goOn(OVER, 1);
      World.pause(1);
    }
    closed.set(true);
    return days.find(DAY).state() == State.CLOSED;
  }

  private long count(String table, String where) {
    return house.database().number("SELECT count(*) FROM " + table + " WHERE " + where);
  }

  private long onDay(LocalDate day, String table, String where) {
    return count(table, "posting_date = '" + day + "' AND " + where);
  }

  @Test
  void closing_amongAidAndCorrections_leavesNoGap() {
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      all.add(untilClosed(this::settleAndReverse));
      all.add(untilClosed(this::aidAndReverse));
      all.add(untilClosed(this::correct));
    }
    all.add(untilClosed(this::enrol));
    all.add(this::closeInTheMiddle);
    assertTrue(Callers.atOnce(all).stream().allMatch(done -> done), "closed in the middle");
    LocalDate next = DAY.plusDays(1);
    for (String kind : List.of("kind = 'S'", "kind = 'R'", "kind = 'C'")) {
      assertTrue(onDay(DAY, "settlement", kind) > 0 && onDay(next, "settlement", kind) > 0, kind);
    }
    for (String kind : List.of("kind = 'TEMPORARY'", "kind = 'ENROLMENT'", "reverses <> ''")) {
      assertTrue(onDay(DAY, "aid_entry", kind) > 0 && onDay(next, "aid_entry", kind) > 0, kind);
    }
    assertEquals(
        onDay(DAY, "settlement", "true") + onDay(DAY, "aid_entry", "true"),
        house.database().stores().days().find(DAY).lineCount());
    String ofDay = " FROM %s WHERE posting_date = '" + DAY + "' AND %s";
    assertEquals(
        house
            .database()
            .rows(
                String.format(
                    "SELECT sum(amount_fen)" + ofDay + " AND account NOT LIKE '%%/by-insurer'",
                    "spending",
                    "account LIKE 'fund:%'")),
        house
            .database()
            .rows(
                String.format(
                    "SELECT sum(with_fen)" + ofDay,
                    "posting_day_total",
                    "bearer LIKE '%@%' AND bearer NOT LIKE '%/by-insurer'")));
    assertEquals(List.of(), house.audit());
  }
}
