package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Audit.Difference;
import io.yizhan.gateway.desk.Audit.Kind;
import io.yizhan.gateway.desk.Audit.Progress;
import io.yizhan.gateway.desk.Audit.Summary;
import io.yizhan.gateway.desk.Audit.Undecided;
import io.yizhan.gateway.desk.AuditStore.AccountYear;
import io.yizhan.gateway.receipt.SignedText;
import io.yizhan.gateway.receipt.VerifyingKey;
import io.yizhan.settlement.Decision;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Audits a period: decides it again, day by day and page by page, adds up all accounts, checks the
 * roots of its days. It reads with single statements and takes a connection for no longer than one
 * of them, so that settling goes on beside it.
 */
public final class AuditDesk {
  /** So many entries are held at a time. */
  static final int ENTRIES_PER_PAGE = 500;

  private static final int ACCOUNTS_PER_PAGE = 200;
  private static final int TOTALS_MAX = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final AuditStore store;
  private final ReceiptStore receipts;
  private final PolicyStore policies;
  private final PolicySource source;
  private final ReplyCodec codec;
  private final LongSupplier nanos;

  /** A desk; the nanoseconds say how long deciding took. */
  public AuditDesk(
      AuditStore store,
      ReceiptStore receipts,
      PolicyStore policies,
      PolicySource source,
      ReplyCodec codec,
      LongSupplier nanos) {
    this.store = store;
    this.receipts = receipts;
    this.policies = policies;
    this.source = source;
    this.codec = codec;
    this.nanos = nanos;
  }

  /** Audits posting days; empty where nobody listened any more. */
  public Optional<Summary> audit(LocalDate from, LocalDate to, Audit.Listener listener) {
    Run run = new Run(listener);
    return run.entries(from, to) && run.accounts() ? Optional.of(run.summary) : Optional.empty();
  }

  private final class Run {
    private final Audit.Listener listener;
    private final Summary summary = new Summary();
    private final AuditedAgain again;
    private final List<VerifyingKey> keys = receipts.keys();
    private long decideNanos;

    Run(Audit.Listener listener) {
      this.listener = listener;
      this.again = new AuditedAgain(AuditedPolicies.read(policies, source, this::differs), summary);
    }

    private void differs(Difference difference) {
      summary.differences++;
      listener.differs(difference);
    }

    boolean entries(LocalDate from, LocalDate to) {
      Optional<LocalDate> day = store.firstDay(from, to);
      while (day.isPresent()) {
        if (!day(day.get())) {
          return false;
        }
        LocalDate next = day.get().plusDays(1);
        day = next.isAfter(to) ? Optional.empty() : store.firstDay(next, to);
      }
      return true;
    }

    private boolean day(LocalDate day) {
      Optional<ReceiptStore.DayRoot> root = receipts.root(day);
      AuditedLeaves leaves = new AuditedLeaves(receipts, day);
      String after = "";
      int place = 0;
      while (true) {
        long began = nanos.getAsLong();
        List<LedgerRow> rows = store.entries(day, after, ENTRIES_PER_PAGE);
        for (LedgerRow row : rows) {
          entry(row);
          if (root.isPresent()) {
            leaf(row, leaves.at(place));
          }
          place++;
        }
        decideNanos += nanos.getAsLong() - began;
        summary.decideMillis = decideNanos / NANOS_PER_MILLI;
        if (!listener.goesOn(new Progress(Optional.of(day), looked(), 0))) {
          return false;
        }
        if (rows.size() < ENTRIES_PER_PAGE) {
          break;
        }
        after = rows.get(rows.size() - 1).id();
      }
      if (root.isEmpty()) {
        summary.daysWithoutRoot++;
      } else {
        summary.dayRoots++;
        root(root.get(), leaves, place);
      }
      return true;
    }

    private long looked() {
      return summary.settlements + summary.reversals + summary.corrections;
    }

    private void leaf(LedgerRow row, byte[] kept) {
      byte[] leaf = ReceiptDesk.leafOf(row);
      if (!Arrays.equals(leaf, kept)) {
        differs(
            new Difference(
                Kind.LEAF,
                row.id(),
                Optional.of(row.postingDate()),
                "leaf",
                HexFormat.of().formatHex(kept),
                HexFormat.of().formatHex(leaf)));
      }
    }

    private void root(ReceiptStore.DayRoot root, AuditedLeaves leaves, long count) {
      SignedText text;
      try {
        text = SignedText.parse(root.sealed().signed());
      } catch (IllegalArgumentException e) {
        rootDiffers(root, "signed", "readable", "not readable");
        return;
      }
      boolean signed =
          keys.stream()
              .filter(key -> key.keyId().equals(root.sealed().keyId()))
              .anyMatch(key -> key.verifies(root.sealed()));
      if (!signed) {
        rootDiffers(root, "signature", "of key " + root.sealed().keyId(), "not of it");
      }
      String hash =
          HexFormat.of()
              .formatHex(
                  leaves.root(
                      (page, kept, found) -> rootSame(root, "root of page " + page, kept, found)));
      rootSame(root, "root-sha256", text.field("root-sha256"), hash);
      rootSame(
          root, "stored root", text.field("root-sha256"), HexFormat.of().formatHex(root.root()));
      rootSame(root, "posting-date", text.field("posting-date"), root.day().toString());
      rootSame(root, "entry-count", text.field("entry-count"), Long.toString(count));
      String before =
          receipts
              .rootBefore(root.day())
              .map(each -> HexFormat.of().formatHex(each.root()))
              .orElse("none");
      rootSame(root, "root-before", text.field("root-before"), before);
    }

    private void rootSame(ReceiptStore.DayRoot root, String name, String expected, String found) {
      if (!expected.equals(found)) {
        rootDiffers(root, name, expected, found);
      }
    }

    private void rootDiffers(
        ReceiptStore.DayRoot root, String name, String expected, String found) {
      differs(
          new Difference(
              Kind.DAY_ROOT,
              root.day().toString(),
              Optional.of(root.day()),
              name,
              expected,
              found));
    }

    private void entry(LedgerRow row) {
      switch (row.kind()) {
        case SETTLEMENT -> summary.settlements++;
        case REVERSAL -> summary.reversals++;
        case CORRECTION -> summary.corrections++;
      }
      AuditedEntry audited = new AuditedEntry(row, this::differs);
      if (row.damaged()) {
        audited.differs(Kind.DECISION, "entry", "readable", "not readable");
        return;
      }
      unlessDamaged(
          () -> judge(row, audited),
          failed -> audited.differs(Kind.DECISION, "entry", "comparable", failed));
    }

    /** One damaged thing is named and ends no audit: damage is what an audit is for. */
    private void unlessDamaged(Runnable check, Consumer<String> failure) {
      try {
        check.run();
      } catch (CancellationException stopped) {
        throw stopped;
      } catch (ArithmeticException
          | IndexOutOfBoundsException
          | NullPointerException
          | IllegalArgumentException
          | IllegalStateException damaged) {
        failure.accept(damaged.getClass().getSimpleName());
      }
    }

    private void judge(LedgerRow row, AuditedEntry audited) {
      audited.balanced();
      switch (row.kind()) {
        case SETTLEMENT -> settlement(row, audited);
        case REVERSAL -> {
          summary.decided++;
          audited.mirrorOf(store.withCorrections(row.besideId()));
          if (row.reply().isEmpty()) {
            audited.differs(Kind.REPLY, "reply", "stored", "missing");
          }
        }
        case CORRECTION -> correction(row, audited);
      }
    }

    private void settlement(LedgerRow row, AuditedEntry audited) {
      if (row.inputs().isEmpty()) {
        if (!unreadable(row, audited)) {
          summary.undecided(Undecided.NO_INPUTS, row.id());
        }
        return;
      }
      boolean sameEngine = row.engineVersion().equals(store.engineVersion());
      boolean compared =
          again.compare(row, audited, (decision, with) -> settled(row, decision, with, sameEngine));
      if (compared && !sameEngine) {
        summary.undecided(Undecided.OLDER_ENGINE, row.id());
      }
    }

    private void settled(LedgerRow row, Decision again, AuditedEntry audited, boolean sameEngine) {
      if (again instanceof Decision.Refused refused) {
        audited.differs(
            Kind.DECISION, "outcome", "refused: " + refused.refusal().reason().name(), "settled");
        return;
      }
      audited.settlement(((Decision.Settled) again).settlement());
      if (sameEngine) {
        audited.reply(
            codec.settled(
                again, new Stamp(row.id(), row.requestId(), row.time(), row.postingDate())));
      }
    }

    /** Whether inputs are stored that nobody can read, which is told: no gateway writes such. */
    private boolean unreadable(LedgerRow row, AuditedEntry audited) {
      if (row.inputsUnreadable()) {
        audited.differs(Kind.DECISION, "inputs", "readable", "not readable");
      }
      return row.inputsUnreadable();
    }

    private void correction(LedgerRow row, AuditedEntry audited) {
      List<LedgerRow> upToIt = upTo(row);
      if (row.inputs().isEmpty()) {
        set(row, audited, upToIt.subList(0, Math.max(0, upToIt.size() - 1)));
        return;
      }
      again.compare(row, audited, (decision, with) -> corrected(upToIt, decision, with));
    }

    private static void corrected(List<LedgerRow> upToIt, Decision again, AuditedEntry audited) {
      if (again instanceof Decision.Settled settled) {
        audited.leadsTo(upToIt, settled.settlement());
      } else {
        audited.differs(Kind.DECISION, "outcome", "refused", "corrected");
      }
    }

    /**
     * Amounts that were set by an ending: what the broken promise gave, as far as it still stood.
     */
    private void set(LedgerRow row, AuditedEntry audited, List<LedgerRow> before) {
      if (unreadable(row, audited)) {
        return;
      }
      Optional<AuditStore.GivenOnPromise> given =
          store
              .givenOnPromise(row.besideId())
              .filter(each -> row.reason().endsWith(" " + each.approvalId()));
      if (given.isPresent()) {
        summary.decided++;
        audited.takesBack(before, given.get());
      } else {
        summary.undecided(Undecided.SET_BY_HAND, row.id());
      }
    }

    private List<LedgerRow> upTo(LedgerRow row) {
      List<LedgerRow> upTo = new ArrayList<>();
      for (LedgerRow each : store.withCorrections(row.besideId())) {
        upTo.add(each);
        if (each.id().equals(row.id())) {
          break;
        }
      }
      return upTo;
    }

    private void account(AccountYear year) {
      unlessDamaged(
          () -> AuditedAccounts.check(year, this::differs),
          failed ->
              differs(
                  new Difference(
                      Kind.TOTAL,
                      year.key().accountId(),
                      Optional.empty(),
                      year.key().benefitYear() + " sum",
                      "a sum",
                      failed)));
    }

    boolean accounts() {
      AccountYear.Key after = AccountYear.Key.FIRST;
      while (true) {
        List<AccountYear> years = store.accounts(after, ACCOUNTS_PER_PAGE);
        years.forEach(this::account);
        summary.accounts += years.size();
        if (!listener.goesOn(new Progress(Optional.empty(), looked(), summary.accounts))) {
          return false;
        }
        if (years.isEmpty()) {
          break;
        }
        after = years.get(years.size() - 1).key();
      }
      store
          .wrongTotals(TOTALS_MAX)
          .forEach(
              wrong ->
                  differs(
                      new Difference(
                          Kind.TOTAL,
                          wrong.subject(),
                          Optional.empty(),
                          wrong.name(),
                          wrong.expected(),
                          wrong.found())));
      return true;
    }
  }
}
