package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Causes;
import java.sql.SQLException;
import java.util.Objects;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The SQLSTATE of a failure: five characters that say what kind it is and quote nothing. */
public final class SqlState {
  private SqlState() {}

  /** The name of the constraint that a statement violated; empty where it is none. */
  static String constraintOf(SQLException failure) {
    ServerErrorMessage message =
        failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    return Objects.requireNonNullElse(message == null ? null : message.getConstraint(), "");
  }

  /** That of the first cause that has one; empty where none has. */
  public static String of(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
