package io.yizhan.gateway.postgres;

import java.sql.SQLException;
import java.util.Objects;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The SQLSTATE of a failure: five characters that say what kind it is and quote nothing. */
public final class SqlState {
  private static final int CAUSES_MAX = 10;

  private SqlState() {}

  /** The name of the constraint that a statement violated; empty where it is none. */
  static String constraintOf(SQLException failure) {
    ServerErrorMessage message =
        failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    return Objects.requireNonNullElse(message == null ? null : message.getConstraint(), "");
  }

  /** That of the first cause that has one; empty where none has. */
  public static String of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
      cause = cause.getCause();
    }
    return "";
  }
}
