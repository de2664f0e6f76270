package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.InsurerSettlement;
import io.yizhan.proto.v1.ItemLine;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalGrounds;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Binhai in a house: its policy, three hospitals, its office and an office of another county. */
final class Binhai {
  static final String COUNTY = "320922";
  static final String FUND = "610100@" + COUNTY;
  static final String[] HOSPITALS = {"H32092201", "H32092202", "H32092203"};
  static final long THRESHOLD_FEN = 3_000_000;
  static final long PERSON_LIMIT_FEN = 2_000_000;
  private static final Path PACK = Path.of("..", "policies", "binhai", "binhai-2023.yaml");

  private final House house;
  private final String[] hospitalTokens = new String[HOSPITALS.length];
  private final String officeToken;
  private final String elsewhereToken;
  private final AtomicInteger ids = new AtomicInteger();

  /** Publishes and registers. */
  Binhai(House house) {
    this.house = house;
    try {
      house.world().publish(house.client(), PACK.getFileName().toString(), Files.readString(PACK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < HOSPITALS.length; i++) {
      house
          .client()
          .registry(house.world().operatorToken())
          .putHospital(
              PutHospitalRequest.newBuilder()
                  .setHospital(
                      Hospital.newBuilder()
                          .setHospitalId(HOSPITALS[i])
                          .setName("滨海医院")
                          .setRegionCode(COUNTY)
                          .setLevelCode("2"))
                  .build());
      hospitalTokens[i] =
          register("his-" + HOSPITALS[i], CallerRole.CALLER_ROLE_HOSPITAL, HOSPITALS[i], "");
    }
    officeToken = register("office-binhai", CallerRole.CALLER_ROLE_OFFICE, "", COUNTY);
    elsewhereToken = register("office-else", CallerRole.CALLER_ROLE_OFFICE, "", "320923");
    rule(PERSON_LIMIT_FEN, 100_000_000, false);
  }

  private String register(String id, CallerRole role, String hospital, String region) {
    RegisterCallerRequest.Builder request =
        RegisterCallerRequest.newBuilder().setCallerId(id).setRole(role).setHospitalId(hospital);
    if (!region.isEmpty()) {
      request.addRegionCodes(region);
    }
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(request.build())
        .getToken();
  }

  String hospitalToken(int which) {
    return hospitalTokens[which];
  }

  String office() {
    return officeToken;
  }

  String elsewhere() {
    return elsewhereToken;
  }

  /** The county's rule from 2023 on. */
  void rule(long personLimitFen, long countyLimitFen, boolean recoversInGoodFaith) {
    house
        .client()
        .provisionals(officeToken)
        .putProvisionalRule(
            PutProvisionalRuleRequest.newBuilder()
                .setRule(
                    ProvisionalRule.newBuilder()
                        .setCountyCode(COUNTY)
                        .setFromDate(Claims.date("2023-01-01"))
                        .setThresholdFen(THRESHOLD_FEN)
                        .setPersonLimitFen(personLimitFen)
                        .setCountyLimitFen(countyLimitFen)
                        .setCheckDays(60)
                        .setRecoversInGoodFaith(recoversInGoodFaith)
                        .setSource("滨海县容缺审批"))
                .build());
  }

  String nextId(String prefix) {
    return prefix + "-" + ids.incrementAndGet();
  }

  /** An approval of the first of March 2023, for 90,000 of illness. */
  ApproveProvisionalRequest.Builder approval(PersonDocument person) {
    return ApproveProvisionalRequest.newBuilder()
        .setRequestId(nextId("approve"))
        .setPersonDocument(person)
        .setName("某家庭")
        .setCategoryCode("dibao")
        .setCountyCode(COUNTY)
        .setFromDate(Claims.date("2023-03-01"))
        .setDeadlineDate(Claims.date("2023-04-15"))
        .setGrounds(
            ProvisionalGrounds.newBuilder()
                .setPromiseNumber(nextId("P2023"))
                .setVillageCode("320922100201")
                .setReviewerCode("VC-3")
                .setReviewDate(Claims.date("2023-03-01"))
                .setCostKindCode("illness")
                .setCostFen(9_000_000));
  }

  Provisional approve(PersonDocument person) {
    return house
        .client()
        .provisionals(officeToken)
        .approveProvisional(approval(person).build())
        .getProvisional();
  }

  /** A stay of one day in March 2023, all in scope, settled by the insurer. */
  Claim.Builder stay(
      int hospital, PersonDocument person, String encounter, long inScopeFen, long insuredFen) {
    return Claims.stay(HOSPITALS[hospital], person, encounter, "2023-03-20", inScopeFen)
        .setInsuredRegionCode(COUNTY)
        .setBill(
            Bill.newBuilder()
                .setTotalFen(inScopeFen)
                .setInScopeFen(inScopeFen)
                .addItemLines(
                    ItemLine.newBuilder()
                        .setServiceDate(Claims.date("2023-03-20"))
                        .setItemCode("all")
                        .setInScopeFen(inScopeFen)))
        .setInsurerSettlement(
            InsurerSettlement.newBuilder()
                .setSettlementId("SI-" + encounter)
                .addPayments(
                    FundPayment.newBuilder().setFundCode("390100").setAmountFen(insuredFen)));
  }

  /** Settles a stay; answers the settlement. */
  Settlement settle(int hospital, PersonDocument person, long inScopeFen, long insuredFen) {
    String encounter = nextId("E");
    return house
        .client()
        .settlements(hospitalToken(hospital))
        .settleClaim(
            Claims.request(
                "settle-" + encounter, stay(hospital, person, encounter, inScopeFen, insuredFen)))
        .getSettlement();
  }
}
