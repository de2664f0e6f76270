package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A statement over rows that it is given as one array a column, and the same statement over one row
 * that it is given as plain values. Most calls come alone; PostgreSQL sets up a function for every
 * array each time, and those of a settlement's sixty columns take longer than the row itself.
 */
final class SetStatement {
  /** The arrays of {@code unnest(?::text[], ?::bigint[])}. */
  private static final Pattern ARRAYS =
      Pattern.compile("unnest\\(((?:\\?::\\w+\\[\\](?:,\\s*)?)+)\\)");

  private final String ofMany;
  private final String ofOne;

  /** A statement whose every table of parameters has as many rows as all others. */
  SetStatement(String ofMany) {
    this(
        ofMany,
        ARRAYS.matcher(ofMany).replaceAll(SetStatement::values).replace("ANY (?::text[])", "?"));
  }

  private SetStatement(String ofMany, String ofOne) {
    this.ofMany = ofMany;
    this.ofOne = ofOne;
  }

  private static String values(MatchResult arrays) {
    return "(VALUES (" + arrays.group(1).replace("[]", "") + "))";
  }

  /** This one, and then another. */
  SetStatement then(SetStatement next) {
    return new SetStatement(ofMany + ";\n" + next.ofMany, ofOne + ";\n" + next.ofOne);
  }

  /** For so many rows. */
  PreparedStatement prepare(Connection connection, boolean one) throws SQLException {
    return connection.prepareStatement(one ? ofOne : ofMany);
  }
}
