package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.ItemLine;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** Four counties whose policies read long stays differently, in a house. */
final class StayWorld {
  static final String BY_DISCHARGE = "510722";
  static final String BY_ADMISSION = "510723";
  static final String LONG = "510724";
  static final String EACH_DAY = "510725";

  private final House house;
  private int requests;

  /** Publishes the four policies. */
  StayWorld(House house) {
    this.house = house;
    String discharge = text("discharge.yaml");
    publish("discharge.yaml", discharge);
    publish(
        "admission.yaml",
        discharge
            .replace("stays_discharge 出院年度示例", "stays_admission 入院年度示例")
            .replace("510722 甲县", "510723 乙县")
            .replace("住院: discharge", "住院: admission"));
    publish("long.yaml", text("long.yaml"));
    publish("each-day.yaml", text("each-day.yaml"));
  }

  private static String text(String file) {
    try (InputStream in = StayWorld.class.getResourceAsStream("/stays/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(String file, String text) {
    if (!house.world().publish(house.client(), file, text).getNewlyPublished()) {
      throw new IllegalStateException(file);
    }
  }

  /** The final bill of a stay that is no readmission, all in scope, insurance to be computed. */
  static Claim.Builder bill(
      String county,
      PersonDocument person,
      String encounter,
      String admission,
      String last,
      long inScopeFen) {
    Claim.Builder claim =
        Claims.stay(World.HOSPITAL, person, encounter, last, inScopeFen)
            .setInsuredRegionCode(county)
            .setAdmissionDate(Claims.date(admission));
    claim.addFactsBuilder().setCode("return15").setWord("fresh");
    return claim;
  }

  /** An interim bill of a stay. */
  static Claim.Builder interim(Claim.Builder bill, String number) {
    return bill.setBillKind(BillKind.BILL_KIND_INTERIM)
        .setBillNumber(number)
        .setInvoiceNumber("INV-" + bill.getEncounterId() + "-" + number);
  }

  /** A line in scope. */
  static ItemLine line(String day, long fen) {
    return ItemLine.newBuilder()
        .setServiceDate(Claims.date(day))
        .setItemCode("I-" + day)
        .setInScopeFen(fen)
        .build();
  }

  /** Registers the person as dibao of the county from a day on. */
  void dibao(String county, PersonDocument person, String from) {
    house
        .world()
        .put(
            house.client(),
            Person.newBuilder()
                .addDocuments(person)
                .setName("示例人员")
                .addIdentities(World.identity("dibao", from).setCountyCode(county)));
  }

  Settlement settle(Claim.Builder claim) {
    return house.settle(Claims.request("stay-" + ++requests, claim));
  }

  Refusal refused(Claim.Builder claim) {
    return house
        .client()
        .settlements(house.world().token())
        .settleClaim(Claims.request("stay-" + ++requests, claim))
        .getRefusal();
  }

  /** What the person has used of an account on a day, fen. */
  long used(String county, PersonDocument person, String day, String account) {
    return house
        .client()
        .settlements(house.world().token())
        .getUsage(
            GetUsageRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setPersonDocument(person)
                .setInsuredRegionCode(county)
                .setAsOfDate(Claims.date(day))
                .build())
        .getLinesList()
        .stream()
        .filter(line -> line.getAccountCode().equals(account))
        .mapToLong(UsageLine::getUsedFen)
        .max()
        .orElseThrow();
  }

  Readjudication preview(PersonDocument person) {
    return house
        .client()
        .readjudications(house.world().operatorToken())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
        .getReadjudications(0);
  }

  /** Books what the preview shows. */
  void book(PersonDocument person, Readjudication preview) {
    var booked =
        house
            .client()
            .readjudications(house.world().operatorToken())
            .bookReadjudication(
                BookReadjudicationRequest.newBuilder()
                    .setRequestId("stay-book-" + ++requests)
                    .setPersonDocument(person)
                    .setPreviewSha256(preview.getPreviewSha256())
                    .setAccountingPeriod(
                        YearMonth.from(LocalDate.now(ZoneId.of("Asia/Shanghai"))).toString())
                    .setOperatorId("clerk-1")
                    .setReason("身份追溯认定")
                    .build());
    if (booked.getNoticesCount() == 0) {
      throw new IllegalStateException("money must change hands");
    }
  }
}
