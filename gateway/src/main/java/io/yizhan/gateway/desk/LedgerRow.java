package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the ledger with all that is stored of it.
 *
 * @param besideId what it takes back or corrects; empty for a settlement
 * @param period first day of the month that a correction counts in
 * @param takes what it takes from finite funds
 * @param inputs what it was decided from, where that is stored and was asked for
 * @param inputsUnreadable whether inputs are stored that cannot be read
 * @param damaged whether its arrays cannot be read: then it shows no lines, uses and draws
 * @param reply the bytes that were answered; empty for a correction, which has none of its own
 */
public record LedgerRow(
    String id,
    Kind kind,
    String besideId,
    LocalDate postingDate,
    Instant time,
    Optional<LocalDate> period,
    String requestId,
    String hospitalId,
    String personId,
    String insuredRegion,
    String aidCounty,
    List<String> policyVersions,
    String engineVersion,
    String reason,
    Amounts amounts,
    List<Posting> lines,
    List<AccountUse> uses,
    List<Settlement.GrantDraw> draws,
    List<Settlement.FundUse> takes,
    Optional<StoredInputs> inputs,
    boolean inputsUnreadable,
    boolean damaged,
    Optional<byte[]> reply) {
  public LedgerRow {
    policyVersions = List.copyOf(policyVersions);
    lines = List.copyOf(lines);
    uses = List.copyOf(uses);
    draws = List.copyOf(draws);
    takes = List.copyOf(takes);
  }

  /** What an entry is. */
  public enum Kind {
    /** A settlement. */
    SETTLEMENT,
    /** What takes one back. */
    REVERSAL,
    /** What corrects one. */
    CORRECTION
  }

  /** Who bears how much, fen. */
  public record Amounts(long totalFen, long paidFen, long hospitalShareFen, long patientShareFen) {}

  /**
   * The bytes that a receipt of it is about: what was answered, as it is stored. A correction has
   * no answer of its own; of it they are its row as lines of text, which never changes either.
   */
  Optional<byte[]> content() {
    return kind == Kind.CORRECTION
        ? Optional.of(correction().getBytes(StandardCharsets.UTF_8))
        : reply;
  }

  private String correction() {
    StringBuilder text = new StringBuilder("yizhan-correction 1\n");
    line(text, "corrects", besideId);
    line(text, "request", requestId);
    line(text, "time", time.toString());
    line(text, "accounting-period", period.map(LocalDate::toString).orElse(""));
    line(text, "reason", reason);
    line(text, "patient-more-fen", amounts.patientShareFen());
    policyVersions.forEach(version -> line(text, "policy", version));
    lines.forEach(each -> line(text, "line", each.amountFen(), each.account(), each.payee()));
    uses.forEach(
        use ->
            line(
                text,
                "use",
                use.beforeFen(),
                use.addedFen(),
                use.benefitYear(),
                use.ofHousehold() ? "household" : "person",
                use.account()));
    draws.forEach(draw -> line(text, "draw", draw.drawnFen(), draw.grantId()));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object... values) {
    text.append(name);
    for (Object value : values) {
      text.append(' ').append(value.toString().replace('\n', ' '));
    }
    text.append('\n');
  }
}
