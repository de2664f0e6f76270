package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PolicyStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies' port. The single row of policy_revision is the lock that publications queue at. */
final class PostgresPolicyStore implements PolicyStore {
  private static final String REVISION = "SELECT revision FROM policy_revision";

  private static final String ALL =
      """
      SELECT policy_code, valid_from, valid_to, file_name, text, text_sha256, publish_time,
        publisher_id
      FROM policy ORDER BY policy_code, valid_from
      """;

  private static final String INSERT =
      """
      INSERT INTO policy (policy_code, valid_from, valid_to, file_name, text, text_sha256,
        publish_time, publisher_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String BUMP = "UPDATE policy_revision SET revision = revision + 1";

  private final Transactions transactions;

  PostgresPolicyStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public long revision() {
    return transactions.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(REVISION);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Override
  public List<PublishedDocument> all() {
    return transactions.read(PostgresPolicyStore::readAll);
  }

  private static List<PublishedDocument> readAll(Connection connection) throws SQLException {
    List<PublishedDocument> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(
            new PublishedDocument(
                row.getString(1),
                row.getObject(2, LocalDate.class),
                Optional.ofNullable(row.getObject(3, LocalDate.class)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getTimestamp(7).toInstant(),
                row.getString(8)));
      }
    }
    return all;
  }

  @Override
  public PublishResult publish(PublishedDocument document, PublishCheck check) {
    return transactions.write(
        PublishResult.class, connection -> publish(connection, document, check));
  }

  private static PublishResult publish(
      Connection connection, PublishedDocument document, PublishCheck check) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(REVISION + " FOR UPDATE");
        ResultSet row = lock.executeQuery()) {
      row.next();
    }
    List<PublishedDocument> published = readAll(connection);
    Optional<PublishedDocument> same =
        published.stream()
            .filter(other -> other.policyCode().equals(document.policyCode()))
            .filter(other -> other.from().equals(document.from()))
            .findFirst();
    if (same.isPresent() && same.get().textSha256().equals(document.textSha256())) {
      return new PublishResult.Standing(same.get(), false);
    }
    Optional<PublishRefusal> refusal = check.refuse(published);
    if (refusal.isPresent()) {
      return new PublishResult.Refused(refusal.get());
    }
    if (same.isPresent()) {
      return new PublishResult.Refused(
          new PublishRefusal(
              "VERSION_PUBLISHED",
              "此版本已经发布，内容不同；已发布的政策不能修改。",
              "This version is published with another text; what is published is never edited."));
    }
    insert(connection, document);
    return new PublishResult.Standing(document, true);
  }

  private static void insert(Connection connection, PublishedDocument document)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT);
        PreparedStatement bump = connection.prepareStatement(BUMP)) {
      statement.setString(1, document.policyCode());
      statement.setObject(2, document.from());
      statement.setObject(3, document.to().orElse(null), Types.DATE);
      statement.setString(4, document.fileName());
      statement.setString(5, document.text());
      statement.setString(6, document.textSha256());
      statement.setTimestamp(7, Timestamp.from(document.publishTime()));
      statement.setString(8, document.publisherId());
      statement.executeUpdate();
      bump.executeUpdate();
    }
  }
}
