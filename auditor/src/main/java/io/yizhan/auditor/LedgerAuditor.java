package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the books as an auditor would: from the tables alone, with plain SQL, sharing no code with
 * what wrote them; and against the journals of callers.
 */
public final class LedgerAuditor {
  /** How many rows that break one rule are counted. */
  public static final int FINDINGS_PER_RULE_MAX = 1_000;

  /** How many of them a list of texts names. */
  private static final int TEXTS_PER_RULE_MAX = 5;

  private static final int BATCH_ROWS_MAX = 1_000;

  private LedgerAuditor() {}

  /** A request that a caller may have sent. */
  public record Sent(String ownerId, String requestId) {}

  /** What breaks a rule, at most five for each, as rule and row; empty when the books are right. */
  public static List<String> findings(Connection connection) throws SQLException {
    return texts(audit(connection));
  }

  /** Rule and row of each finding, at most five for each rule. */
  public static List<String> texts(List<Finding> findings) {
    Map<String, Integer> named = new HashMap<>();
    List<String> texts = new ArrayList<>();
    for (Finding finding : findings) {
      if (named.merge(finding.rule(), 1, Integer::sum) <= TEXTS_PER_RULE_MAX) {
        texts.add(finding.toString());
      }
    }
    return texts;
  }

  /** What breaks a rule of the tables alone, at most a thousand rows for each. */
  public static List<Finding> audit(Connection connection) throws SQLException {
    return check(connection, LedgerRules.ALL);
  }

  /**
   * What breaks a rule of the tables and the journal. What callers were told must be in the journal
   * before the connection's snapshot begins, and every request must be in it before it is sent.
   *
   * @param told what callers were told
   * @param sent every request that moves money and may have reached a gateway
   */
  public static List<Finding> audit(
      Connection connection, Iterable<Acknowledged> told, Iterable<Sent> sent) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(JournalRules.TABLES);
      load(connection, told, sent);
      statement.execute(JournalRules.COUNT);
    }
    List<Finding> findings = new ArrayList<>(audit(connection));
    findings.addAll(check(connection, JournalRules.ALL));
    return findings;
  }

  private static void load(Connection connection, Iterable<Acknowledged> told, Iterable<Sent> sent)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(JournalRules.TELL)) {
      int rows = 0;
      for (Acknowledged one : told) {
        statement.setString(1, one.call().name());
        statement.setString(2, one.ownerId());
        statement.setString(3, one.requestId());
        statement.setString(4, one.encounterId());
        statement.setString(5, one.entryId());
        statement.setBytes(6, sha256(one.reply()));
        statement.setLong(7, one.amounts().totalFen());
        statement.setLong(8, one.amounts().paidFen());
        statement.setLong(9, one.amounts().hospitalShareFen());
        statement.setLong(10, one.amounts().patientShareFen());
        statement.addBatch();
        rows++;
        if (rows % BATCH_ROWS_MAX == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
    try (PreparedStatement statement = connection.prepareStatement(JournalRules.SEND)) {
      int rows = 0;
      for (Sent one : sent) {
        statement.setString(1, one.ownerId());
        statement.setString(2, one.requestId());
        statement.addBatch();
        rows++;
        if (rows % BATCH_ROWS_MAX == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Finding> check(Connection connection, List<Rule> rules) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : rules) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(rule.rows())) {
        for (int i = 0; i < FINDINGS_PER_RULE_MAX && rows.next(); i++) {
          StringBuilder row = new StringBuilder();
          for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            row.append(' ').append(rows.getString(column));
          }
          findings.add(new Finding(rule.harm(), rule.name(), row.toString()));
        }
      }
    }
    return findings;
  }
}
