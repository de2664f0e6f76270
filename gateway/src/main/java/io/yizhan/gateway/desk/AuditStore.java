package io.yizhan.gateway.desk;

import io.yizhan.ledger.Bearers;
import io.yizhan.settlement.AccountUse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The port to the books for an audit: every method is one reading statement that locks nothing. */
public interface AuditStore {
  /** The first posting day of a span that has entries, or a root of such as it had. */
  Optional<LocalDate> firstDay(LocalDate from, LocalDate to);

  /** Entries of a posting day after an id, by id, with their inputs and replies. */
  List<LedgerRow> entries(LocalDate day, String afterId, int limit);

  /** A settlement with its corrections, in their order. */
  List<LedgerRow> withCorrections(String settlementId);

  /** What a settlement gave under a provisional approval, as it was noted beside it. */
  Optional<GivenOnPromise> givenOnPromise(String settlementId);

  /** The version of the code that computes now, as entries name it. */
  String engineVersion();

  /** Accounts after one, in the order of their keys, each with the whole chain of its entries. */
  List<AccountYear> accounts(AccountYear.Key after, int limit);

  /** Grants and finite funds whose running total is not the sum of what was taken. */
  List<WrongTotal> wrongTotals(int limit);

  /** A year of an account: the running totals, and the entries that they should come from. */
  record AccountYear(Key key, List<Total> totals, List<Entry> entries) {
    /** Of whom, which year. */
    public record Key(short bucket, String accountId, int benefitYear) {
      /** Before all others. */
      public static final Key FIRST = new Key((short) -1, "", 0);
    }

    /** What an account counts, and the number of its last entry. */
    public record Total(String code, long usedFen, long seq) {}

    /** An entry of a chain; what was used before is not stored of every kind. */
    public record Entry(
        String code, long seq, Optional<Long> beforeFen, long addedFen, String settlementId) {}

    public AccountYear {
      totals = List.copyOf(totals);
      entries = List.copyOf(entries);
    }
  }

  /**
   * What a settlement gave under an approval: all of it is taken back when the promise is broken.
   *
   * @param lines what each line bore of it
   * @param uses what it added to accounts; caps are not told
   */
  record GivenOnPromise(String approvalId, Map<Bearers.Line, Long> lines, List<AccountUse> uses) {
    public GivenOnPromise {
      lines = Map.copyOf(lines);
      uses = List.copyOf(uses);
    }
  }

  /** A total that is not the sum, in fen: a sum of damaged rows may be more than a long holds. */
  record WrongTotal(String subject, String name, String expected, String found) {}
}
