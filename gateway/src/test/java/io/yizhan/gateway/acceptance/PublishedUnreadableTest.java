package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicySource;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.PolicyReader;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy that an older program published and this one would not. */
class PublishedUnreadableTest {
  private static final int TRIES_MAX = 600;
  private static final long PAUSE_MILLIS = 50;

  private static void publish(TestDatabase database, String text) throws SQLException {
    publish(database, "zhengzhou", text);
  }

  private static void publish(TestDatabase database, String code, String text) throws SQLException {
    try (Connection connection = database.stores().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO policy (policy_code, valid_from, file_name, text, text_sha256,"
                    + " publish_time, approver_id, proposal_id, proposer_id, propose_time, verdict,"
                    + " set_up) VALUES (?, '2016-07-01', 'zhengzhou-2016.yaml', ?, 'sha',"
                    + " now(), 'a', ?, 'p', now(),"
                    + " '{\"warningCount\":0,\"assumptionCount\":0,\"provedLayerCount\":0,"
                    + "\"declaredLayerCount\":0,\"layerCount\":0,\"warnings\":[]}', false)")) {
      statement.setString(1, code);
      statement.setString(2, text);
      statement.setString(3, "proposal of " + code);
      assertEquals(1, statement.executeUpdate());
    }
    database.execute("UPDATE policy_revision SET revision = revision + 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'OUT 门诊慢特病救助累计' | 'OUT 住院救助累计' | introduces: a name is introduced once",
        "'adds: major.paid' | 'adds: [major.paid, major.paid]' | twice; keep one",
      })
  void keeper_ofAPolicyThatIsRefusedNow_namesItAndWhatIsWrong(
      String right, String wrong, String why) throws IOException, SQLException {
    String text = Files.readString(Path.of("../policies/zhengzhou/zhengzhou-2016.yaml"));
    assertTrue(text.contains(right), right);
    try (TestDatabase database = TestDatabase.create()) {
      publish(database, text.replace(right, wrong));
      UnfitSetupException refused =
          assertThrows(
              UnfitSetupException.class,
              () -> new PlanBookKeeper(database.stores().policies(), new YamlPolicy()).close());
      String said = String.valueOf(refused.getMessage());
      assertTrue(said.contains("zhengzhou-2016.yaml, line "), said);
      assertTrue(said.contains(why), said);
    }
  }

  /** Counts what is read. */
  private static final class CountingSource implements PolicySource {
    private final PolicySource yaml = new YamlPolicy();
    private int reads;

    @Override
    public PolicyReader.Reading read(String fileName, String text) {
      reads++;
      return yaml.read(fileName, text);
    }

    @Override
    public PolicyReader.Reading readPublished(String fileName, String text) {
      return yaml.readPublished(fileName, text);
    }

    @Override
    public Optional<EditionResolver.Header> header(String text) {
      return yaml.header(text);
    }
  }

  @Test
  void keeper_ofAPublicationThatItCannotRead_settlesByNoneUntilItCan()
      throws IOException, SQLException {
    String text = Files.readString(Path.of("../policies/zhengzhou/zhengzhou-2016.yaml"));
    try (TestDatabase database = TestDatabase.create()) {
      publish(database, text);
      CountingSource source = new CountingSource();
      try (PlanBookKeeper keeper = new PlanBookKeeper(database.stores().policies(), source)) {
        PlanBook before = keeper.current();
        publish(database, "newer", text.replace("in_force:", "of_a_later_language:"));
        keeper.refresh();
        StoreUnavailableException refused =
            assertThrows(StoreUnavailableException.class, keeper::current);
        assertTrue(refused.isNothingDone());
        assertTrue(keeper.trouble().contains("zhengzhou-2016.yaml"), keeper.trouble());
        int reads = source.reads;
        keeper.refresh();
        assertEquals(reads, source.reads, "no text changes: it is not tried again");
        assertThrows(StoreUnavailableException.class, keeper::current);
        database.execute("DELETE FROM policy WHERE policy_code = 'newer'");
        database.execute("UPDATE policy_revision SET revision = revision + 1");
        keeper.refresh();
        assertEquals("", keeper.trouble());
        assertTrue(keeper.current().revision() > before.revision());
      }
    }
  }

  /** Money that was booked must not be answered as if nothing had been done. */
  @Test
  void register_whileThePoliciesCannotBeRead_keepsAndAnswersByTheWordsReadLast()
      throws IOException, SQLException {
    String text = Files.readString(Path.of("../policies/zhengzhou/zhengzhou-2016.yaml"));
    try (House house = House.open()) {
      publish(house.database(), "newer", text.replace("in_force:", "of_a_later_language:"));
      awaitNothingSettled(house);
      var registry = house.client().registry(house.world().operatorToken());
      var put =
          registry.putPerson(
              PutPersonRequest.newBuilder()
                  .setPerson(World.known(Invented.person(400_001), "dibaoo"))
                  .build());
      assertTrue(put.getNewlyRegistered());
      assertEquals("WORD_IN_NO_POLICY", put.getNotes(0).getCode());
      var booked =
          registry.addFundMoney(
              AddFundMoneyRequest.newBuilder()
                  .setRequestId("unreadable-1")
                  .setFundCode(Offices.AID)
                  .setBudgetYear(2016)
                  .setAmountFen(100)
                  .build());
      assertEquals(100, booked.getBudgetFen());
      assertEquals(0, booked.getNotesCount());
    }
  }

  private static void awaitNothingSettled(House house) {
    QuoteSettlementRequest probe =
        QuoteSettlementRequest.newBuilder()
            .setClaim(
                Claims.stay(World.HOSPITAL, Invented.person(999_998), "probe", "2016-08-01", 100))
            .build();
    for (int i = 0; i < TRIES_MAX; i++) {
      try {
        house.client().settlements(house.world().token()).quoteSettlement(probe);
      } catch (StatusRuntimeException refused) {
        assertEquals("STORE_UNAVAILABLE", Refusals.of(refused).info().getReason());
        return;
      }
      World.pause(PAUSE_MILLIS);
    }
    throw new AssertionError("the gateway must see the publication");
  }

  private static List<CaseRunner.Compared> settled(String published, CaseBook book)
      throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      publish(database, published);
      try (PlanBookKeeper keeper =
          new PlanBookKeeper(database.stores().policies(), new YamlPolicy())) {
        CaseRunner runner = new CaseRunner(keeper.current());
        return book.cases().stream()
            .flatMap(one -> runner.run(one).claims().stream())
            .flatMap(claim -> claim.compared().stream())
            .toList();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cap SERP: 30万 | 'cap SERP: 30万\n  cap: unlimited' | SETTINGS_CLASH",
        "'  rate: 100%' | '  rate: 100%\n  adjust: [{when: {third_party: yes}, rate: -5pp}]'"
            + " | UNREACHABLE_ADJUSTMENT",
        "'  rate: 100%' | '  rate: 100%\n  rate_at_most: 60%\n"
            + "  adjust: [{when: {对象: 特困集中供养}, rate: +5pp}]' | CEILING_UNDER_RATE",
        "'accounts:' | 'accounts:\n  NEW 没有用到: {adds: inpatient.paid, of: person, per: year}'"
            + " | UNUSED_NAME",
        "'  rate: 100%' | '  columns: [第三方责任, 比例]\n  rows:\n  - [无, 100%]\n  - [有, 50%]'"
            + " | UNREACHABLE_ROW",
      })
  void keeper_ofAPolicyThatOnlyMayNotBePublishedNow_settlesByItAsBefore(
      String right, String wrong, String code) throws IOException, SQLException {
    Path file = Path.of("../policies/zhengzhou/zhengzhou-2016.yaml");
    String text = Files.readString(file);
    String mistaken = text.replace(right, wrong);
    assertNotEquals(text, mistaken);
    assertTrue(
        PolicyDesk.check(new YamlPolicy(), "zhengzhou-2016.yaml", mistaken).issues().stream()
            .anyMatch(issue -> issue.error() && issue.code().equals(code)));
    CaseBook book =
        CaseFiles.read(file.resolveSibling("cases").resolve("zhengzhou.yaml"), List.of())
            .book()
            .orElseThrow();
    List<CaseRunner.Compared> before = settled(text, book);
    assertTrue(before.size() > 50, "compared: " + before.size());
    assertEquals(before, settled(mistaken, book));
  }
}
