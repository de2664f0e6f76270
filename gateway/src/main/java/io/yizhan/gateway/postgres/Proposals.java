package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyStore.Closing;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The table of proposals. */
final class Proposals {
  private static final String COLUMNS =
      """
      SELECT proposal_id, policy_code, valid_from, valid_to, title, regions, file_name, text_sha256,
        proposer_id, propose_time, verdict::text, state, closer_id, close_time
      FROM policy_proposal
      """;

  private static final String BY_ID = COLUMNS + "WHERE proposal_id = ?";

  private static final String OF_TEXT = COLUMNS + "WHERE text_sha256 = ? AND state <> 'WITHDRAWN'";

  private static final String LIST =
      COLUMNS
          + """
          WHERE proposal_id > ? AND (state = 'OPEN' OR NOT ?) AND (? OR proposer_id = ?
            OR NOT EXISTS (SELECT FROM unnest(regions) AS ruled WHERE NOT EXISTS (
              SELECT FROM unnest(?::text[]) AS own WHERE starts_with(ruled, own))))
          ORDER BY proposal_id LIMIT ?
          """;

  private static final String TEXT = "SELECT text FROM policy_proposal WHERE proposal_id = ?";

  private static final String OPEN_COUNT =
      "SELECT count(*) FROM policy_proposal WHERE proposer_id = ? AND state = 'OPEN'";

  private static final String INSERT =
      """
      INSERT INTO policy_proposal (proposal_id, policy_code, valid_from, valid_to, title, regions,
        file_name, text, text_sha256, proposer_id, propose_time, verdict, state)
      VALUES (?, ?, ?, ?::date, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, 'OPEN')
      """;

  private static final String CLOSE =
      """
      UPDATE policy_proposal SET state = ?, closer_id = ?, close_time = ?
      WHERE proposal_id = ? AND state = 'OPEN'
      """;

  private Proposals() {}

  static Optional<Proposal> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, BY_ID, Proposals::of, id);
  }

  /** The proposal that stands for a text, open or approved. */
  static Optional<Proposal> ofText(Connection connection, String textSha256) throws SQLException {
    return Sql.first(connection, OF_TEXT, Proposals::of, textSha256);
  }

  /** Those that {@link Proposal#visibleTo} lets the reader see. */
  static List<Proposal> list(
      Connection connection, Caller reader, boolean openOnly, String afterId, int limit)
      throws SQLException {
    return Sql.page(
        connection,
        LIST,
        Proposals::of,
        afterId,
        openOnly,
        reader.role() == Caller.Role.OPERATOR,
        reader.callerId(),
        connection.createArrayOf("text", reader.regions().toArray()),
        limit);
  }

  static Optional<String> text(Connection connection, String id) throws SQLException {
    return Sql.first(connection, TEXT, row -> row.getString(1), id);
  }

  static int openCount(Connection connection, String proposerId) throws SQLException {
    return Sql.first(connection, OPEN_COUNT, row -> row.getInt(1), proposerId).orElse(0);
  }

  static void insert(Connection connection, Proposal proposal, String text) throws SQLException {
    Sql.update(
        connection,
        INSERT,
        proposal.id(),
        proposal.policyCode(),
        proposal.from(),
        proposal.to().orElse(null),
        proposal.title(),
        connection.createArrayOf("text", proposal.regions().toArray()),
        proposal.fileName(),
        text,
        proposal.textSha256(),
        proposal.proposerId(),
        proposal.proposeTime(),
        CheckRecordJson.write(proposal.verdict()));
  }

  static void close(
      Connection connection, String id, Proposal.State state, String closerId, Instant time)
      throws SQLException {
    if (Sql.update(connection, CLOSE, state.name(), closerId, time, id) != 1) {
      throw new IllegalStateException("a proposal that is closed must have been open");
    }
  }

  private static Proposal of(ResultSet row) throws SQLException {
    Proposal.State state = Proposal.State.valueOf(row.getString(12));
    return new Proposal(
        row.getString(1),
        row.getString(2),
        row.getObject(3, LocalDate.class),
        Optional.ofNullable(row.getObject(4, LocalDate.class)),
        row.getString(5),
        List.of((String[]) row.getArray(6).getArray()),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getTimestamp(10).toInstant(),
        CheckRecordJson.read(row.getString(11)),
        state,
        state == Proposal.State.OPEN
            ? Optional.empty()
            : Optional.of(new Closing(row.getString(13), row.getTimestamp(14).toInstant())));
  }
}
