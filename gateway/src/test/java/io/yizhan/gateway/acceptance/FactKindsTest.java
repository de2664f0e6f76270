package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.ClaimFact;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A fact that is said as something else than its policy asks is refused and not read as fen. */
class FactKindsTest {
  private static final String FUJIAN = "350821";
  private static final String JINING = "370811";

  private static House house;
  private static int requests;

  @BeforeAll
  static void open() throws IOException {
    house = House.open();
    publish("fujian/fujian-2010.yaml");
    publish("jining/jining-2016.yaml");
  }

  @AfterAll
  static void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private static void publish(String pack) throws IOException {
    String text = Files.readString(Path.of("..", "policies").resolve(pack));
    house.world().publish(house.client(), pack.replaceFirst(".*/", ""), text);
  }

  private static void register(PersonDocument person, String county, String identity) {
    house
        .world()
        .put(
            house.client(),
            World.known(person, identity)
                .clearIdentities()
                .addIdentities(World.identity(identity, "2010-01-01").setCountyCode(county)));
  }

  /** A bundle of 80,000.00 of which the insurer has paid 60,000.00. */
  private static Claim.Builder leukaemia(int person, ClaimFact.Builder bundle) {
    PersonDocument document = Invented.person(person);
    register(document, FUJIAN, "poor_child");
    return Claims.settledStay(
            World.HOSPITAL, document, "f-" + person, "2010-11-01", 9_000_000, 6_000_000)
        .setInsuredRegionCode(FUJIAN)
        .addFacts(bundle.setCode("bundle"));
  }

  /** 20,000.00 of which the insurer has paid half. */
  private static Claim.Builder lowIncome(int person, ClaimFact.Builder line) {
    PersonDocument document = Invented.person(person);
    register(document, JINING, "low_income");
    return Claims.settledStay(
            World.HOSPITAL, document, "j-" + person, "2017-03-01", 2_000_000, 1_000_000)
        .setInsuredRegionCode(JINING)
        .addFacts(line.setCode("county_line"));
  }

  private static Refusal refused(Claim.Builder claim) {
    return house
        .client()
        .settlements(house.world().token())
        .settleClaim(Claims.request("kind-" + ++requests, claim))
        .getRefusal();
  }

  private static Settlement settled(Claim.Builder claim) {
    return house.settle(Claims.request("kind-" + ++requests, claim));
  }

  @Test
  void word_saidAsANumber_isRefusedAndNotTakenForTheDefault() {
    Refusal refused = refused(leukaemia(1, ClaimFact.newBuilder().setNumber(1)));
    assertEquals("FACT_REQUIRED", refused.getReasonCode());
    assertEquals(List.of("claim.facts.bundle"), refused.getFieldsList());
    assertEquals("政策所需事实填错了种类：“bundle”应填词 word，实填数 number 1。金额以分计。", refused.getSentence().getZh());
    assertEquals(
        "Facts are not said as the policy asks them: 'bundle' must be a word, was a number 1."
            + " Amounts are in fen.",
        refused.getSentence().getEn());
    Settlement mended = settled(leukaemia(1, ClaimFact.newBuilder().setWord("leukaemia")));
    assertEquals(1_600_000, House.paid(mended, "aid"));
  }

  @Test
  void amount_saidAsANumber_isRefusedAndNotReadAsFen() {
    Refusal refused = refused(lowIncome(2, ClaimFact.newBuilder().setNumber(5_000)));
    assertEquals("FACT_REQUIRED", refused.getReasonCode());
    assertEquals(List.of("claim.facts.county_line"), refused.getFieldsList());
    assertEquals(
        "Facts are not said as the policy asks them: 'county_line' must be an amount_fen, was a"
            + " number 5000. Amounts are in fen.",
        refused.getSentence().getEn());
    // Of 10,000.00 left 5,000.00 lie above the line: x 60 %.
    Settlement mended = settled(lowIncome(2, ClaimFact.newBuilder().setAmountFen(500_000)));
    assertEquals(300_000, House.paid(mended, "aid"));
  }

  @Test
  void amount_withADefault_saidAsANumberOrAWord_isRefused() {
    Claim.Builder claim = lowIncome(3, ClaimFact.newBuilder().setAmountFen(500_000));
    claim.addFactsBuilder().setCode("insurer_paid").setNumber(10_000);
    assertEquals(List.of("claim.facts.insurer_paid"), refused(claim).getFieldsList());
    claim.removeFacts(1).addFactsBuilder().setCode("insurer_paid").setWord("10000");
    assertEquals(List.of("claim.facts.insurer_paid"), refused(claim).getFieldsList());
  }

  @Test
  void fact_thatNoPolicyAsks_changesNothingWhateverItIs() {
    Claim.Builder claim = lowIncome(4, ClaimFact.newBuilder().setAmountFen(500_000));
    claim.addFactsBuilder().setCode("bundle").setNumber(1);
    assertEquals(300_000, House.paid(settled(claim), "aid"));
  }
}
