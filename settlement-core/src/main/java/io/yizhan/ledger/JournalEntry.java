package io.yizhan.ledger;

import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.money.Fen;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Shares;
import io.yizhan.settlement.Waterfall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one settlement books: for every bearer a debit with its payee and the credit of that payee.
 * The lines add up to zero, and the debits to the bill and what is paid to the person beside it. A
 * hospital that is paid more than the bill by fixed quotas bears less than nothing: its own share
 * is then a negative debit.
 */
public record JournalEntry(List<Posting> postings) {
  public JournalEntry {
    postings = List.copyOf(postings);
    long sum = 0;
    for (Posting posting : postings) {
      sum = Fen.plus(sum, posting.amountFen());
    }
    if (sum != 0) {
      throw new IllegalStateException("an entry must balance, but adds up to " + sum + " fen");
    }
  }

  /**
   * What the insurer's own platform pays the hospital: nobody may pay it again on the strength of
   * this entry. A layer that is asked is of them while its insurer is away, too: the computed
   * amount, or another, is confirmed there later.
   */
  static final String BY_INSURER = "/by-insurer";

  /** Who is paid where a layer pays beside the bill. */
  public static final String PAYEE_PERSON = "person";

  /**
   * Who is paid a bill that was booked from paper: the person, who has paid the hospital. Apart
   * from {@link #PAYEE_PERSON}, so that the lines of a bill always add up to it.
   */
  public static final String PAYEE_OF_PAPER = "person/bill";

  /** Who is paid what a fund bears more by a correction: the hospital keeps what it was paid. */
  public static final String PAYEE_PATIENT = "patient";

  private static final String HOSPITAL = "hospital:";

  /** A hospital as a payee. */
  public static String payeeOf(String hospitalId) {
    return HOSPITAL + hospitalId;
  }

  /** The entry of a settlement. */
  public static JournalEntry of(Settlement settlement) {
    List<Posting> postings = new ArrayList<>();
    Waterfall waterfall = settlement.waterfall();
    boolean paper = settlement.claim().key().byOffice();
    String hospital = paper ? PAYEE_OF_PAPER : payeeOf(settlement.claim().key().hospitalId());
    String region = settlement.claim().insuredRegion();
    String county = settlement.identityUsed().map(Settlement.Candidate::county).orElse(region);
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      PlanLayer layer = waterfall.plan().layers().get(i);
      String payer = layer.stage() == PolicyTable.Stage.INSURANCE ? region : county;
      String payee = layer.beside() ? PAYEE_PERSON : hospital;
      bookOwn(postings, settlement, i, payer, payee);
      long already = byInsurerFen(settlement, i);
      String fund = "fund:" + layer.fund() + "@";
      book(postings, fund + region + "/" + layer.code() + BY_INSURER, payee, already);
    }
    for (FundAmount other : settlement.otherInsurerPayments()) {
      String fund = "fund:" + other.fundCode() + "@" + region;
      book(postings, fund + BY_INSURER, hospital, other.amountFen());
    }
    book(postings, hospital + "/own-share", hospital, waterfall.hospitalShareFen());
    book(postings, "patient", hospital, waterfall.patientShareFen());
    JournalEntry entry = new JournalEntry(postings);
    if (entry.debitsFen() - waterfall.besideFen() != settlement.claim().bill().totalFen()) {
      throw new IllegalStateException("bearers must add up to the bill");
    }
    return entry;
  }

  /** What a layer pays, without what the insurer's platform had paid in its name. */
  private static void bookOwn(
      List<Posting> postings, Settlement settlement, int place, String payer, String payee) {
    Waterfall waterfall = settlement.waterfall();
    PlanLayer layer = waterfall.plan().layers().get(place);
    String line = "fund:" + layer.fund() + "@" + payer + "/" + layer.code();
    long own =
        Fen.minus(waterfall.of(place, Waterfall.Column.PAID), byInsurerFen(settlement, place));
    List<Shares.Share> shares = Shares.of(layer, own);
    if (shares.isEmpty()) {
      book(postings, line, payee, own);
    }
    for (Shares.Share share : shares) {
      book(postings, line + "/" + share.payer(), payee, share.fen());
    }
  }

  /** What the insurer's own platform pays of a layer, or will pay once it is no longer away. */
  private static long byInsurerFen(Settlement settlement, int place) {
    Waterfall waterfall = settlement.waterfall();
    boolean later =
        waterfall.plan().layers().get(place).isAsked()
            && settlement
                .claim()
                .insurer()
                .filter(insurer -> insurer.source() == InsurerSettlement.Source.AWAY)
                .isPresent();
    return waterfall.of(place, later ? Waterfall.Column.PAID : Waterfall.Column.ALREADY);
  }

  /** What the aid layers of a settlement bear of it on our account, line by line. */
  public static Bearers aidOf(Settlement settlement) {
    List<Posting> postings = new ArrayList<>();
    String county =
        settlement
            .identityUsed()
            .map(Settlement.Candidate::county)
            .orElse(settlement.claim().insuredRegion());
    for (int i = 0; i < settlement.plan().layers().size(); i++) {
      PlanLayer layer = settlement.plan().layers().get(i);
      if (layer.stage() == PolicyTable.Stage.AID) {
        String payee =
            layer.beside() ? PAYEE_PERSON : payeeOf(settlement.claim().key().hospitalId());
        bookOwn(postings, settlement, i, county, payee);
      }
    }
    return Bearers.of(postings);
  }

  /** Adds what a bearer bears, and its credit to the payee; nothing for nothing. */
  static void book(List<Posting> postings, String bearer, String payee, long fen) {
    if (fen != 0) {
      postings.add(new Posting(bearer, payee, fen));
      postings.add(new Posting(payee, payee, -fen));
    }
  }

  /** The sum of what bearers bear, fen; negative in a mirror. */
  public long debitsFen() {
    long sum = 0;
    for (Posting posting : postings) {
      sum = posting.isOfBearer() ? Fen.plus(sum, posting.amountFen()) : sum;
    }
    return sum;
  }

  /** What several entries book together, line by line; lines that cancel out are left out. */
  public static JournalEntry sum(List<JournalEntry> entries) {
    Map<Map.Entry<String, String>, Long> byLine = new LinkedHashMap<>();
    for (JournalEntry entry : entries) {
      for (Posting posting : entry.postings) {
        byLine.merge(Map.entry(posting.account(), posting.payee()), posting.amountFen(), Fen::plus);
      }
    }
    List<Posting> postings = new ArrayList<>();
    byLine.forEach(
        (line, fen) -> {
          if (fen != 0) {
            postings.add(new Posting(line.getKey(), line.getValue(), fen));
          }
        });
    return new JournalEntry(postings);
  }

  /** The entry that takes this one back. */
  public JournalEntry mirrored() {
    return new JournalEntry(
        postings.stream()
            .map(p -> new Posting(p.account(), p.payee(), Math.negateExact(p.amountFen())))
            .toList());
  }
}
