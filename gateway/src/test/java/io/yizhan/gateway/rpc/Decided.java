package io.yizhan.gateway.rpc;

import io.yizhan.gateway.casefile.OnePolicy;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Claims of a dibao member of whom nothing else is known, decided under a policy of a test. */
final class Decided {
  private static final String HEADER =
      """
      policy: trial 试验
      regions: [4101 郑州市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {D: {title: 某县医疗救助办法, read_in: 县政府网, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      """;

  private static final LocalDate DAY = LocalDate.of(2016, 8, 9);
  private static final Standing STANDING =
      new Standing(
          "p1",
          "",
          Optional.of(new Standing.Hospital("H1", "410122", "2", false)),
          List.of(
              new Standing.Identity(
                  "dibao", "410122", LocalDate.of(2016, 1, 1), Optional.empty(), "file")),
          List.of(),
          List.of(),
          List.of(),
          Map.of());

  private Decided() {}

  /**
   * The settlement as it is told.
   *
   * @param policy what follows the header: accounts and layers
   */
  static Settlement under(String policy, Claim.Builder claim) {
    PolicyTable table = new YamlPolicy().read("test.yaml", HEADER + policy).table().orElseThrow();
    Decision decision =
        new Settler(new OnePolicy(new PolicyCompiler.Published(table, "0".repeat(64))))
            .settle(
                ClaimReader.quote(QuoteSettlementRequest.newBuilder().setClaim(claim).build(), DAY)
                    .claim(),
                STANDING);
    return SettlementWriter.settlement(((Decision.Settled) decision).settlement()).build();
  }
}
