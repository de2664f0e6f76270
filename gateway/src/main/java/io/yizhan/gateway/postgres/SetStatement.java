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

  private static final Pattern ARRAY = Pattern.compile("\\?::\\w+\\[\\]");

  private final String ofMany;
  private final String ofOne;

  /**
   * A statement whose every table of parameters, and every list after ANY, has as many rows as all
   * others.
   *
   * @throws IllegalArgumentException where an array would be left in the form of one row
   */
  SetStatement(String ofMany) {
    this(
        ofMany,
        ARRAYS.matcher(ofMany).replaceAll(SetStatement::values).replace("ANY (?::text[])", "?"));
  }

  private SetStatement(String ofMany, String ofOne) {
    if (ARRAY.matcher(ofOne).find()) {
      throw new IllegalArgumentException("an array must be a table of its own: " + ofOne);
    }
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

  /** In the form of one row, or of any number. */
  PreparedStatement prepare(Connection connection, boolean one) throws SQLException {
    return connection.prepareStatement(one ? ofOne : ofMany);
  }
}
