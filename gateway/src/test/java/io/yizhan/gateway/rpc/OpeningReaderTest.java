package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.RegistryStore.AccountOwner;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.proto.v1.Household;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening usage of accounts that count by disease or by stay. */
final class OpeningReaderTest {
  private static final Caller OPERATOR = new Caller("op", Caller.Role.OPERATOR, "", List.of());

  private static final String CHARITY = "  CHARITY ";

  private static final PlanBook BOOK =
      new PlanBook(
          1,
          List.of(
              new PolicyCompiler.Published(
                  new YamlPolicy()
                      .read(
                          "z.yaml",
                          Door.policyText("zhengzhou-2016.yaml")
                              .replace(
                                  CHARITY,
                                  "  DIS 病种累计: {adds: special.paid, of: person, per: year, by: disease}\n"
                                      + "  STAY 住院累计: {adds: inpatient.paid, of: person, per: encounter}\n"
                                      + "  FAM 家庭累计: {adds: inpatient.paid, of: household, per: year}\n"
                                      + CHARITY))
                      .table()
                      .orElseThrow(),
                  "sha")));

  private static String read(String account, int year) {
    return OpeningReader.read(
            PutOpeningUsageRequest.newBuilder()
                .setRequestId("O1")
                .setPersonDocument(Door.document(Door.RESIDENT_ID))
                .setAccountCode(account)
                .setBenefitYear(year)
                .setUsedFen(1)
                .setSource("paper")
                .build(),
            OPERATOR,
            BOOK)
        .account();
  }

  private static void refused(String account, int year, String field) {
    StatusRuntimeException error =
        assertThrows(StatusRuntimeException.class, () -> read(account, year), account);
    assertEquals(List.of(field), Door.fields(error), account);
  }

  @Test
  void account_writtenAsTheSettlementWritesIt_isTaken() {
    String longest = "zhengzhou/STAY/H1/" + "e".repeat(182);
    assertEquals(200, longest.length());
    assertEquals("zhengzhou/IN", read("zhengzhou/IN", 2016));
    assertEquals("zhengzhou/DIS#esrd", read("zhengzhou/DIS#esrd", 2016));
    assertEquals("zhengzhou/STAY/H1/E7", read("zhengzhou/STAY/H1/E7", 0));
    assertEquals(longest, read(longest, 0));
  }

  private static PutOpeningUsageRequest.Builder ofHousehold(String account, String county) {
    return PutOpeningUsageRequest.newBuilder()
        .setRequestId("O1")
        .setHousehold(Household.newBuilder().setCountyCode(county).setHouseholdCode("F-1"))
        .setAccountCode(account)
        .setBenefitYear(2016)
        .setUsedFen(1)
        .setSource("paper");
  }

  private static StatusRuntimeException refusedTo(
      Caller caller, PutOpeningUsageRequest.Builder request) {
    return assertThrows(
        StatusRuntimeException.class, () -> OpeningReader.read(request.build(), caller, BOOK));
  }

  @Test
  void household_ofAnAccountOfHouseholds_isTakenAndOfNoOther() {
    assertEquals(
        new AccountOwner.OfHousehold("410102", "F-1"),
        OpeningReader.read(ofHousehold("zhengzhou/FAM", "410102").build(), OPERATOR, BOOK).owner());
    refused("zhengzhou/FAM", 2016, "household");
    assertEquals(
        List.of("household"),
        Door.fields(refusedTo(OPERATOR, ofHousehold("zhengzhou/IN", "410102"))));
    assertEquals(
        List.of("person_document", "household.county_code"),
        Door.fields(
            refusedTo(
                OPERATOR,
                ofHousehold("zhengzhou/FAM", "4101")
                    .setPersonDocument(Door.document(Door.RESIDENT_ID)))));
    Caller office = new Caller("office", Caller.Role.OFFICE, "", List.of("410102"));
    OpeningReader.read(ofHousehold("zhengzhou/FAM", "410102").build(), office, BOOK);
    assertEquals(
        "NOT_YOUR_REGION",
        Door.info(refusedTo(office, ofHousehold("zhengzhou/FAM", "410103"))).getReason());
  }

  @Test
  void account_writtenOtherwise_wouldNeverBeCountedAndIsNamed() {
    for (String bad :
        List.of(
            "zhengzhou/DIS",
            "zhengzhou/DIS#",
            "zhengzhou/DIS/esrd",
            "zhengzhou/IN#esrd",
            "zhengzhou/IN/",
            "zhengzhou/DIS#a\u0000",
            "zhengzhou/DIS#" + "x".repeat(187),
            "#",
            "zhengzhou/NO#esrd")) {
      refused(bad, 2016, "account_code");
    }
    refused("zhengzhou/STAY", 0, "account_code");
    refused("zhengzhou/STAY/H1", 0, "account_code");
    refused("zhengzhou/STAY/H1/E7", 2016, "benefit_year");
    refused("zhengzhou/DIS#esrd", 0, "benefit_year");
  }
}
