package io.yizhan.gateway.month;

import static io.yizhan.gateway.month.PlantedBreak.HOSPITAL;
import static io.yizhan.gateway.month.PlantedBreak.INSURER;

import io.yizhan.gateway.month.Book.Page;
import io.yizhan.gateway.month.PlantedBreak.Kind;
import io.yizhan.gateway.month.PlantedBreak.Side;
import io.yizhan.gateway.month.Statement.Line;
import io.yizhan.gateway.month.Town.House;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Writes what each party says of the month, from what hospitals were answered, and spoils it where
 * a break is planted. It knows nothing of the ledger.
 */
final class Statements {
  /** The city, all of whose divisions one insurer insures. */
  static final String INSURER_CODE = "4101";

  /** The fund of medical aid. */
  static final String AID_FUND = "610100";

  private static final List<String> INSURER_FUNDS = List.of("390100", "390200");
  private static final long LESS_FEN = 1_000;

  private final MonthPlan plan;
  private final Book book;
  private final Map<String, Visit> visits = new TreeMap<>();

  Statements(MonthPlan plan, Book book) {
    this.plan = plan;
    this.book = book;
    plan.deeds().forEach(deed -> visits.put(deed.visit().requestId(), deed.visit()));
  }

  /** By what a party's lines are told. */
  enum Key {
    SETTLEMENT,
    REQUEST,
    INSURER,
    /** Person, amount and day: no id at all. */
    PERSON
  }

  /** Hospitals' systems keep one key or another. */
  static Key keyOf(Town town, House hospital) {
    return switch (town.hospitals().indexOf(hospital) % 3) {
      case 0 -> Key.SETTLEMENT;
      case 1 -> Key.REQUEST;
      default -> Key.PERSON;
    };
  }

  /** All of them: hospitals' and the insurer's. */
  List<Statement> write() {
    List<Statement> statements = new ArrayList<>();
    for (House hospital : plan.town().hospitals()) {
      statements.add(
          of(
              HOSPITAL,
              hospital.id(),
              List.of(),
              keyOf(plan.town(), hospital),
              visit -> visit.hospital().equals(hospital)));
    }
    statements.add(of(INSURER, INSURER_CODE, INSURER_FUNDS, Key.INSURER, visit -> true));
    return statements;
  }

  private Statement of(
      String kind, String code, List<String> funds, Key key, Predicate<Visit> own) {
    Writer writer = new Writer(funds, key, kind.equals(HOSPITAL) && key != Key.PERSON);
    Map<String, PlantedBreak> planted = new TreeMap<>();
    plan.breaks().stream()
        .filter(each -> each.partyKind().equals(kind) && each.partyCode().equals(code))
        .forEach(each -> planted.put(each.requestId(), each));
    List<Line> lines = new ArrayList<>();
    for (Page page : book.pages()) {
      if (own.test(page.visit()) && (funds.isEmpty() || writer.paid(page) != 0)) {
        PlantedBreak each = planted.get(page.visit().requestId());
        if (each == null) {
          writer.plain(page, lines);
        } else {
          spoiled(writer, page, each, lines);
        }
      }
    }
    for (PlantedBreak each : planted.values()) {
      if (each.kind() == Kind.MISSING_HERE) {
        lines.add(
            writer.ghost(
                java.util.Objects.requireNonNull(visits.get(each.requestId())), plan.order()));
      }
    }
    return new Statement(kind, code, funds, lines);
  }

  private void spoiled(Writer writer, Page page, PlantedBreak planted, List<Line> lines) {
    Line line = writer.line(page);
    String fund = writer.mainFund(page);
    switch (planted.kind()) {
      case MISSING_HERE, OTHER -> lines.add(line);
      case MISSING_THERE -> {}
      case DUPLICATE -> {
        if (planted.side() == Side.THERE) {
          lines.add(line);
          lines.add(line);
        }
      }
      case AMOUNT_DIFFERS -> lines.add(line.more(fund, LESS_FEN));
      case ROUNDING -> lines.add(line.more(fund, 1));
      case WRONG_DAY -> lines.add(line.on(beside(page.day())));
      case REVERSED_ON_ONE_SIDE -> {
        lines.add(line);
        if (planted.side() == Side.THERE) {
          lines.add(writer.refund(page, page.day()));
        }
      }
    }
  }

  private LocalDate beside(LocalDate day) {
    return day.equals(plan.order().last()) ? day.minusDays(1) : day.plusDays(1);
  }

  /** Writes lines as one party's system does. */
  private record Writer(List<String> funds, Key key, boolean eachFund) {
    long paid(Page page) {
      return funds.isEmpty() ? page.fundFen() : funds.stream().mapToLong(page::fundFen).sum();
    }

    /** The fund whose amount a break changes: one that pays. */
    String mainFund(Page page) {
      return page.funds().keySet().stream()
          .filter(code -> funds.isEmpty() || funds.contains(code))
          .findFirst()
          .orElse(Visit.BASIC_FUND);
    }

    void plain(Page page, List<Line> lines) {
      lines.add(line(page));
      page.takenBack().ifPresent(taken -> lines.add(refund(page, taken.day())));
    }

    Line line(Page page) {
      Visit visit = page.visit();
      return line(
          visit,
          page.settlementId(),
          visit.insurerId(),
          page.day(),
          page.billFen(),
          paid(page),
          page.funds(),
          false);
    }

    /** It names the settlement that was taken back. */
    Line refund(Page page, LocalDate day) {
      Map<String, Long> negative = new LinkedHashMap<>();
      page.funds().forEach((code, fen) -> negative.put(code, -fen));
      return line(
          page.visit(), page.settlementId(), "", day, -page.billFen(), -paid(page), negative, true);
    }

    /** A settlement that was never made. */
    Line ghost(Visit visit, MonthOrder order) {
      LocalDate day = visit.to().isBefore(order.first()) ? order.first() : visit.to();
      Line line =
          line(
              visit,
              "",
              "SI-ghost-" + visit.requestId(),
              day,
              visit.cost().total(),
              Math.max(LESS_FEN, visit.insurerFen()),
              Map.of(),
              false);
      return key == Key.SETTLEMENT
          ? new Line(
              line.about(),
              "",
              visit.requestId(),
              "",
              "",
              false,
              line.day(),
              line.billFen(),
              line.fundFen(),
              line.funds())
          : line;
    }

    private Line line(
        Visit visit,
        String settlementId,
        String insurerId,
        LocalDate day,
        long billFen,
        long fundFen,
        Map<String, Long> byFund,
        boolean refund) {
      boolean byRequest = key == Key.REQUEST && !refund;
      boolean byInsurer = key == Key.INSURER && !insurerId.isEmpty();
      return new Line(
          visit.requestId(),
          key == Key.PERSON || byRequest || byInsurer ? "" : settlementId,
          byRequest ? visit.requestId() : "",
          byInsurer ? insurerId : "",
          key == Key.PERSON ? visit.resident().idNumber() : "",
          refund,
          day,
          OptionalLong.of(billFen),
          fundFen,
          eachFund && hasNationalCodes(byFund) ? byFund : Map.of());
    }

    /** A charity's code is no national one; of such a line only the sum is stated. */
    private static boolean hasNationalCodes(Map<String, Long> byFund) {
      return byFund.keySet().stream().allMatch(code -> code.matches("[0-9]{6}"));
    }
  }
}
