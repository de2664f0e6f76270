package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Care;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a document says, as it was typed and understood; names are not resolved yet. Amounts are fen
 * here because a reader has read them, but nothing is computed.
 *
 * @param file the file it was read from
 * @param code the policy; its versions share it, and so do their accounts
 * @param title its Chinese title
 * @param regions the divisions it rules: six digits or their leading digits
 * @param inForce first and last day; an open version ends where the next begins
 * @param chosenBy which day decides, by care
 * @param benefitYearStart the day a benefit year begins
 * @param yearTotal whether layers over an account round on the year's sum instead of each claim
 * @param sources the documents, by the letter that rows cite
 * @param identities in order of rank on a tie
 * @param diseases special outpatient diseases with their treatment forms
 * @param accounts running totals
 * @param layers in order
 * @param assumptions what no source prints
 */
public record PolicyTable(
    String file,
    String code,
    String title,
    List<Region> regions,
    DateSpan inForce,
    Map<Care, DateBasis> chosenBy,
    MonthDay benefitYearStart,
    boolean yearTotal,
    Map<String, Source> sources,
    List<Name> identities,
    List<Disease> diseases,
    List<Account> accounts,
    List<Layer> layers,
    List<Assumption> assumptions) {
  public PolicyTable {
    regions = List.copyOf(regions);
    chosenBy = Map.copyOf(chosenBy);
    sources = Map.copyOf(sources);
    identities = List.copyOf(identities);
    diseases = List.copyOf(diseases);
    accounts = List.copyOf(accounts);
    layers = List.copyOf(layers);
    assumptions = List.copyOf(assumptions);
  }

  /** Its version: {@code zhengzhou@2016-07-01}. */
  public String versionCode() {
    return code + "@" + inForce.from();
  }

  /** Whether it says anything of this stage. */
  public boolean speaksOf(Stage stage) {
    return layers.stream().anyMatch(layer -> layer.stage() == stage);
  }

  /** Whether it rules this six-digit division; answers the number of digits that say so, or 0. */
  public int digitsMatching(String regionCode) {
    int best = 0;
    for (Region region : regions) {
      if (regionCode.startsWith(region.digits())) {
        best = Math.max(best, region.digits().length());
      }
    }
    return best;
  }

  /** A division with its name. */
  public record Region(String digits, String name) {}

  /** A key and its Chinese name; either may be written afterwards. */
  public record Name(String key, String nameZh, int line) {
    /** Whether the text is the key, the name, or both. */
    boolean isNamed(String text) {
      return key.equals(text) || nameZh.equals(text) || (key + " " + nameZh).equals(text);
    }
  }

  /** A document that rows cite. */
  public record Source(String title, String readIn, LocalDate checkedOn) {}

  /** A special outpatient disease and the treatment form it is tied to. */
  public record Disease(Name disease, Name form, String cite, int line) {}

  /** Something that no source prints, with the reason for what is taken instead. */
  public record Assumption(String place, String subject, String reason, int line) {}

  /** A running total. */
  public record Account(
      Name name, List<Text> adds, Owner owner, Period period, boolean noneIfShort, int line) {
    public Account {
      adds = List.copyOf(adds);
    }
  }

  /** Whose total it is. */
  public enum Owner {
    /** Of each person. */
    PERSON,
    /** Of a fund: its money is finite. */
    FUND
  }

  /** How long it runs. */
  public enum Period {
    /** A benefit year. */
    YEAR,
    /** For ever. */
    LIFE
  }

  /** Which kind of payer a layer is. */
  public enum Stage {
    /** Decided by the insurer's region, and supplied where the insurer has settled. */
    INSURANCE,
    /** Decided by the county that issued the identity. */
    AID
  }

  /** Where a layer's amount comes from. */
  public enum Amount {
    /** From its table; an insurance layer is supplied where the insurer has settled. */
    COMPUTED,
    /** From the claim, which must have it. */
    SUPPLIED,
    /** From the claim, 0 when it has none. */
    OPTIONAL
  }

  /** What becomes of claims that a table does not mention. */
  public enum Otherwise {
    /** Nothing is paid. */
    NONE,
    /** The claim is refused. */
    REFUSE
  }

  /** A text with its line. */
  public record Text(String value, int line) {}

  /** A condition on a fact: one of these values. */
  public record Condition(Fact fact, Set<String> values, int line) {
    public Condition {
      values = Set.copyOf(values);
    }
  }

  /** A cap: the account, empty for this visit alone; the amount, empty for the fund's money. */
  public record Cap(Optional<String> account, Optional<Long> amountFen, int line) {}

  /** A marginal band; no upper bound means open. */
  public record Band(long fromFen, Optional<Long> toFen, int ratePpm) {}

  /** One row: its conditions, then the values it gives. */
  public record Row(
      List<Condition> conditions,
      List<Text> counts,
      long thresholdFen,
      List<Band> bands,
      List<Cap> caps,
      String cite,
      int line) {
    public Row {
      conditions = List.copyOf(conditions);
      counts = List.copyOf(counts);
      bands = List.copyOf(bands);
      caps = List.copyOf(caps);
    }
  }

  /**
   * One payer.
   *
   * @param needs the record without which it pays nothing: special_disease, grant, or the kind of
   *     an approval
   * @param over the account on which threshold and bands run; empty: each visit
   * @param bandsFromThreshold whether bands are written from the threshold or from zero
   * @param fills the parts it may pay into, in order
   */
  public record Layer(
      Name name,
      String fund,
      Stage stage,
      Amount amount,
      List<Condition> when,
      Optional<String> needs,
      Optional<String> over,
      boolean bandsFromThreshold,
      List<BillPart> fills,
      List<Row> rows,
      Otherwise otherwise,
      List<String> assumptions,
      int line) {
    public Layer {
      when = List.copyOf(when);
      fills = List.copyOf(fills);
      rows = List.copyOf(rows);
      assumptions = List.copyOf(assumptions);
    }
  }
}
