package io.yizhan.gateway.month;

import io.yizhan.money.Yuan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * What one party says of the month.
 *
 * @param funds only what these pay; empty for all
 */
record Statement(String partyKind, String partyCode, List<String> funds, List<Line> lines) {
  private static final List<String> HEADINGS =
      List.of(
          "settlement_id",
          "request_id",
          "insurer_settlement_id",
          "document_number",
          "refund",
          "date",
          "bill",
          "fund");

  Statement {
    funds = List.copyOf(funds);
    lines = List.copyOf(lines);
  }

  /**
   * A line; keys that the party does not know are empty.
   *
   * @param about the request id of the settlement; not stated
   */
  record Line(
      String about,
      String settlementId,
      String requestId,
      String insurerId,
      String document,
      boolean refund,
      LocalDate day,
      OptionalLong billFen,
      long fundFen,
      Map<String, Long> funds) {
    Line {
      funds = Collections.unmodifiableMap(new LinkedHashMap<>(funds));
    }

    Line on(LocalDate otherDay) {
      return new Line(
          about,
          settlementId,
          requestId,
          insurerId,
          document,
          refund,
          otherDay,
          billFen,
          fundFen,
          funds);
    }

    /** The same with so much more from one fund. */
    Line more(String fund, long fen) {
      Map<String, Long> others = new LinkedHashMap<>(funds);
      if (!others.isEmpty()) {
        others.merge(fund, fen, Math::addExact);
      }
      return new Line(
          about,
          settlementId,
          requestId,
          insurerId,
          document,
          refund,
          day,
          billFen,
          fundFen + fen,
          others);
    }
  }

  /** As {@code ./yizhan reconcile} reads it. */
  String csv() {
    TreeSet<String> codes = new TreeSet<>();
    lines.forEach(line -> codes.addAll(line.funds().keySet()));
    List<String> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(HEADINGS);
    head.addAll(codes);
    rows.add(String.join(",", head));
    for (Line line : lines) {
      List<String> cells = new ArrayList<>();
      cells.addAll(
          List.of(
              line.settlementId(),
              line.requestId(),
              line.insurerId(),
              line.document(),
              line.refund() ? "1" : "0",
              line.day().toString(),
              line.billFen().isPresent() ? plain(line.billFen().getAsLong()) : "",
              plain(line.fundFen())));
      codes.forEach(
          code ->
              cells.add(
                  line.funds().containsKey(code)
                      ? plain(line.funds().getOrDefault(code, 0L))
                      : ""));
      rows.add(String.join(",", cells));
    }
    return String.join("\n", rows) + "\n";
  }

  private static String plain(long fen) {
    return Yuan.format(fen).replace(",", "");
  }
}
