package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.claim.Referral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of the facts of one plan, and each layer's table laid out over them: every combination
 * of words is decided once, here, so that a claim finds its row by one load. A document alone gets
 * every mistake reported; beside another document, a word that only the other could know simply
 * never applies.
 */
final class FactTable {
  /** The most cells one layer's table may have: the product of its facts' words. */
  static final int TABLE_CELLS_MAX = 65_536;

  /** What a document may use of that alone: beside another's words its tables grow. */
  private static final int TABLE_CELLS_ALONE_MAX = 16_384;

  private final List<PolicyPlan.FactWords> facts;
  private final IssueLog log;
  private final boolean alone;

  private FactTable(List<PolicyPlan.FactWords> facts, IssueLog log, boolean alone) {
    this.facts = facts;
    this.log = log;
    this.alone = alone;
  }

  /** The words of these layers. */
  static FactTable of(
      List<LayerIn> layers,
      List<PolicyTable.Name> identities,
      List<PolicyTable> tables,
      IssueLog log,
      boolean alone) {
    return new FactTable(numbered(layers, identities, tables), log, alone);
  }

  /** The words by fact. */
  List<PolicyPlan.FactWords> words() {
    return facts;
  }

  /** Numbers the words of each fact: identities by rank, all else as it is first named. */
  private static List<PolicyPlan.FactWords> numbered(
      List<LayerIn> layers, List<PolicyTable.Name> identities, List<PolicyTable> tables) {
    List<Map<String, Integer>> words = new ArrayList<>();
    for (int fact = 0; fact < Fact.values().length; fact++) {
      words.add(new LinkedHashMap<>());
    }
    Map<String, Integer> identityWords = words.get(Fact.IDENTITY.ordinal());
    identities.forEach(name -> identityWords.put(name.key(), identityWords.size() + 1));
    Map<String, Integer> careWords = words.get(Fact.CARE.ordinal());
    Arrays.stream(Care.values()).forEach(care -> careWords.put(care.code(), careWords.size() + 1));
    Map<String, Integer> referrals = words.get(Fact.REFERRAL.ordinal());
    Arrays.stream(Referral.values())
        .forEach(referral -> referrals.put(referral.code(), referrals.size() + 1));
    Map<String, Integer> thirdParty = words.get(Fact.THIRD_PARTY.ordinal());
    thirdParty.put("no", 1);
    thirdParty.put("yes", 2);
    Map<String, Integer> diseases = words.get(Fact.DISEASE.ordinal());
    tables.forEach(
        table ->
            table
                .diseases()
                .forEach(d -> diseases.putIfAbsent(d.disease().key(), diseases.size() + 1)));
    for (LayerIn in : layers) {
      for (PolicyTable.Condition condition : conditionsOf(in.layer())) {
        if (condition.fact() == Fact.LEVEL || condition.fact() == Fact.SCHEME) {
          Map<String, Integer> open = words.get(condition.fact().ordinal());
          condition.values().forEach(word -> open.putIfAbsent(word, open.size() + 1));
        }
      }
    }
    return words.stream().map(PolicyPlan.FactWords::new).toList();
  }

  private static List<PolicyTable.Condition> conditionsOf(PolicyTable.Layer layer) {
    List<PolicyTable.Condition> all = new ArrayList<>(layer.when());
    layer.rows().forEach(row -> all.addAll(row.conditions()));
    return all;
  }

  /** The dense table of a layer: the row for every combination of the words of its facts. */
  PlanLayer.Rows rowsOf(LayerIn in) {
    PolicyTable.Layer layer = in.layer();
    Set<Fact> named = new TreeSet<>();
    conditionsOf(layer).forEach(condition -> named.add(condition.fact()));
    int[] factPlaces = named.stream().mapToInt(Fact::ordinal).toArray();
    int[] strides = new int[factPlaces.length];
    int cellsMax = alone ? TABLE_CELLS_ALONE_MAX : TABLE_CELLS_MAX;
    long cells = 1;
    for (int i = 0; i < factPlaces.length && cells <= cellsMax; i++) {
      strides[i] = (int) cells;
      cells *= facts.get(factPlaces[i]).size();
    }
    if (cells > cellsMax) {
      log.error(
          layer.line(),
          "TABLE_TOO_LARGE",
          "“" + layer.name().key() + "”的条件组合超过 " + cellsMax + " 种。",
          "'" + layer.name().key() + "' has more than " + cellsMax + " combinations.");
      cells = 0;
    }
    short[] rowOf = new short[(int) cells];
    fillTable(in, factPlaces, rowOf);
    return new PlanLayer.Rows(factPlaces, strides, rowOf);
  }

  /** Decides every combination of words once, and reports those that two rows claim. */
  private void fillTable(LayerIn in, int[] factPlaces, short[] rowOf) {
    PolicyTable.Layer layer = in.layer();
    List<WordSet> when = wordSets(in, layer.when());
    List<List<WordSet>> rows =
        layer.rows().stream().map(row -> wordSets(in, row.conditions())).toList();
    boolean[] used = new boolean[rows.size()];
    Set<Long> reported = new HashSet<>();
    int[] words = new int[Fact.values().length];
    for (int cell = 0; cell < rowOf.length; cell++) {
      int rest = cell;
      for (int fact : factPlaces) {
        int size = facts.get(fact).size();
        words[fact] = rest % size;
        rest /= size;
      }
      rowOf[cell] = (short) decide(layer, when, rows, words, used, reported);
    }
    for (int i = 0; i < used.length; i++) {
      if (alone && !used[i] && rowOf.length > 0) {
        log.error(
            layer.rows().get(i).line(),
            "UNREACHABLE_ROW",
            "这一行永远不会用到：条件互相矛盾或与 when 不合。",
            "This row can never apply: its conditions contradict each other or the layer's when.");
      }
    }
  }

  private int decide(
      PolicyTable.Layer layer,
      List<WordSet> when,
      List<List<WordSet>> rows,
      int[] words,
      boolean[] used,
      Set<Long> reported) {
    for (WordSet condition : when) {
      if (!condition.contains(words)) {
        return -1 - condition.fact();
      }
    }
    int found = -1;
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).stream().allMatch(condition -> condition.contains(words))) {
        continue;
      }
      if (alone && found >= 0 && reported.add(((long) found << 32) | i)) {
        log.error(
            layer.rows().get(i).line(),
            "ROWS_OVERLAP",
            "第 " + layer.rows().get(found).line() + " 行和这一行同时符合同一情形。",
            "The row of line "
                + layer.rows().get(found).line()
                + " and this one both apply to the same case.");
      }
      found = found < 0 ? i : found;
      used[i] = true;
    }
    if (found >= 0) {
      return found;
    }
    return layer.otherwise() == PolicyTable.Otherwise.REFUSE
        ? PlanLayer.REFUSED_BY_TABLE
        : PlanLayer.NOT_IN_TABLE;
  }

  /** The places of the words of one condition. */
  private record WordSet(int fact, Set<Integer> places) {
    boolean contains(int[] words) {
      return places.contains(words[fact]);
    }
  }

  private List<WordSet> wordSets(LayerIn in, List<PolicyTable.Condition> conditions) {
    List<WordSet> sets = new ArrayList<>();
    for (PolicyTable.Condition condition : conditions) {
      Set<Integer> places = new HashSet<>();
      for (String value : condition.values()) {
        String key = wordKey(in.table(), condition.fact(), value);
        int place = facts.get(condition.fact().ordinal()).placeOf(key);
        if (place > 0) {
          places.add(place);
        } else if (alone) {
          log.unknown(
              condition.line(),
              condition.fact().nameZh(),
              condition.fact().code(),
              value,
              known(in.table(), condition.fact()));
        }
      }
      sets.add(new WordSet(condition.fact().ordinal(), places));
    }
    return sets;
  }

  private Set<String> known(PolicyTable table, Fact fact) {
    Set<String> known = new TreeSet<>(facts.get(fact.ordinal()).places().keySet());
    if (fact == Fact.IDENTITY) {
      table.identities().forEach(name -> known.add(name.nameZh()));
    }
    if (fact == Fact.CARE) {
      Arrays.stream(Care.values()).forEach(care -> known.add(care.nameZh()));
    }
    return known;
  }

  /** The key of a word that may have been written in Chinese. */
  private static String wordKey(PolicyTable table, Fact fact, String value) {
    return switch (fact) {
      case IDENTITY ->
          table.identities().stream()
              .filter(name -> name.isNamed(value))
              .map(PolicyTable.Name::key)
              .findFirst()
              .orElse(value);
      case CARE -> Care.parse(value).map(Care::code).orElse(value);
      case REFERRAL -> Referral.parse(value).map(Referral::code).orElse(value);
      case THIRD_PARTY ->
          switch (value) {
            case "无" -> "no";
            case "有" -> "yes";
            default -> value;
          };
      case DISEASE ->
          table.diseases().stream()
              .map(PolicyTable.Disease::disease)
              .filter(name -> name.isNamed(value))
              .map(PolicyTable.Name::key)
              .findFirst()
              .orElse(value);
      case LEVEL, SCHEME -> value;
    };
  }
}
