package io.yizhan.gateway.postgres;

import io.yizhan.fund.RegionShares;
import io.yizhan.gateway.desk.FundAccountStore;
import io.yizhan.gateway.desk.Origin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Accounts of funds over PostgreSQL. */
final class PostgresFundAccounts implements FundAccountStore {
  /** One snapshot for all that an account says. */
  private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

  private static final String PUT_SHARES =
      """
      INSERT INTO fund_share (fund, valid_from, parties, weights, remainder_party, source, caller_id,
        put_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (fund, valid_from) DO UPDATE SET parties = excluded.parties,
        weights = excluded.weights, remainder_party = excluded.remainder_party,
        source = excluded.source, caller_id = excluded.caller_id, put_time = excluded.put_time
      """;

  private static final String SHARES =
      """
      SELECT parties, weights, remainder_party FROM fund_share
      WHERE fund = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1
      """;

  private static final String APPROPRIATE =
      """
      INSERT INTO appropriation (fund, budget_year, appropriation_id, amount_fen, parties, party_fens,
        document_number, owner_id, request_id, caller_id, entry_date, entry_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String COLUMNS =
      """
      SELECT appropriation_id, fund, budget_year, amount_fen, document_number, entry_date, parties,
        party_fens, (SELECT array_agg(coalesce((SELECT sum(v.amount_fen)
          FROM appropriation_arrival v WHERE v.appropriation_id = a.appropriation_id
            AND v.party = t.party), 0)::bigint ORDER BY t.place)
          FROM unnest(a.parties) WITH ORDINALITY AS t (party, place))
      FROM appropriation a
      """;

  private static final String SEEN =
      """
       EXISTS (SELECT FROM unnest(?::text[]) AS r
        WHERE r = '' OR (fund LIKE '%@%' AND starts_with(split_part(fund, '@', 2), r)))
      """;

  private static final String LOCK =
      "SELECT appropriation_id FROM appropriation WHERE appropriation_id = ? FOR UPDATE";

  private static final String FIND = COLUMNS + "WHERE appropriation_id = ? AND" + SEEN;

  private static final String LIST =
      COLUMNS
          + "WHERE appropriation_id > ? AND (? = '' OR fund = ?) AND (? = 0 OR budget_year = ?) AND"
          + SEEN
          + "ORDER BY appropriation_id LIMIT ?";

  /** The bank's reference names one transfer: typed anew it is the same money. */
  private static final String ARRIVED_BEFORE =
      """
      SELECT arrival_id FROM appropriation_arrival
      WHERE appropriation_id = ? AND party = ? AND bank_reference = ? LIMIT 1
      """;

  private static final String ARRIVE =
      """
      INSERT INTO appropriation_arrival (appropriation_id, arrival_id, party, amount_fen,
        bank_reference, owner_id, request_id, caller_id, entry_date, entry_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final Transactions transactions;
  private final OnceOrders<Result> orders;

  PostgresFundAccounts(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.orders =
        new OnceOrders<>(
            transactions,
            new Requests(secrets),
            Requests.Kind.CLEARING,
            new OnceOrders.Answers<>(
                Result.class,
                result ->
                    result instanceof Result.Recorded recorded && !recorded.replayed()
                        ? Optional.of(recorded.reply())
                        : Optional.empty(),
                reply -> new Result.Recorded(reply, true),
                Result.IdReused::new));
  }

  private record Accounts(List<FundAccount> all) {}

  @Override
  public List<FundAccount> accounts(
      List<String> regions, String afterFund, int afterYear, int limit, LocalDate today) {
    return transactions
        .write(
            Accounts.class,
            connection -> {
              Sql.update(connection, ONE_SNAPSHOT);
              return new Accounts(
                  new FundAccountReader(connection, today)
                      .read(
                          PostgresFundStore.balances(
                              connection, regions, afterFund, afterYear, limit)));
            })
        .all();
  }

  @Override
  public void putShares(
      String fund,
      LocalDate from,
      RegionShares shares,
      String source,
      String callerId,
      Instant now) {
    transactions.write(
        Integer.class,
        connection ->
            Sql.update(
                connection,
                PUT_SHARES,
                fund,
                from,
                connection.createArrayOf("text", shares.parties().toArray()),
                connection.createArrayOf("int4", shares.weights().toArray()),
                shares.remainderParty(),
                source,
                callerId,
                now));
  }

  private Result once(Origin origin, OnceOrders.Order<Result> order) {
    return orders.once(origin.key(), origin.content(), origin.stamp(), origin.callerId(), order);
  }

  @Override
  public Result appropriate(AppropriationOrder order, Function<Appropriation, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          Origin origin = order.origin();
          LocalDate day = origin.stamp().postingDate();
          Optional<RegionShares> shares =
              Sql.first(connection, SHARES, row -> FundShares.shares(row, 1), order.fund(), day);
          if (shares.isEmpty()) {
            return new Result.SharesUnknown();
          }
          List<RegionShares.Part> parts = shares.get().split(order.amountFen());
          Sql.update(
              connection,
              APPROPRIATE,
              order.fund(),
              order.year(),
              origin.stamp().id(),
              order.amountFen(),
              connection.createArrayOf(
                  "text", parts.stream().map(RegionShares.Part::party).toArray()),
              connection.createArrayOf(
                  "int8", parts.stream().map(RegionShares.Part::fen).toArray()),
              order.documentNumber(),
              origin.key().ownerId(),
              origin.key().requestId(),
              origin.callerId(),
              day,
              origin.stamp().time());
          bookMoney(connection, order);
          Appropriation made =
              new Appropriation(
                  origin.stamp().id(),
                  order.fund(),
                  order.year(),
                  order.amountFen(),
                  parts.stream().map(part -> new PartyPart(part.party(), part.fen(), 0)).toList(),
                  order.documentNumber(),
                  day);
          return new Result.Recorded(reply.apply(made), false);
        });
  }

  /** It is the fund's money from its decision on, as money that was added is. */
  private static void bookMoney(Connection connection, AppropriationOrder order)
      throws SQLException {
    Origin origin = order.origin();
    if (order.year() == 0) {
      Sql.first(
          connection, Entries.ADD_BUDGET, row -> row.getLong(1), order.fund(), order.amountFen());
      Sql.update(
          connection,
          Entries.ADD_FUND_ENTRY,
          order.fund(),
          origin.stamp().id(),
          order.amountFen(),
          origin.callerId(),
          origin.stamp().time());
    } else {
      Sql.update(
          connection,
          Entries.ADD_STATUTORY_MONEY,
          order.fund(),
          order.year(),
          origin.stamp().id(),
          order.amountFen(),
          origin.callerId(),
          origin.stamp().time());
    }
  }

  @Override
  public Result arrive(ArrivalOrder order, Function<Appropriation, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          // Locked first: what had arrived until then is read by a statement of its own.
          Sql.first(connection, LOCK, row -> row.getString(1), order.appropriationId());
          Optional<Appropriation> found =
              Sql.first(
                  connection,
                  FIND,
                  PostgresFundAccounts::appropriation,
                  order.appropriationId(),
                  connection.createArrayOf("text", order.regions().toArray()));
          Optional<PartyPart> part =
              found.flatMap(
                  one ->
                      one.parts().stream()
                          .filter(each -> each.party().equals(order.party()))
                          .findFirst());
          if (found.isEmpty() || part.isEmpty()) {
            return new Result.NotFound();
          }
          if (Sql.first(
                  connection,
                  ARRIVED_BEFORE,
                  row -> row.getString(1),
                  order.appropriationId(),
                  order.party(),
                  order.bankReference())
              .isPresent()) {
            return new Result.ArrivedBefore();
          }
          long mostFen = part.get().fen() - part.get().arrivedFen();
          if (order.amountFen() > mostFen) {
            return new Result.TooMuch(mostFen);
          }
          Origin origin = order.origin();
          Sql.update(
              connection,
              ARRIVE,
              order.appropriationId(),
              origin.stamp().id(),
              order.party(),
              order.amountFen(),
              order.bankReference(),
              origin.key().ownerId(),
              origin.key().requestId(),
              origin.callerId(),
              origin.stamp().postingDate(),
              origin.stamp().time());
          return new Result.Recorded(
              reply.apply(after(found.get(), order.party(), order.amountFen())), false);
        });
  }

  private static Appropriation after(Appropriation before, String party, long fen) {
    return new Appropriation(
        before.id(),
        before.fund(),
        before.year(),
        before.amountFen(),
        before.parts().stream()
            .map(
                part ->
                    part.party().equals(party)
                        ? new PartyPart(party, part.fen(), part.arrivedFen() + fen)
                        : part)
            .toList(),
        before.documentNumber(),
        before.day());
  }

  @Override
  public List<Appropriation> appropriations(
      List<String> regions, String fund, int year, String afterId, int limit) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                LIST,
                PostgresFundAccounts::appropriation,
                afterId,
                fund,
                fund,
                year,
                year,
                connection.createArrayOf("text", regions.toArray()),
                limit));
  }

  private static Appropriation appropriation(ResultSet row) throws SQLException {
    String[] parties = (String[]) row.getArray(7).getArray();
    Long[] fens = (Long[]) row.getArray(8).getArray();
    Long[] arrived = (Long[]) row.getArray(9).getArray();
    List<PartyPart> parts = new ArrayList<>();
    for (int i = 0; i < parties.length; i++) {
      parts.add(new PartyPart(parties[i], fens[i], arrived[i]));
    }
    return new Appropriation(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        row.getLong(4),
        parts,
        row.getString(5),
        row.getObject(6, LocalDate.class));
  }
}
