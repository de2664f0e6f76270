package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.DayStore.Span;
import io.yizhan.gateway.desk.SettlementScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Whose lines of posting days a statement reads, as further conditions on settlements {@code s} and
 * on entries of aid {@code e}: a hospital's are found by its own index. Aid outside the waterfall
 * is no hospital's and no insurer's.
 */
record DayScope(Span span) {
  /** Where the conditions stand. */
  static final String PLACE = ":scope";

  static final String AID_PLACE = ":aid_scope";

  static DayScope of(Span span) {
    return new DayScope(span);
  }

  /** The statement with the conditions in it. */
  String in(String sql) {
    return sql.replace(AID_PLACE, aid("e")).replace(PLACE, settled("s"));
  }

  /** The same over totals that are kept. */
  String inKept(String sql) {
    return sql.replace(PLACE, settled("s"));
  }

  private boolean ofHospital() {
    return !span.hospitalId().isEmpty();
  }

  private boolean ofDivisions() {
    return span.scope().kind() != SettlementScope.Kind.ALL;
  }

  private String settled(String row) {
    String column =
        span.scope().kind() == SettlementScope.Kind.AID_COUNTY ? "aid_county" : "insured_region";
    return (ofHospital() ? " AND " + row + ".hospital_id = ?" : "")
        + (ofDivisions() ? startsWith(row + "." + column) : "");
  }

  private String aid(String row) {
    if (ofHospital() || span.scope().kind() == SettlementScope.Kind.INSURED_REGION) {
      return " AND false";
    }
    return ofDivisions() ? startsWith(row + ".county") : "";
  }

  private static String startsWith(String column) {
    return " AND EXISTS (SELECT 1 FROM unnest(?::text[]) AS d (digits) WHERE starts_with("
        + column
        + ", d.digits))";
  }

  /** Adds the values of the conditions on settlements. */
  void addTo(Connection connection, List<Object> values) throws SQLException {
    if (ofHospital()) {
      values.add(span.hospitalId());
    }
    if (ofDivisions()) {
      values.add(digits(connection));
    }
  }

  /** Adds the values of the conditions on entries of aid. */
  void addAidTo(Connection connection, List<Object> values) throws SQLException {
    if (aid("e").contains("?")) {
      values.add(digits(connection));
    }
  }

  private Object digits(Connection connection) throws SQLException {
    return connection.createArrayOf("text", span.scope().digits().toArray());
  }
}
