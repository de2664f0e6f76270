package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore.EndOrder;
import io.yizhan.gateway.desk.ProvisionalStore.Provisional;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes back what settlements gave under a provisional approval: each is corrected beside itself,
 * the funds bear nothing of its aid any more and the person all of it, and what the person now owes
 * each fund is opened. The hospitals stay paid. Everything is made of what was booked.
 */
final class Recovery {
  private static final String DRAWS =
      """
      SELECT d.settlement_id, d.line_account, d.line_beside, d.line_fen, d.use_of_household,
        d.use_year, d.use_code, d.use_name_zh, d.use_fen
      FROM provisional_draw d
      WHERE d.bucket = ? AND d.person_id = ? AND d.provisional_id = ? AND d.drawn_fen > 0
        AND NOT EXISTS (SELECT 1 FROM reversal r
          WHERE r.bucket = d.bucket AND r.settlement_id = d.settlement_id)
      ORDER BY d.settlement_id
      """;

  private final Connection connection;
  private final Secrets secrets;
  private final EndOrder order;
  private final Provisional of;

  Recovery(Connection connection, Secrets secrets, EndOrder order, Provisional of) {
    this.connection = connection;
    this.secrets = secrets;
    this.order = order;
    this.of = of;
  }

  /** What one settlement gave, as it was booked. */
  private record Draw(
      String settlementId, Map<Bearers.Line, Long> lines, List<Corrections.UseMore> uses) {}

  /** The accounts that the settlements used, the person's among them; all must be locked. */
  static List<String> accounts(Connection connection, Provisional of) throws SQLException {
    TreeSet<String> accounts = new TreeSet<>(List.of(of.personId()));
    for (Draw draw : draws(connection, of)) {
      String householdId = standing(connection, draw).householdId();
      if (!householdId.isEmpty()) {
        accounts.add(householdId);
      }
    }
    return List.copyOf(accounts);
  }

  private static List<Draw> draws(Connection connection, Provisional of) throws SQLException {
    return Sql.list(
        connection,
        DRAWS,
        Recovery::draw,
        Bucket.of(of.personId()),
        of.personId(),
        of.provisionalId());
  }

  private static Draw draw(ResultSet row) throws SQLException {
    String[] accounts = (String[]) row.getArray(2).getArray();
    Boolean[] beside = (Boolean[]) row.getArray(3).getArray();
    Long[] fen = (Long[]) row.getArray(4).getArray();
    Map<Bearers.Line, Long> lines = new TreeMap<>();
    for (int i = 0; i < accounts.length; i++) {
      lines.put(new Bearers.Line(accounts[i], beside[i]), fen[i]);
    }
    Boolean[] ofHousehold = (Boolean[]) row.getArray(5).getArray();
    Integer[] years = (Integer[]) row.getArray(6).getArray();
    String[] codes = (String[]) row.getArray(7).getArray();
    String[] names = (String[]) row.getArray(8).getArray();
    Long[] used = (Long[]) row.getArray(9).getArray();
    List<Corrections.UseMore> uses = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      uses.add(
          new Corrections.UseMore(
              ofHousehold[i], codes[i], names[i], years[i], Math.negateExact(used[i])));
    }
    return new Draw(row.getString(1), lines, uses);
  }

  private static Original standing(Connection connection, Draw draw) throws SQLException {
    Original original = Original.read(connection, draw.settlementId(), "");
    if (original == null) {
      throw new IllegalStateException("a draw must be of a settlement");
    }
    return original;
  }

  /** Books all corrections and opens what is owed; answers it. */
  List<Receivable> run() throws SQLException {
    List<Receivable> owed = new ArrayList<>();
    for (Draw draw : draws(connection, of)) {
      owed.addAll(recover(draw));
    }
    return owed;
  }

  /** What a correction after the settlement has changed already is not taken a second time. */
  private List<Receivable> recover(Draw draw) throws SQLException {
    Original original = standing(connection, draw);
    Map<Bearers.Line, Long> now = original.bearers().byLine();
    Map<Bearers.Line, Long> left = new TreeMap<>();
    SortedMap<String, Long> byParty = new TreeMap<>();
    draw.lines()
        .forEach(
            (line, drawnFen) -> {
              long bornFen = now.getOrDefault(line, 0L);
              long backFen = Math.min(drawnFen, bornFen);
              left.put(line, bornFen - backFen);
              byParty.merge(line.party(), backFen, Math::addExact);
            });
    byParty.values().removeIf(fen -> fen == 0);
    if (byParty.isEmpty()) {
      return List.of();
    }
    Stamp stamp =
        new Stamp(
            secrets.newId(order.stamp().time()),
            order.stamp().requestId(),
            order.stamp().time(),
            order.stamp().postingDate());
    LocalDate period = Periods.of(stamp.postingDate());
    Corrections.set(
        connection,
        new Corrections.Setting(
            original,
            left,
            usesLeft(draw, original),
            period,
            new Correction.Origin(
                order.callerId(), "容缺审批终结 " + of.provisionalId(), order.callerId())),
        stamp,
        AccountYears.read(connection, original.personId(), original.householdId()));
    List<Receivable> owed = new ArrayList<>();
    for (Map.Entry<String, Long> fund : byParty.entrySet()) {
      owed.add(
          Receivables.open(
              connection,
              new Receivables.Opening(
                  secrets.newId(stamp.time()),
                  of.personId(),
                  Kind.CLAW_BACK,
                  fund.getKey(),
                  of.county(),
                  draw.settlementId(),
                  of.provisionalId(),
                  fund.getValue(),
                  Receivables.CLAWED_BACK,
                  List.of()),
              stamp,
              order.callerId()));
    }
    return owed;
  }

  /** What the settlement still counts of what its aid added, given back. */
  private static List<Corrections.UseMore> usesLeft(Draw draw, Original original) {
    List<Corrections.UseMore> uses = new ArrayList<>();
    for (Corrections.UseMore use : draw.uses()) {
      long countedFen =
          original.used().stream()
              .filter(
                  used ->
                      used.ofHousehold() == use.ofHousehold()
                          && used.account().equals(use.account())
                          && used.benefitYear() == use.benefitYear())
              .mapToLong(Original.Used::addedFen)
              .sum();
      long backFen = Math.min(Math.negateExact(use.moreFen()), countedFen);
      if (backFen > 0) {
        uses.add(
            new Corrections.UseMore(
                use.ofHousehold(), use.account(), use.nameZh(), use.benefitYear(), -backFen));
      }
    }
    return uses;
  }
}
