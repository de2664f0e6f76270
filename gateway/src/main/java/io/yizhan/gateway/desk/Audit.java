package io.yizhan.gateway.desk;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an audit finds, and who hears of it. */
public final class Audit {
  private Audit() {}

  /** What kind of difference. */
  public enum Kind {
    /** Decided again, an entry comes to another amount than its row says. */
    AMOUNT,
    /** Who bears or is paid what, line by line. */
    LINE,
    /** What an entry adds to an account. */
    USE,
    /** What it draws from a grant or takes from a finite fund. */
    DRAW,
    /** The bytes that were answered. */
    REPLY,
    /** Decided again, it is refused or cannot be decided at all. */
    DECISION,
    /** A chain of entries has a gap, a fork or a wrong sum. */
    CHAIN,
    /** A running total is not the sum of its entries. */
    TOTAL,
    /** A policy's text is not the one that was published. */
    POLICY,
    /** An entry is not the one that its day's root is over. */
    LEAF,
    /** The root of a day, its signature, or the root before it. */
    DAY_ROOT
  }

  /** Why an entry cannot be decided again. */
  public enum Undecided {
    /** Its amounts were set without a decision, and nothing is stored of which they come. */
    SET_BY_HAND,
    /** What it was decided from is not stored. */
    NO_INPUTS,
    /** A policy version it was decided with is no longer there. */
    NO_POLICY,
    /**
     * It was stored before all versions that were looked at were, its person holds identities of
     * further counties, and neither with nor without their policies it comes to what was answered.
     */
    VERSIONS_NOT_KEPT,
    /** An older version of the code wrote the answer; the amounts were compared, the bytes not. */
    OLDER_ENGINE
  }

  /** Something that is not as it should be. */
  public record Difference(
      Kind kind,
      String subject,
      Optional<LocalDate> day,
      String name,
      String expected,
      String found) {}

  /** How far it is; no day while accounts are added up. */
  public record Progress(Optional<LocalDate> day, long entries, long accounts) {}

  /** Who hears of it; a false answer to progress ends the audit. */
  public interface Listener {
    /** Something is not as it should be. */
    void differs(Difference difference);

    /** So far it is; answers whether somebody still listens. */
    boolean goesOn(Progress progress);
  }

  /** How many entries cannot be decided again for one reason, and one of them. */
  public record Count(long entries, String example) {}

  /** What it came to. */
  public static final class Summary {
    long settlements;
    long reversals;
    long corrections;
    long decided;
    long accounts;
    long dayRoots;
    long daysWithoutRoot;
    long differences;
    long decideMillis;
    final Map<Undecided, Count> undecided = new TreeMap<>();

    Summary() {}

    void undecided(Undecided why, String id) {
      undecided.merge(
          why, new Count(1, id), (was, one) -> new Count(was.entries() + 1, was.example()));
    }

    /** Settlements. */
    public long settlements() {
      return settlements;
    }

    /** Reversals. */
    public long reversals() {
      return reversals;
    }

    /** Corrections. */
    public long corrections() {
      return corrections;
    }

    /** Entries that were decided again or compared with what they take back. */
    public long decided() {
      return decided;
    }

    /** Accounts added up. */
    public long accounts() {
      return accounts;
    }

    /** Roots of days that were checked. */
    public long dayRoots() {
      return dayRoots;
    }

    /** Days with entries and without a root. */
    public long daysWithoutRoot() {
      return daysWithoutRoot;
    }

    /** All differences. */
    public long differences() {
      return differences;
    }

    /** How long deciding again took. */
    public long decideMillis() {
      return decideMillis;
    }

    /** What cannot be decided again. */
    public Map<Undecided, Count> undecided() {
      return Map.copyOf(undecided);
    }
  }
}
