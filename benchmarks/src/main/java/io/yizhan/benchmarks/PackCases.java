package io.yizhan.benchmarks;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random inpatient claims of one pack with random usage; the same ones from the same seed. */
final class PackCases {
  private static final long SEED = 20160701;
  private static final List<String> ANHUI_LEVELS = List.of("乡镇", "县级", "市级", "省级");
  private static final List<String> CHONGQING_IDENTITIES =
      List.of("tekun", "dibao", "fanpin", "edge", "sudden", "watch");

  private PackCases() {}

  /** A claim with what is known of its person. */
  record PackCase(Claim claim, Standing standing) {
    /** The case in the numbers of its plan. */
    Situation situation(PlanBook book) {
      PolicyPlan plan =
          book.planFor(claim.insuredRegion(), claim.insuredRegion(), claim.care(), claim.dates());
      Standing.Identity held = standing.identities().get(0);
      int place = plan.fact(Fact.IDENTITY).placeOf(held.category());
      return Situation.of(plan, claim, standing, claim.dates().last(), Optional.of(held), place);
    }
  }

  /** The policy file of a pack, under the home folder. */
  static String fileOf(String pack) {
    return switch (pack) {
      case "zhengzhou" -> "policies/zhengzhou/zhengzhou-2016.yaml";
      case "anhui" -> "policies/anhui/anhui-2017.yaml";
      case "chongqing" -> "policies/chongqing/chongqing-2023.yaml";
      default -> throw new IllegalArgumentException("no such pack: " + pack);
    };
  }

  static List<PackCase> of(String pack, int count) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    List<Claim> july = pack.equals("zhengzhou") ? JulyPlan.claims(count) : List.of();
    List<PackCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(
          switch (pack) {
            case "zhengzhou" -> new PackCase(july.get(i), JulyPlan.standing(i));
            case "anhui" -> anhui(i, random);
            case "chongqing" -> chongqing(i, random);
            default -> throw new IllegalArgumentException("no such pack: " + pack);
          });
    }
    return cases;
  }

  /** The same rules by hand. */
  static HandRules byHand(String pack, PackCase one) {
    return switch (pack) {
      case "zhengzhou" -> new BigDecimalRules(one.claim(), one.standing());
      case "anhui" -> new AnhuiRules(one.claim(), one.standing());
      case "chongqing" -> new ChongqingRules(one.claim(), one.standing());
      default -> throw new IllegalArgumentException("no such pack: " + pack);
    };
  }

  private static PackCase anhui(int number, RandomGenerator random) {
    String county = "341324";
    Bill bill = bill(random);
    long basicFen = random.nextLong(bill.inFen() / 2, bill.inFen() * 4 / 5);
    long seriousFen = random.nextLong(0, (bill.inFen() - basicFen) / 2);
    long aidFen = random.nextLong(0, (bill.inFen() - basicFen) / 4);
    InsurerSettlement insurer =
        new InsurerSettlement(
            "S" + number,
            List.of(
                new FundAmount("390100", basicFen),
                new FundAmount("390200", seriousFen),
                new FundAmount("610100", aidFen)),
            0);
    Claim claim =
        claim(
            number,
            county,
            ANHUI_LEVELS.get(random.nextInt(ANHUI_LEVELS.size())),
            LocalDate.of(2019, 7, 20),
            bill,
            Optional.of(insurer),
            OwnFacts.NONE);
    return new PackCase(
        claim,
        standing(
            number,
            county,
            "poor",
            List.of(new Standing.Usage("anhui/OWN", 2019, random.nextLong(0, 1_200_000), 0))));
  }

  private static PackCase chongqing(int number, RandomGenerator random) {
    String county = "500102";
    Claim claim =
        claim(
            number,
            county,
            "二级",
            LocalDate.of(2023, 7, 20),
            bill(random),
            Optional.empty(),
            OwnFacts.NONE);
    return new PackCase(
        claim,
        standing(
            number,
            county,
            CHONGQING_IDENTITIES.get(random.nextInt(CHONGQING_IDENTITIES.size())),
            List.of(
                new Standing.Usage("chongqing/SER", 2023, random.nextLong(0, 3_000_000), 0),
                new Standing.Usage("chongqing/TILT", 2023, random.nextLong(0, 2_500_000), 0))));
  }

  private static Bill bill(RandomGenerator random) {
    return new Bill(
        random.nextLong(10_000, 20_000_000),
        random.nextLong(0, 100_000),
        0,
        random.nextLong(0, 300_000));
  }

  static Claim claim(
      int number,
      String county,
      String level,
      LocalDate day,
      Bill bill,
      Optional<InsurerSettlement> insurer,
      OwnFacts facts) {
    return new Claim(
        new ClaimKey("H1", "E" + number, "B1"),
        new Claim.Desk("op", "t", "s", ""),
        false,
        Optional.empty(),
        county,
        "390",
        Care.INPATIENT,
        ServiceDates.visit(day),
        List.of(),
        "",
        "",
        level,
        Referral.NONE,
        false,
        bill,
        List.of(),
        insurer,
        0,
        0,
        facts);
  }

  static Standing standing(int number, String county, String identity, List<Standing.Usage> usage) {
    return new Standing(
        "P" + number,
        Optional.of(new Standing.Hospital("H1", county, "", false)),
        List.of(
            new Standing.Identity(
                identity, county, LocalDate.of(2015, 1, 1), Optional.empty(), "bench")),
        List.of(),
        List.of(),
        usage,
        Map.of());
  }
}
