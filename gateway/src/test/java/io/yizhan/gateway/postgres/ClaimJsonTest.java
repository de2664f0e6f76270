package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.ItemLine;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stored inputs of every format decide what they decided. */
final class ClaimJsonTest {
  private static final LocalDate DAY = LocalDate.of(2016, 8, 9);

  /** As the first format was written. */
  private static final String FIRST =
      """
      {"format": 1,
       "claim": {
         "key": {"hospitalId": "H1", "encounterId": "E1", "billNumber": "B1"},
         "desk": {"operatorId": "op1", "terminalId": "T1", "shiftId": "S1", "invoiceNumber": "INV"},
         "interim": false, "birthDate": "1960-05-04", "insuredRegion": "410100",
         "insuredScheme": "390", "care": "SPECIAL_OUTPATIENT",
         "dates": {"first": "2016-08-09", "last": "2016-08-09"},
         "diagnoses": ["N18.6"], "specialDisease": "esrd", "treatmentForm": "dialysis",
         "hospitalLevel": "", "referral": "NONE", "thirdPartyLiable": false,
         "bill": {"inFen": 1000, "firstFen": 0, "overLimitFen": 0, "outFen": 0},
         "items": [{"serviceDate": "2016-08-09", "itemCode": "X", "inFen": 1000, "firstFen": 0,
           "overLimitFen": 0, "outFen": 0}],
         "insurer": {"settlementId": "SI", "payments": [{"fundCode": "390100", "amountFen": 700}],
           "hospitalShareFen": 0},
         "personalAccountFen": 1, "prepaymentFen": 2},
       "standing": {
         "personId": "P1",
         "hospital": {"hospitalId": "H1", "region": "410105", "level": "3", "suspended": false},
         "identities": [{"category": "dibao", "county": "410105", "from": "2016-08-09", "to": null,
           "source": "file"}],
         "approvals": [{"approvalId": "A1", "kind": "special_disease", "disease": "esrd",
           "treatmentForm": "dialysis", "hospitalId": "", "from": "2016-08-09",
           "to": "2016-08-09"}],
         "grants": [{"grantId": "G1", "fund": "zhengzhou_charity", "amountFen": 5, "drawnFen": 4,
           "from": "2016-08-09", "to": "2016-08-09"}],
         "usage": [{"account": "zhengzhou/IN", "benefitYear": 2016, "usedFen": 3, "heldFen": 0}],
         "funds": {"zhengzhou_charity": {"budgetFen": 9, "usedFen": 8, "heldFen": 0}}},
       "policyVersions": ["zhengzhou@2016-07-01"]}
      """;

  private static StoredInputs inputs(
      String itemClass,
      OwnFacts facts,
      String householdId,
      Optional<Long> decidedFen,
      Optional<Integer> decidedPpm) {
    return new StoredInputs(
        new Claim(
            new ClaimKey("H1", "E1", "B1"),
            new Claim.Desk("op1", "T1", "S1", "INV"),
            false,
            Optional.of(LocalDate.of(1960, 5, 4)),
            "410100",
            "390",
            Care.SPECIAL_OUTPATIENT,
            ServiceDates.visit(DAY),
            List.of("N18.6"),
            "esrd",
            "dialysis",
            "",
            Referral.NONE,
            false,
            new Bill(1_000, 0, 0, 0),
            List.of(new ItemLine(DAY, "X", itemClass, 1_000, 0, 0, 0)),
            Optional.of(new InsurerSettlement("SI", List.of(new FundAmount("390100", 700)), 0)),
            1,
            2,
            facts),
        new Standing(
            "P1",
            householdId,
            Optional.of(new Standing.Hospital("H1", "410105", "3", false)),
            List.of(new Standing.Identity("dibao", "410105", DAY, Optional.empty(), "file")),
            List.of(
                new Standing.Approval(
                    "A1",
                    "special_disease",
                    "esrd",
                    "dialysis",
                    "",
                    DAY,
                    Optional.of(DAY),
                    decidedFen,
                    decidedPpm)),
            List.of(new Standing.Grant("G1", "zhengzhou_charity", 5, 4, DAY, DAY)),
            List.of(new Standing.Usage("zhengzhou/IN", 2016, 3, 0)),
            Map.of("zhengzhou_charity", new Standing.FundMoney(9, 8, 0))),
        List.of("zhengzhou@2016-07-01"),
        Optional.empty());
  }

  private static StoredInputs considering(StoredInputs inputs, String... versions) {
    return new StoredInputs(
        inputs.claim(), inputs.standing(), inputs.policyVersions(), Optional.of(List.of(versions)));
  }

  private static String written(StoredInputs inputs) {
    return ClaimJson.write(
        inputs.claim(),
        inputs.standing(),
        inputs.policyVersions(),
        inputs.consideredVersions().orElse(List.of()));
  }

  @Test
  void read_firstFormat_hasEmptyValuesForWhatCameLater() {
    assertEquals(
        inputs("", OwnFacts.NONE, "", Optional.empty(), Optional.empty()), ClaimJson.read(FIRST));
  }

  @Test
  void read_fourthFormat_takesFactsAsTheyWereTaken() throws IOException {
    OwnFacts before = new OwnFacts(Map.of("bundle", "甲组"), Map.of("lost", 345_600L));
    StoredInputs inputs = inputs("", before, "", Optional.empty(), Optional.empty());
    JsonMapper mapper = new JsonMapper();
    ObjectNode tree = (ObjectNode) mapper.readTree(written(inputs));
    tree.remove("consideredVersions");
    ((ObjectNode) tree.path("claim").path("facts")).remove("saidAs");
    assertEquals(inputs, ClaimJson.read(tree.put("format", 4).toString()));
  }

  @Test
  void read_whatWasWrittenNow_isTheSame() {
    for (StoredInputs written :
        List.of(
            inputs("", OwnFacts.NONE, "", Optional.empty(), Optional.empty()),
            inputs(
                "甲类",
                new OwnFacts(
                    Map.of("bundle", "甲组"),
                    Map.of("dialyses", 12L),
                    Map.of("bundle", OwnFacts.As.WORD, "dialyses", OwnFacts.As.NUMBER)),
                "household",
                Optional.of(345_600L),
                Optional.of(650_000)))) {
      StoredInputs all = considering(written, "zhengzhou@2016-07-01", "taian@2018-01-01");
      assertEquals(all, ClaimJson.read(written(all)));
      StoredInputs none = considering(written);
      assertEquals(none, ClaimJson.read(written(none)));
    }
  }

  @Test
  void read_fifthFormat_namesTheVersionsOfTheIdentityUsedAlone() throws IOException {
    StoredInputs inputs = inputs("", OwnFacts.NONE, "", Optional.empty(), Optional.empty());
    ObjectNode tree = (ObjectNode) new JsonMapper().readTree(written(inputs));
    String sixth = tree.without(List.of("consideredVersions")).toString();
    assertThrows(IllegalStateException.class, () -> ClaimJson.read(sixth));
    assertEquals(inputs, ClaimJson.read(tree.put("format", 5).toString()));
  }
}
