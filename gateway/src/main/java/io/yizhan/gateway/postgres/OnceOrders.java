package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs orders that are done once for each request: the id is claimed first, the reply is kept in
 * its row and repeated. An order that is refused leaves nothing, and its id free.
 */
final class OnceOrders<T> {
  private static final String BOOKED =
      """
      UPDATE request SET state = 'BOOKED', reply = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Transactions transactions;
  private final Requests requests;
  private final Requests.Kind kind;
  private final Answers<T> answers;

  OnceOrders(Transactions transactions, Requests requests, Requests.Kind kind, Answers<T> answers) {
    this.transactions = transactions;
    this.requests = requests;
    this.kind = kind;
    this.answers = answers;
  }

  /**
   * The answers of a kind of orders.
   *
   * @param newReply the reply of an answer that says that the order was done now
   * @param repeated the answer to a repetition, of the kept reply
   * @param reused the answer to an id that was used with other content, of the fields that differ
   */
  record Answers<T>(
      Class<T> type,
      Function<T, Optional<byte[]>> newReply,
      Function<byte[], T> repeated,
      Function<List<String>, T> reused) {}

  /** What is done once the id is claimed. */
  interface Order<T> {
    /** Does it, or answers why not. */
    T run(Connection connection) throws SQLException;
  }

  T once(RequestKey key, RequestContent content, Stamp stamp, String callerId, Order<T> order) {
    Requests.Fingerprint fingerprint = requests.fingerprint(content);
    return transactions.write(
        answers.type(),
        answer -> answers.newReply().apply(answer).isEmpty(),
        connection -> {
          if (!requests.claim(connection, key, kind, fingerprint, "", callerId, stamp.time())) {
            Requests.Row stored = requests.read(connection, key, false);
            List<String> differing = Requests.differing(stored, kind, fingerprint);
            return differing.isEmpty()
                ? answers.repeated().apply(stored.storedReply())
                : answers.reused().apply(differing);
          }
          T answer = order.run(connection);
          Optional<byte[]> reply = answers.newReply().apply(answer);
          if (reply.isEmpty()) {
            throw new Transactions.RolledBack(answer);
          }
          Sql.update(
              connection,
              BOOKED,
              reply.get(),
              Requests.bucket(key),
              key.ownerId(),
              key.requestId());
          return answer;
        });
  }
}
