package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.money.Fen;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
 * @param rounding how a layer's payment is rounded
 * @param sources the documents, by the letter that rows cite, in the order in which they are
 *     written
 * @param identities in order of rank on a tie
 * @param diseases special outpatient diseases with their treatment forms
 * @param accounts running totals
 * @param layers in order
 * @param assumptions what no source prints
 * @param own what it defines for itself
 * @param lineage the files it came of
 */
public record PolicyTable(
    String file,
    String code,
    String title,
    List<Region> regions,
    DateSpan inForce,
    Map<Care, DateBasis> chosenBy,
    MonthDay benefitYearStart,
    Rounding rounding,
    Map<String, Source> sources,
    List<Name> identities,
    List<Disease> diseases,
    List<Account> accounts,
    List<Layer> layers,
    List<Assumption> assumptions,
    Definitions own,
    Lineage lineage) {
  public PolicyTable {
    regions = List.copyOf(regions);
    chosenBy = Map.copyOf(chosenBy);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    identities = List.copyOf(identities);
    diseases = List.copyOf(diseases);
    accounts = List.copyOf(accounts);
    layers = List.copyOf(layers);
    assumptions = List.copyOf(assumptions);
  }

  /** The running total's name in the ledger: editions share those of the file they change. */
  public String accountCode(String accountKey) {
    return lineage.accountsCode() + "/" + accountKey;
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
  public record Source(String title, String readIn, LocalDate checkedOn, int line) {}

  /** A special outpatient disease and the treatment form it is tied to. */
  public record Disease(Name disease, Name form, String cite, int line) {}

  /** Something that no source prints, with the reason for what is taken instead. */
  public record Assumption(String place, String subject, String reason, int line) {}

  /** How a layer's payment is rounded, and whether on the year's sum where it has one. */
  public record Rounding(Mode mode, long unitFen, boolean yearTotal) {
    /** Millionths of a fen, not negative, rounded to whole units, fen. */
    public long fen(long microFen) {
      return switch (mode) {
        case HALF_UP ->
            unitFen == 1 ? Fen.roundHalfUp(microFen) : Fen.roundHalfUp(microFen, unitFen);
        case HALF_EVEN -> Fen.roundHalfEven(microFen, unitFen);
        case DOWN -> Fen.roundDown(microFen, unitFen);
      };
    }
  }

  /** Which way a half goes. */
  public enum Mode {
    /** Away from zero. */
    HALF_UP,
    /** To the even neighbour. */
    HALF_EVEN,
    /** Everything below the unit is dropped. */
    DOWN
  }

  /**
   * A running total.
   *
   * @param by the fact whose every word has a total of its own
   * @param when claims that it counts
   * @param includes accounts whose totals it includes, of this version or those before
   */
  public record Account(
      Name name,
      List<Text> adds,
      Owner owner,
      Period period,
      Optional<String> by,
      List<Condition> when,
      boolean noneIfShort,
      List<Text> includes,
      int line) {
    public Account {
      adds = List.copyOf(adds);
      when = List.copyOf(when);
      includes = List.copyOf(includes);
    }

    /** Whether what it adds is times, not money. */
    public boolean countsTimes() {
      return !adds.isEmpty() && adds.stream().map(Text::value).allMatch(AccountCompiler::isTimes);
    }
  }

  /** Whose total it is. */
  public enum Owner {
    /** Of each person. */
    PERSON,
    /** Of each household. */
    HOUSEHOLD,
    /** Of a fund: its money is finite. */
    FUND
  }

  /** How long it runs. */
  public enum Period {
    /** A benefit year. */
    YEAR,
    /** For ever. */
    LIFE,
    /** One stay with its interim bills. */
    ENCOUNTER
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
    OPTIONAL,
    /** From the insurer, whom the gateway asks, unless the claim has it. */
    ASKED
  }

  /**
   * What holds of an insurer's amount.
   *
   * @param computedIfAway whether an insurer that is asked and does not answer is replaced by the
   *     layer's own table, until it answers
   * @param refused whether an amount that the table does not give refuses the claim; else it is
   *     said
   * @param toleranceFen how far the two may lie apart without a word, fen
   */
  public record InsurerTerms(boolean computedIfAway, boolean refused, long toleranceFen) {
    /** No answer, no settlement; every difference is said and none refuses. */
    public static final InsurerTerms USUAL = new InsurerTerms(false, false, 0);
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

  /**
   * A condition.
   *
   * @param subject a fact, or a quantity such as {@code ADM.now}
   * @param not whether it must be none of the values
   * @param values words, groups, ranges, or {@code else}
   */
  public record Condition(String subject, boolean not, List<String> values, int line) {
    public Condition {
      values = List.copyOf(values);
    }
  }

  /** A cap: the account, empty for this visit alone; the amount, empty for the fund's money. */
  public record Cap(Optional<String> account, Optional<Text> amount, int line) {}

  /** A marginal band; no upper bound means open; what is next is left to later layers. */
  public record Band(long fromFen, Optional<Long> toFen, int ratePpm, boolean next) {
    /** A band that pays. */
    public Band(long fromFen, Optional<Long> toFen, int ratePpm) {
      this(fromFen, toFen, ratePpm, false);
    }
  }

  /** How much of what is eligible is paid. */
  public sealed interface Rate {}

  /** Marginal bands; a single rate is one band. */
  public record Bands(List<Band> bands) implements Rate {
    public Bands {
      bands = List.copyOf(bands);
    }
  }

  /** A fixed sum. */
  public record Flat(Text amount) implements Rate {}

  /** The highest rate that an earlier layer reached. */
  public record RateOf(Text layer) implements Rate {}

  /** What an officer decided, within a range. */
  public record Decided(String record, int minPpm, int maxPpm, int line) implements Rate {}

  /**
   * What a row sets.
   *
   * @param counts the base, a sum of terms
   * @param threshold what is not paid
   * @param ownCeiling whether the threshold was written as the most that the person bears
   * @param trigger what must be reached, then everything is paid from the first yuan
   * @param triggerBeyond whether reaching it is not enough
   */
  public record Settings(
      List<Text> counts,
      Optional<Text> threshold,
      boolean ownCeiling,
      Optional<Text> trigger,
      boolean triggerBeyond,
      Rate rate,
      List<Cap> caps) {
    public Settings {
      counts = List.copyOf(counts);
      caps = List.copyOf(caps);
    }
  }

  /** One row: its conditions, then the values it gives. */
  public record Row(List<Condition> conditions, Settings settings, String cite, int line) {
    public Row {
      conditions = List.copyOf(conditions);
    }
  }

  /** A condition under which threshold or rates change. */
  public record Adjustment(List<Condition> when, List<Change> changes, String cite, int line) {
    public Adjustment {
      when = List.copyOf(when);
      changes = List.copyOf(changes);
    }
  }

  /**
   * One change.
   *
   * @param setting {@code threshold}, {@code trigger}, {@code rate} or {@code cap ACCOUNT}
   * @param value ppm of a factor, ppm of points, or fen
   */
  public record Change(String setting, Kind kind, long value) {
    /** What is done. */
    public enum Kind {
      /** Times a factor. */
      TIMES,
      /** Plus points of a rate, or an amount. */
      PLUS,
      /** Replaced. */
      SET
    }
  }

  /** One of several that share a payment; the last takes what remains. */
  public record Share(String payer, int sharePpm) {}

  /** The axes: of the threshold and of the bands; empty is each visit. */
  public record Over(Optional<String> threshold, Optional<String> bands) {
    /** Each visit. */
    public static final Over VISIT = new Over(Optional.empty(), Optional.empty());
  }

  /**
   * How a layer's table is read.
   *
   * @param over the axes
   * @param bandsFromThreshold whether bands are written from the threshold or from zero
   * @param earlierCounted whether reaching the trigger pays what lay before this claim too
   * @param less the account whose value is subtracted from the year's due
   * @param rateAtMostPpm the ceiling of an adjusted rate
   */
  public record Reading(
      Over over,
      boolean bandsFromThreshold,
      boolean earlierCounted,
      Optional<String> less,
      int rateAtMostPpm) {}

  /**
   * One payer.
   *
   * @param insurerTerms what holds of an insurer's amount
   * @param needs the record without which it pays nothing: special_disease, grant, or the kind of
   *     an approval
   * @param needsZh what the document calls that record; empty where it does not say
   * @param fills the parts it may pay into, in order; empty where the base implies them; {@code
   *     beside}: to the person, beside the bill
   * @param declared what the document contains that a check would else refuse
   */
  public record Layer(
      Name name,
      String fund,
      Stage stage,
      Amount amount,
      InsurerTerms insurerTerms,
      List<Condition> when,
      Optional<String> needs,
      String needsZh,
      Reading reading,
      List<Text> fills,
      List<Row> rows,
      List<Adjustment> adjustments,
      Otherwise otherwise,
      List<Share> shares,
      List<String> declared,
      List<String> assumptions,
      int line) {
    public Layer {
      when = List.copyOf(when);
      fills = List.copyOf(fills);
      rows = List.copyOf(rows);
      adjustments = List.copyOf(adjustments);
      shares = List.copyOf(shares);
      declared = List.copyOf(declared);
      assumptions = List.copyOf(assumptions);
    }

    /**
     * Whether a condition of the layer, its rows or its adjustments is on this fact, as written.
     */
    public boolean asks(Fact fact) {
      return Stream.of(
              when.stream(),
              rows.stream().flatMap(row -> row.conditions().stream()),
              adjustments.stream().flatMap(adjustment -> adjustment.when().stream()))
          .flatMap(conditions -> conditions)
          .anyMatch(condition -> fact.isNamed(condition.subject()));
    }
  }
}
