package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy that an older program published and this one refuses. */
class PublishedUnreadableTest {
  private static void publish(TestDatabase database, String text) throws SQLException {
    try (Connection connection = database.stores().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO policy (policy_code, valid_from, file_name, text, text_sha256,"
                    + " publish_time, approver_id, proposal_id, proposer_id, propose_time, verdict,"
                    + " set_up) VALUES ('zhengzhou', '2016-07-01', 'zhengzhou-2016.yaml', ?, 'sha',"
                    + " now(), 'a', 'id', 'p', now(),"
                    + " '{\"warningCount\":0,\"assumptionCount\":0,\"provedLayerCount\":0,"
                    + "\"declaredLayerCount\":0,\"layerCount\":0,\"warnings\":[]}', false)")) {
      statement.setString(1, text);
      assertEquals(1, statement.executeUpdate());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'OUT 门诊慢特病救助累计' | 'OUT 住院救助累计' | introduces: a name is introduced once",
        "'adds: [inpatient.paid' | 'adds: [inpatient.paid, inpatient.paid' | twice; keep one",
      })
  void keeper_ofAPolicyThatIsRefusedNow_namesItAndWhatIsWrong(
      String right, String wrong, String why) throws IOException, SQLException {
    String text = Files.readString(Path.of("../policies/zhengzhou/zhengzhou-2016.yaml"));
    assertTrue(text.contains(right), right);
    try (TestDatabase database = TestDatabase.create()) {
      publish(database, text.replace(right, wrong));
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () -> new PlanBookKeeper(database.stores().policies(), new YamlPolicy()).close());
      String said = String.valueOf(refused.getMessage());
      assertTrue(said.contains("zhengzhou-2016.yaml, line "), said);
      assertTrue(said.contains(why), said);
    }
  }
}
