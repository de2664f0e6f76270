package io.yizhan.torture;

import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.gateway.conformance.SimulatedInsurer;
import io.yizhan.proto.insurer.v1.FundPayment;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.RequestState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Persons of the town who are insured in a region whose insurer is asked, and that insurer, which
 * delays, loses, repeats, refuses and contradicts itself. At the end its books and the gateways'
 * tables must say the same of every claim.
 */
final class InsuredElsewhere implements AutoCloseable {
  static final String REGION = "420102";
  static final String FILE = "asked.yaml";

  /** One stay in so many is of somebody who is insured there. */
  static final int EVERY = 5;

  static final String POLICY =
      """
      policy: asked 询问示例
      regions: [4201 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      layers:
      - layer: residents 居民医保
        fund: 390100
        stage: insurance
        amount: asked
        when: {care: 住院}
        fills: bill
      """;

  private static final Misbehaviour BAD = new Misbehaviour(15, 20, 20, 20, 40, 20, 20, 200);
  private static final Duration AGREE_MAX = Duration.ofSeconds(60);
  private static final String DUE =
      " FROM insurer_leg WHERE state IN ('RESERVING', 'COMMITTED', 'CANCELLING', 'PROVISIONAL')";
  private static final String LEGS =
      """
      SELECT l.insurer_request_id, l.state,
        (SELECT count(*) FROM settlement s WHERE s.settlement_id = l.settlement_id)
          - (SELECT count(*) FROM reversal r WHERE r.settlement_id = l.settlement_id),
        coalesce((SELECT sum(p.amount_fen) FROM posting p
          WHERE p.settlement_id = l.settlement_id AND p.account LIKE '%390100%'
            AND p.amount_fen > 0), 0)
      FROM insurer_leg l
      """;

  private final SimulatedInsurer insurer;

  private InsuredElsewhere(SimulatedInsurer insurer) {
    this.insurer = insurer;
  }

  /** An insurer whose chances are drawn from this seed. */
  static InsuredElsewhere open(long seed) {
    try {
      return new InsuredElsewhere(new SimulatedInsurer("127.0.0.1", 0, seed, BAD, Set.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What tells a gateway where it is. */
  Map<String, String> environment() {
    return Map.of("YIZHAN_INSURERS", "4201/390=127.0.0.1:" + insurer.port());
  }

  /** What the two sides see differently, once whatever waits for a time was done. */
  List<Finding> disagreements(House house) {
    insurer.become(Misbehaviour.NONE);
    List<Finding> found = new ArrayList<>();
    try (Connection connection = house.database().connect();
        Statement statement = connection.createStatement()) {
      boolean ended =
          Pause.until(
              AGREE_MAX,
              () -> {
                try {
                  statement.executeUpdate("UPDATE insurer_leg SET next_try = now()");
                  try (ResultSet row = statement.executeQuery("SELECT count(*)" + DUE)) {
                    row.next();
                    return row.getLong(1) == 0;
                  }
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      if (!ended) {
        found.add(new Finding(Harm.UNRESOLVED, "every claim at an insurer comes to an end", ""));
      }
      compare(statement, found);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private void compare(Statement statement, List<Finding> found) throws SQLException {
    Map<String, RequestStanding> there = new HashMap<>();
    insurer.standings().forEach(standing -> there.put(standing.getRequestId(), standing));
    try (ResultSet rows = statement.executeQuery(LEGS)) {
      while (rows.next()) {
        // What it does not know was asked by an earlier run on the folder.
        RequestStanding standing = there.remove(rows.getString(1));
        if (standing != null && !agrees(rows, standing)) {
          found.add(
              new Finding(
                  Harm.UNBALANCED,
                  "both sides say the same of a claim",
                  " " + rows.getString(1) + " " + rows.getString(2) + " / " + standing.getState()));
        }
      }
    }
    there
        .keySet()
        .forEach(
            id ->
                found.add(
                    new Finding(
                        Harm.LOST, "what an insurer has heard of is stored here", " " + id)));
  }

  private static boolean agrees(ResultSet leg, RequestStanding standing) throws SQLException {
    boolean stands = leg.getLong(3) == 1;
    long paid =
        standing.getAmounts().getPaymentsList().stream().mapToLong(FundPayment::getAmountFen).sum();
    return switch (leg.getString(2)) {
      case "CONFIRMED" ->
          stands
              && standing.getState() == RequestState.REQUEST_STATE_SETTLED
              && paid == leg.getLong(4);
      case "CANCELLED" -> !stands && standing.getState() == RequestState.REQUEST_STATE_CANCELLED;
      default -> false;
    };
  }

  @Override
  public void close() {
    insurer.close();
  }
}
