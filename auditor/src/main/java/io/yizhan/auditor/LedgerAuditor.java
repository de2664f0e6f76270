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
import java.util.function.Consumer;

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

  /** How many settlements and reversals the books have. */
  public static long entries(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LedgerRules.ENTRIES)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What breaks a rule of the tables alone, at most a thousand rows for each. */
  public static List<Finding> audit(Connection connection) throws SQLException {
    return check(connection, LedgerRules.ALL);
  }

  /** A journal that may be longer than memory: it is read once, entry by entry. */
  public interface JournalBook {
    /** Hands over every answer that callers were given, and every request that moves money. */
    void read(Consumer<Acknowledged> told, Consumer<Sent> sent);
  }

  /**
   * What breaks a rule of the tables and the journal. What callers were told must be in the journal
   * before the connection's snapshot begins, and every request must be in it before it is sent.
   */
  public static List<Finding> audit(Connection connection, JournalBook journal)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(JournalRules.TABLES);
      load(connection, journal);
      statement.execute(JournalRules.COUNT);
    }
    List<Finding> findings = new ArrayList<>(audit(connection));
    findings.addAll(check(connection, JournalRules.ALL));
    return findings;
  }

  private static void load(Connection connection, JournalBook journal) throws SQLException {
    try (Rows told = new Rows(connection, JournalRules.TELL);
        Rows sent = new Rows(connection, JournalRules.SEND)) {
      journal.read(
          one ->
              told.add(
                  one.call().name(),
                  one.ownerId(),
                  one.requestId(),
                  one.encounterId(),
                  one.entryId(),
                  sha256(one.reply()),
                  one.amounts().totalFen(),
                  one.amounts().paidFen(),
                  one.amounts().hospitalShareFen(),
                  one.amounts().patientShareFen()),
          one -> sent.add(one.ownerId(), one.requestId()));
    }
  }

  /** Rows on their way into a table. */
  private static final class Rows implements AutoCloseable {
    private final PreparedStatement statement;
    private int waiting;

    Rows(Connection connection, String insert) throws SQLException {
      this.statement = connection.prepareStatement(insert);
    }

    void add(Object... columns) {
      try {
        for (int i = 0; i < columns.length; i++) {
          statement.setObject(i + 1, columns[i]);
        }
        statement.addBatch();
        waiting++;
        if (waiting == BATCH_ROWS_MAX) {
          statement.executeBatch();
          waiting = 0;
        }
      } catch (SQLException e) {
        throw new IllegalStateException("the journal must be readable into a table", e);
      }
    }

    @Override
    public void close() throws SQLException {
      statement.executeBatch();
      statement.close();
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
