package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Sentence;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A special disease that the policy has no row for: no approval would help. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnlistedDiseaseTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private List<Sentence> said(String encounter, String disease, String form) {
    PersonDocument person = Invented.person(1);
    Claim.Builder claim =
        Claims.dialysis(World.HOSPITAL, person, encounter, "2016-08-01", 50_000, 42_000)
            .setSpecialDiseaseCode(disease)
            .setTreatmentFormCode(form);
    return house.settle(Claims.request(encounter, claim)).getSentencesList().stream()
        .filter(
            each ->
                each.getCode().equals("DISEASE_NOT_LISTED") || each.getCode().equals("NO_APPROVAL"))
        .toList();
  }

  @Test
  void disease_orFormThatThePolicyDoesNotList_isSaidSo() {
    for (String[] pair : List.of(new String[] {"gout", "dialysis"}, new String[] {"esrd", "tki"})) {
      List<Sentence> said = said("none-" + pair[0], pair[0], pair[1]);
      assertEquals(1, said.size(), said::toString);
      assertEquals("DISEASE_NOT_LISTED", said.get(0).getCode());
      assertTrue(said.get(0).getZh().contains("请核对两个代码"), said.get(0).getZh());
    }
  }

  @Test
  void disease_thatIsListed_lacksItsApproval() {
    List<Sentence> said = said("listed", "cml", "tki");
    assertEquals(List.of("NO_APPROVAL"), said.stream().map(Sentence::getCode).toList());
  }
}
