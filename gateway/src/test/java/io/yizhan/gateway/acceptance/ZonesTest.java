package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyImpact;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.gateway.rpc.CallRunner;
import io.yizhan.gateway.rpc.CallerDirectory;
import io.yizhan.gateway.rpc.FailureLog;
import io.yizhan.gateway.rpc.GrpcServer;
import io.yizhan.gateway.rpc.PolicyEndpoint;
import io.yizhan.gateway.rpc.RegistryEndpoint;
import io.yizhan.gateway.rpc.ReplyWriter;
import io.yizhan.gateway.rpc.ServerSettings;
import io.yizhan.gateway.rpc.SettlementEndpoint;
import io.yizhan.gateway.rpc.WorkerPool;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Where the server stands and what day it is there change no amount. */
class ZonesTest {
  private static final String OPERATOR_TOKEN = "operator-token-of-the-zones-test";

  /** One in the morning of New Year's Day in Shanghai; still the old year in UTC and America. */
  private static final Instant NEW_YEAR_2017 = Instant.parse("2016-12-31T17:00:00Z");

  private static final Instant IN_2031 = Instant.parse("2031-05-05T12:00:00Z");

  @Test
  void amounts_whateverZoneAndToday_areTheSame() {
    List<Settlement> expected = inZone("Asia/Shanghai", () -> settleAll(NEW_YEAR_2017));
    assertEquals(210_000, House.paid(expected.get(2), "inpatient"), "discharged on July 1st");
    assertEquals(150_000, House.paid(expected.get(1), "inpatient"), "discharged on June 30th");
    for (String zone : List.of("UTC", "America/Los_Angeles")) {
      for (Instant today : List.of(NEW_YEAR_2017, IN_2031)) {
        List<Settlement> here = inZone(zone, () -> settleAll(today));
        String day = today.equals(NEW_YEAR_2017) ? "2017-01-01" : "2031-05-05";
        for (Settlement settlement : here) {
          assertEquals(Claims.date(day), settlement.getPostingDate(), zone);
        }
        assertEquals(
            expected.stream().map(ZonesTest::withoutIdAndTime).toList(),
            here.stream().map(ZonesTest::withoutIdAndTime).toList(),
            zone + " on " + today);
      }
    }
  }

  private static Settlement withoutIdAndTime(Settlement settlement) {
    return settlement.toBuilder().clearSettlementId().clearSettleTime().clearPostingDate().build();
  }

  /** Runs with this default zone of the JVM, connections to the database included. */
  private static <T> T inZone(String zone, Supplier<T> work) {
    TimeZone usual = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      return work.get();
    } finally {
      TimeZone.setDefault(usual);
    }
  }

  /** The same claims on a fresh database, with a clock that stands still. */
  private static List<Settlement> settleAll(Instant today) {
    InstantSource clock = InstantSource.fixed(today);
    SecureRandom random = new SecureRandom();
    YamlPolicy yaml = new YamlPolicy();
    try (TestDatabase database = TestDatabase.create();
        PlanBookKeeper plans = new PlanBookKeeper(database.stores().policies(), yaml);
        WorkerPool workers = new WorkerPool(4, 64);
        WorkerPool strangers = WorkerPool.forStrangers()) {
      database
          .stores()
          .registry()
          .registerCaller(
              new Caller("operator", Caller.Role.OPERATOR, "", List.of()),
              sha256(OPERATOR_TOKEN),
              "",
              today);
      CallRunner runner =
          new CallRunner(workers, random, new FailureLog(random, System::nanoTime, failure -> ""));
      SettlementDesk desk =
          new SettlementDesk(
              database.stores().settlements(),
              plans::current,
              new ReplyWriter(),
              clock,
              new IdSource(random));
      plans.start(Duration.ofMillis(50));
      try (GrpcServer server =
              GrpcServer.start(
                  ServerSettings.loopback(0),
                  List.of(
                      new SettlementEndpoint(
                          desk,
                          new HoldDesk(
                              database.stores().holds(), plans::current, new ReplyWriter(), clock),
                          database.stores().registry(),
                          runner),
                      new RegistryEndpoint(
                          database.stores().registry(),
                          database.stores().funds(),
                          plans::current,
                          plans::words,
                          runner,
                          clock,
                          random),
                      new PolicyEndpoint(
                          new PolicyDesk(database.stores().policies(), yaml),
                          new PolicyProposals(
                              database.stores().policies(), yaml, clock, new IdSource(random)),
                          new PolicyImpact(
                              database.stores().settlements(),
                              database.stores().policies(),
                              yaml,
                              plans::current),
                          plans::refresh,
                          runner)),
                  List.of(),
                  new CallerDirectory(
                      database.stores().registry(), workers, strangers, Ticker.systemTicker()),
                  runner,
                  new SimpleMeterRegistry());
          Client client = new Client(server.port())) {
        List<Settlement> settled = settleAll(client);
        assertEquals(
            List.of(LocalDate.ofInstant(today, SettlementDesk.CIVIL_ZONE).toString()),
            database.rows("SELECT DISTINCT posting_date::text FROM settlement"));
        return settled;
      }
    }
  }

  private static List<Settlement> settleAll(Client client) {
    World world = World.build(client, OPERATOR_TOKEN);
    PersonDocument person = Invented.person(1);
    world.put(
        client,
        World.known(person, "dibao")
            .addIdentities(
                World.identity("tekun_inst", "2016-10-01").setToDate(Claims.date("2016-12-31")))
            .addApprovals(World.dialysisApproval())
            .addGrants(World.grant(30_000)));
    String hospital = World.HOSPITAL;
    List<Claim.Builder> claims =
        List.of(
            Claims.stay(hospital, person, "E0", "2016-05-01", 500_000),
            Claims.stay(hospital, person, "E1", "2016-06-30", 1_000_000),
            Claims.stay(hospital, person, "E2", "2016-07-01", 1_000_000)
                .setAdmissionDate(Claims.date("2016-06-25")),
            Claims.dialysis(hospital, person, "E3", "2016-08-01", 50_000, 42_000),
            Claims.settledStay(hospital, person, "E4", "2016-12-31", 4_000_000, 2_800_000),
            Claims.stay(hospital, person, "E5", "2017-01-01", 1_000_000)
                .setAdmissionDate(Claims.date("2016-12-20")),
            Claims.dialysis(hospital, person, "E6", "2017-01-01", 50_000, 42_000));
    List<Settlement> settled = new ArrayList<>();
    for (Claim.Builder claim : claims) {
      SettleClaimResponse reply =
          client
              .settlements(world.token())
              .settleClaim(Claims.request("r-" + claim.getEncounterId(), claim));
      settled.add(reply.getSettlement());
    }
    return settled;
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
