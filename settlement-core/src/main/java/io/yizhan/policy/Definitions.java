package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Condition;
import io.yizhan.policy.PolicyTable.Name;
import io.yizhan.policy.PolicyTable.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a document defines for itself: facts it asks, figures and groups it names, parts into which
 * it divides the bill further, prices that stand for the bill.
 *
 * @param facts asked of the claim or the register under names of its own
 * @param figures named amounts, in yuan as typed
 * @param groups named lists of words, for conditions
 * @param parts of the bill besides the four
 * @param items how classes of items fall into parts
 * @param quotas fixed prices in place of the bill
 * @param identityEachDay whether only what was served since the identity began is aided
 * @param claimsByService whether claims are judged afresh in the order of their last day of
 *     service, and not in that in which they were settled
 */
public record Definitions(
    List<Fact> facts,
    Map<String, Text> figures,
    Map<String, List<String>> groups,
    List<Part> parts,
    List<ItemSplit> items,
    List<Quota> quotas,
    boolean identityEachDay,
    boolean claimsByService) {
  /** A document that defines nothing. */
  public static final Definitions NONE =
      new Definitions(List.of(), Map.of(), Map.of(), List.of(), List.of(), List.of(), false, false);

  public Definitions {
    facts = List.copyOf(facts);
    figures = Map.copyOf(figures);
    groups = Map.copyOf(groups);
    parts = List.copyOf(parts);
    items = List.copyOf(items);
    quotas = List.copyOf(quotas);
  }

  /**
   * A fact of the document's own.
   *
   * @param words what it may be, for words
   * @param record the kind of approval that makes it yes, for records
   * @param defaultValue what holds when nobody says it; without one its absence refuses the claim
   */
  public record Fact(
      Name name, Kind kind, List<Name> words, String record, Optional<String> defaultValue) {
    public Fact {
      words = List.copyOf(words);
    }
  }

  /** What a fact is. */
  public enum Kind {
    /** One of a few words. */
    WORDS,
    /** A count, 0 to {@link PlanFact#NUMBER_MAX}. */
    NUMBER,
    /** Money. */
    AMOUNT,
    /** Yes while an approval of this kind is valid, else no. */
    RECORD
  }

  /** A part of the bill, cut out of one of the four: what the claim says lies in it. */
  public record Part(Name name, String cutFrom) {}

  /** How a class of items falls into parts: shares in ppm, the rest to the last. */
  public record ItemSplit(Name itemClass, Map<String, Integer> sharesPpm, String rest, int line) {
    public ItemSplit {
      sharesPpm = Map.copyOf(sharesPpm);
    }
  }

  /** A fixed price in place of the bill. */
  public record Quota(List<Condition> when, Text price, String cite, int line) {
    public Quota {
      when = List.copyOf(when);
    }
  }
}
