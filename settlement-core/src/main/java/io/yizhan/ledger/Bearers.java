package io.yizhan.ledger;

import io.yizhan.money.Fen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each party bears of a bill: of a settlement with its corrections as it stands, or of the
 * same claim decided afresh. The difference of two is what a correction books.
 *
 * @param byLine what each fund bears, by its line; lines of nothing are left out
 * @param ownShareFen what the hospital bears, signed
 * @param patientFen what the patient bears
 */
public record Bearers(SortedMap<Line, Long> byLine, long ownShareFen, long patientFen) {
  private static final String PATIENT = "patient";
  private static final String OWN_SHARE = "/own-share";
  private static final String FUND = "fund:";

  /** A fund's line. Beside: it is paid to the person beside the bill. */
  public record Line(String account, boolean beside) implements Comparable<Line> {
    /** Who pays: fund and division, {@code 610100@410122}. */
    public String party() {
      int end = account.indexOf('/');
      return account.substring(FUND.length(), end < 0 ? account.length() : end);
    }

    /** Whether the insurer's own platform pays it: then nobody owes it on our account. */
    public boolean byInsurer() {
      return account.endsWith(JournalEntry.BY_INSURER);
    }

    @Override
    public int compareTo(Line other) {
      int byAccount = account.compareTo(other.account);
      return byAccount != 0 ? byAccount : Boolean.compare(beside, other.beside);
    }
  }

  public Bearers {
    TreeMap<Line, Long> kept = new TreeMap<>(byLine);
    kept.values().removeIf(fen -> fen == 0);
    byLine = Collections.unmodifiableSortedMap(kept);
  }

  /** What the postings of an entry, or of several together, make everybody bear. */
  public static Bearers of(Collection<Posting> postings) {
    TreeMap<Line, Long> byLine = new TreeMap<>();
    long ownShareFen = 0;
    long patientFen = 0;
    for (Posting posting : postings) {
      String account = posting.account();
      if (account.equals(PATIENT)) {
        patientFen = Fen.plus(patientFen, posting.amountFen());
      } else if (account.startsWith(FUND)) {
        boolean beside = posting.payee().equals(JournalEntry.PAYEE_PERSON);
        byLine.merge(new Line(account, beside), posting.amountFen(), Fen::plus);
      } else if (account.endsWith(OWN_SHARE)) {
        ownShareFen = Fen.plus(ownShareFen, posting.amountFen());
      }
    }
    return new Bearers(byLine, ownShareFen, patientFen);
  }

  /** The same with this line set to another amount; the patient bears what it bears less. */
  public Bearers with(Line line, long fen) {
    TreeMap<Line, Long> lines = new TreeMap<>(byLine);
    long moreFen = Fen.minus(fen, byLine.getOrDefault(line, 0L));
    lines.put(line, fen);
    return new Bearers(
        lines, ownShareFen, line.beside() ? patientFen : Fen.minus(patientFen, moreFen));
  }

  /** What each line bears more in the other; lines without a difference are left out. */
  public SortedMap<Line, Long> differencesTo(Bearers other) {
    TreeSet<Line> lines = new TreeSet<>(byLine.keySet());
    lines.addAll(other.byLine.keySet());
    TreeMap<Line, Long> differences = new TreeMap<>();
    for (Line line : lines) {
      long moreFen = Fen.minus(other.byLine.getOrDefault(line, 0L), byLine.getOrDefault(line, 0L));
      if (moreFen != 0) {
        differences.put(line, moreFen);
      }
    }
    return differences;
  }

  /**
   * The entry that makes these bearers the other ones. What a fund bears more the patient bears
   * less: the payee is the patient, and what the hospital was paid stays.
   *
   * @throws IllegalStateException when the hospital's own share differs, or the bill
   */
  public JournalEntry correctionTo(Bearers other) {
    return correctionTo(other, PATIENT, Map.of());
  }

  /**
   * The same where the hospital had not been paid by all who were to pay it: of some differences it
   * is the payee, and what these leave it short of, or too much, the patient pays it or gets back.
   *
   * @param hospital the hospital as a payee
   * @param toHospital what it gets of the differences, by line, none of them beside the bill
   * @throws IllegalStateException when the hospital's own share differs, or the bill
   */
  public JournalEntry correctionTo(Bearers other, String hospital, Map<Line, Long> toHospital) {
    if (ownShareFen != other.ownShareFen) {
      throw new IllegalStateException("a correction must leave the hospital's share");
    }
    List<Posting> postings = new ArrayList<>();
    long patientMoreFen = 0;
    long fromPatientFen = 0;
    for (var difference : differencesTo(other).entrySet()) {
      Line line = difference.getKey();
      long fen = difference.getValue();
      long hospitalFen = toHospital.getOrDefault(line, 0L);
      JournalEntry.book(postings, line.account(), hospital, hospitalFen);
      JournalEntry.book(
          postings,
          line.account(),
          line.beside() ? JournalEntry.PAYEE_PERSON : PATIENT,
          Fen.minus(fen, hospitalFen));
      patientMoreFen = line.beside() ? patientMoreFen : Fen.minus(patientMoreFen, fen);
      fromPatientFen = Fen.minus(fromPatientFen, hospitalFen);
    }
    JournalEntry.book(postings, PATIENT, hospital, fromPatientFen);
    if (Fen.plus(patientFen, patientMoreFen) != other.patientFen) {
      throw new IllegalStateException("a correction must leave the bill");
    }
    return new JournalEntry(postings);
  }
}
