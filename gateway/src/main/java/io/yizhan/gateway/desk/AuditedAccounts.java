package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Audit.Difference;
import io.yizhan.gateway.desk.Audit.Kind;
import io.yizhan.gateway.desk.AuditStore.AccountYear;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Adds up an account entry by entry. */
final class AuditedAccounts {
  private AuditedAccounts() {}

  private static final class Sum {
    private long fen;
    private long seq;
  }

  /** Each chain has neither gap nor fork, and its sum is the running total. */
  static void check(AccountYear year, Consumer<Difference> differs) {
    Map<String, Sum> sums = new TreeMap<>();
    for (AccountYear.Entry entry : year.entries()) {
      Sum sum = sums.computeIfAbsent(entry.code(), any -> new Sum());
      String place = entry.code() + " entry " + entry.seq() + " " + entry.settlementId();
      if (entry.seq() != sum.seq + 1) {
        differs.accept(difference(Kind.CHAIN, year, place, sum.seq + 1, entry.seq()));
      }
      if (entry.beforeFen().isPresent() && entry.beforeFen().get() != sum.fen) {
        differs.accept(
            difference(Kind.CHAIN, year, place + " before", sum.fen, entry.beforeFen().get()));
      }
      sum.seq = entry.seq();
      sum.fen = Math.addExact(sum.fen, entry.addedFen());
    }
    for (AccountYear.Total total : year.totals()) {
      Sum sum = sums.remove(total.code());
      long fen = sum == null ? 0 : sum.fen;
      long seq = sum == null ? 0 : sum.seq;
      if (total.usedFen() != fen) {
        differs.accept(difference(Kind.TOTAL, year, total.code(), fen, total.usedFen()));
      }
      if (total.seq() != seq) {
        differs.accept(difference(Kind.CHAIN, year, total.code() + " last", seq, total.seq()));
      }
    }
    sums.forEach((code, sum) -> differs.accept(difference(Kind.TOTAL, year, code, sum.fen, 0)));
  }

  private static Difference difference(
      Kind kind, AccountYear year, String name, long expected, long found) {
    return new Difference(
        kind,
        year.key().accountId(),
        Optional.empty(),
        year.key().benefitYear() + " " + name,
        Long.toString(expected),
        Long.toString(found));
  }
}
