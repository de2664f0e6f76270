package io.yizhan.benchmarks;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The published July 2016 policy of Zhengzhou with random inpatient claims of its persons. */
final class JulyPlan {
  private static final long SEED = 20160701;
  private static final LocalDate DAY = LocalDate.of(2016, 7, 20);
  private static final List<String> CATEGORIES = List.of("dibao", "tekun_home", "tekun_inst");
  private static final String COUNTY = "410122";

  private JulyPlan() {}

  /** The folder that policies/ lies in: the checkout or the release. */
  static Path home() {
    return Path.of(System.getProperty("yizhan.home", "."));
  }

  static PlanBook book() {
    String file = PackCases.fileOf("zhengzhou");
    return book(file, textOf(file));
  }

  /** The text of a file under the home folder. */
  static String textOf(String file) {
    try {
      return Files.readString(home().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One document alone. */
  static PlanBook book(String file, String text) {
    PolicyDesk.Verdict verdict = PolicyDesk.check(new YamlPolicy(), file, text);
    return new PlanBook(
        1,
        List.of(
            new PolicyCompiler.Published(
                verdict
                    .table()
                    .orElseThrow(() -> new IllegalStateException(verdict.issues().toString())),
                Sha256.hexOf(text))));
  }

  static List<Claim> claims(int count) {
    RandomGenerator random =
        java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bill bill =
          new Bill(
              random.nextLong(10_000, 20_000_000),
              random.nextLong(0, 100_000),
              0,
              random.nextLong(0, 300_000));
      claims.add(
          new Claim(
              new ClaimKey("H1", "E" + i, "B1"),
              new Claim.Desk("op", "t", "s", ""),
              false,
              Optional.empty(),
              COUNTY,
              "390",
              Care.INPATIENT,
              ServiceDates.visit(DAY),
              List.of(),
              "",
              "",
              "",
              Referral.NONE,
              false,
              bill,
              List.of(),
              Optional.empty(),
              0,
              0,
              OwnFacts.NONE));
    }
    return claims;
  }

  static Standing standing(int number) {
    RandomGenerator random =
        java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + number);
    return new Standing(
        "P" + number,
        Optional.of(new Standing.Hospital("H1", "410100", "2", false)),
        List.of(
            new Standing.Identity(
                CATEGORIES.get(number % CATEGORIES.size()),
                COUNTY,
                LocalDate.of(2015, 1, 1),
                Optional.empty(),
                "bench")),
        List.of(
            new Standing.Approval(
                "m", "major_illness", "", "", "", LocalDate.of(2015, 1, 1), Optional.empty())),
        List.of(),
        List.of(
            new Standing.Usage("zhengzhou/IN", 2016, random.nextLong(0, 2_000_000), 0),
            new Standing.Usage("zhengzhou/KEY", 2016, random.nextLong(0, 5_000_000), 0),
            new Standing.Usage("zhengzhou/SER", 2016, random.nextLong(0, 6_000_000), 0)),
        Map.of());
  }
}
