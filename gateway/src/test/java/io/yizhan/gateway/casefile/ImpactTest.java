package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.settlement.Plans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ImpactTest {
  private static final int CLAIMS = 12_000;
  private static final int PERSONS = 700;

  @Test
  void replay_oneThreadOrMany_givesTheSameAnswer() throws IOException, InterruptedException {
    PolicyShelf shelf =
        PolicyShelf.load(
            List.of(
                Path.of("../policies/zhengzhou/zhengzhou-2010.yaml"),
                Path.of("../policies/zhengzhou/zhengzhou-2016.yaml")));
    byte[] file = claims().getBytes(StandardCharsets.UTF_8);
    Plans before = new OnePolicy(shelf.published().get(0));
    Plans after = new OnePolicy(shelf.published().get(1));
    String alone = "";
    for (int threads : new int[] {1, 2, 5}) {
      try (ClaimLines lines =
          new ClaimLines(
              new ByteArrayInputStream(file), "claims", new CaseWords(shelf.tables()), Map.of())) {
        Impact.Result result = new Impact(before, after, threads).run(lines, bytes -> {});
        assertEquals(List.of(), result.issues());
        ImpactTally tally = result.tally();
        String answer = describe(tally);
        assertEquals(CLAIMS, tally.claims());
        assertEquals(
            CLAIMS - tally.refusedByOne() - tally.refusedByBoth(),
            tally.classes().stream().mapToLong(Long::longValue).sum());
        assertTrue(tally.winners() > 0, answer);
        alone = threads == 1 ? answer : alone;
        assertEquals(alone, answer);
      }
    }
  }

  private static String describe(ImpactTally tally) {
    StringBuilder text =
        new StringBuilder()
            .append(tally.winners() + " " + tally.gainedFen() + " ")
            .append(tally.losers() + " " + tally.lostFen() + " " + tally.worst())
            .append(tally.classes());
    for (String fund : tally.funds()) {
      text.append(fund + " " + tally.fundFen(fund, 0) + " " + tally.fundFen(fund, 1));
    }
    return text.toString();
  }

  private static String claims() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20160701);
    String[] identities = {"tekun_inst", "tekun_home", "dibao", ""};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < CLAIMS; i++) {
      int person = random.nextInt(PERSONS);
      String identity = identities[person % identities.length];
      text.append(
          "{\"person\":\"%s\",\"household\":\"%s\",%s\"care\":\"inpatient\",\"discharge\":\"2016-%02d-10\",\"in\":%d.%02d}%n"
              .formatted(
                  person % 7 == 0 ? "" : "p" + person,
                  person % 7 == 0 || person % 3 == 0 ? "" : "f" + person / 4,
                  identity.isEmpty() ? "" : "\"identity\":\"" + identity + "\",",
                  1 + i * 12 / CLAIMS,
                  1 + random.nextInt(40_000),
                  random.nextInt(100)));
    }
    return text.toString();
  }
}
