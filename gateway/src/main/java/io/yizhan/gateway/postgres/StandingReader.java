package io.yizhan.gateway.postgres;

import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what is known of a person at a hospital: one statement, every part by its primary key. */
final class StandingReader {
  private static final String READ =
      """
      WITH p AS MATERIALIZED (
        SELECT person_bucket AS b, person_id AS id FROM person_alias WHERE bucket = ? AND alias = ?),
      h AS MATERIALIZED (
        SELECT m.household_bucket AS b, m.household_id AS id
        FROM p JOIN household_member m ON m.bucket = p.b AND m.person_id = p.id
          AND ? >= m.valid_from AND ? <= coalesce(m.valid_to, 'infinity'))
      SELECT 'P', id, '', '', '', '', 0, 0::bigint, 0::bigint, 0::bigint, NULL::date, NULL::date
        FROM p
      UNION ALL
      SELECT 'M', id, '', '', '', '', 0, 0, 0, 0, NULL, NULL FROM h
      UNION ALL
      SELECT 'H', hospital_id, region, level, suspended::text, '', 0, 0, 0, 0, NULL, NULL
        FROM hospital WHERE hospital_id = ?
      UNION ALL
      SELECT 'I', category, county, source, '', '', 0, 0, 0, 0, valid_from, valid_to
        FROM p JOIN identity i ON i.bucket = p.b AND i.person_id = p.id
      UNION ALL
      SELECT 'A', approval_id, kind, disease, treatment_form, hospital_id, rate_ppm, amount_fen, 0, 0,
          valid_from, valid_to
        FROM p JOIN approval a ON a.bucket = p.b AND a.person_id = p.id
      UNION ALL
      SELECT 'G', grant_id, fund_code, '', '', '', 0, amount_fen, drawn_fen, held_fen,
          valid_from, valid_to
        FROM p JOIN charity_grant g ON g.bucket = p.b AND g.person_id = p.id
      UNION ALL
      SELECT 'U', account_code, '', '', '', '', benefit_year, used_fen, held_fen, 0, NULL, NULL
        FROM (SELECT * FROM p UNION ALL SELECT * FROM h) o
        JOIN account_usage u ON u.bucket = o.b AND u.account_id = o.id
      UNION ALL
      SELECT 'F', fund_code, '', '', '', '', 0, budget_fen, used_fen, held_fen, NULL, NULL
        FROM fund
      """;

  private String personId = "";
  private String householdId = "";
  private Optional<Standing.Hospital> hospital = Optional.empty();
  private final List<Standing.Identity> identities = new ArrayList<>();
  private final List<Standing.Approval> approvals = new ArrayList<>();
  private final List<Standing.Grant> grants = new ArrayList<>();
  private final List<Standing.Usage> usage = new ArrayList<>();
  private final Map<String, Standing.FundMoney> funds = new HashMap<>();

  private StandingReader() {}

  /** What is known, and of the household of that day; an unknown person has an empty id. */
  static Standing read(Connection connection, byte[] alias, String hospitalId, LocalDate day)
      throws SQLException {
    StandingReader reader = new StandingReader();
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setShort(1, Bucket.of(alias));
      statement.setBytes(2, alias);
      statement.setObject(3, day);
      statement.setObject(4, day);
      statement.setString(5, hospitalId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.add(rows);
        }
      }
    }
    return reader.standing();
  }

  private void add(ResultSet row) throws SQLException {
    String first = row.getString(2);
    switch (row.getString(1)) {
      case "P" -> personId = first;
      case "M" -> householdId = first;
      case "H" ->
          hospital =
              Optional.of(
                  new Standing.Hospital(
                      first, row.getString(3), row.getString(4), row.getString(5).equals("true")));
      case "I" ->
          identities.add(
              new Standing.Identity(first, row.getString(3), from(row), to(row), row.getString(4)));
      case "A" ->
          approvals.add(
              new Standing.Approval(
                  first,
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  from(row),
                  to(row),
                  Optional.ofNullable(row.getObject(8, Long.class)),
                  Optional.ofNullable(row.getObject(7, Integer.class))));
      case "G" ->
          grants.add(
              new Standing.Grant(
                  first,
                  row.getString(3),
                  row.getLong(8),
                  Math.addExact(row.getLong(9), row.getLong(10)),
                  from(row),
                  to(row).orElseThrow()));
      case "U" ->
          usage.add(new Standing.Usage(first, row.getInt(7), row.getLong(8), row.getLong(9)));
      case "F" ->
          funds.put(first, new Standing.FundMoney(row.getLong(8), row.getLong(9), row.getLong(10)));
      default -> throw new IllegalStateException("unknown part of a standing");
    }
  }

  private static LocalDate from(ResultSet row) throws SQLException {
    return row.getObject(11, LocalDate.class);
  }

  private static Optional<LocalDate> to(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getObject(12, LocalDate.class));
  }

  private Standing standing() {
    return new Standing(
        personId, householdId, hospital, identities, approvals, grants, usage, funds);
  }
}
