package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.Instalment;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans of instalments as rows of what is owed hold them: their days and their amounts. */
final class Instalments {
  private Instalments() {}

  /** A plan of the two columns. */
  static List<Instalment> read(Array due, Array fen) throws SQLException {
    Date[] days = (Date[]) due.getArray();
    Long[] amounts = (Long[]) fen.getArray();
    List<Instalment> plan = new ArrayList<>();
    for (int i = 0; i < days.length; i++) {
      plan.add(new Instalment(days[i].toLocalDate(), amounts[i]));
    }
    return plan;
  }

  /** The first instalment that what was settled since the plan does not cover. */
  static Optional<LocalDate> nextDue(List<Instalment> plan, long settledFen) {
    long planned = 0;
    for (Instalment instalment : plan) {
      planned = Math.addExact(planned, instalment.amountFen());
      if (planned > settledFen) {
        return Optional.of(instalment.due());
      }
    }
    return Optional.empty();
  }

  /** A plan for the record. */
  static String text(List<Instalment> plan) {
    StringBuilder text = new StringBuilder();
    for (Instalment instalment : plan) {
      text.append(text.isEmpty() ? "" : ", ");
      text.append(instalment.due()).append(' ').append(instalment.amountFen());
    }
    return text.toString();
  }

  static Array days(Connection connection, List<Instalment> plan) throws SQLException {
    return connection.createArrayOf(
        "date", plan.stream().map(part -> part.due().toString()).toArray(String[]::new));
  }

  static Array amounts(Connection connection, List<Instalment> plan) throws SQLException {
    return connection.createArrayOf(
        "int8", plan.stream().map(Instalment::amountFen).toArray(Long[]::new));
  }
}
