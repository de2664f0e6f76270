package io.yizhan.proof;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a layer declares that its document contains: {@code 平台 20000-50000}, {@code 跳点 低保 50000},
 * {@code 下降}, {@code 次序}. Without amounts it may be anywhere, without identities it is of all.
 *
 * @param identities whose it is, by their places in the plan; empty for all
 * @param fromFen where it begins, on the layer's own axis or as a bill, fen
 * @param toFen where it ends
 */
record Declared(Kind kind, Set<Integer> identities, long fromFen, long toFen, String text) {
  /** How far beside the amount it may be, fen: one claim before it, one after. */
  private static final long BESIDE_FEN = 1;

  private static final Pattern RANGE = Pattern.compile("([0-9.万]+)(?:\\s*-\\s*([0-9.万]*))?");

  /** What may be declared. */
  enum Kind {
    PLATEAU("平台"),
    JUMP("跳点"),
    DROP("下降"),
    /** A year's total that depends on which claim came first. */
    ORDER("次序");

    private final String zh;

    Kind(String zh) {
      this.zh = zh;
    }

    String zh() {
      return zh;
    }
  }

  private static final Map<String, Kind> WORDS =
      Map.of(
          "平台", Kind.PLATEAU,
          "plateau", Kind.PLATEAU,
          "跳点", Kind.JUMP,
          "jump", Kind.JUMP,
          "下降", Kind.DROP,
          "drop", Kind.DROP,
          "falls", Kind.DROP,
          "次序", Kind.ORDER,
          "order", Kind.ORDER);

  /** What was read, and the texts that cannot be. */
  record Reading(List<Declared> declared, List<String> unreadable) {}

  static Reading read(List<String> texts, List<PolicyTable.Name> identities) {
    List<Declared> declared = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (String item : items(texts)) {
      one(item, identities).ifPresentOrElse(declared::add, () -> unreadable.add(item));
    }
    return new Reading(declared, unreadable);
  }

  /** A text that begins with no kind goes on with the identities of the one before it. */
  private static List<String> items(List<String> texts) {
    List<String> items = new ArrayList<>();
    for (String text : texts) {
      for (String piece : text.split("[、，,；;]")) {
        String item = piece.strip();
        boolean begins = WORDS.containsKey(item.split("\\s+", 2)[0]);
        if (begins || items.isEmpty()) {
          items.add(item);
        } else {
          items.set(items.size() - 1, items.get(items.size() - 1) + " " + item);
        }
      }
    }
    return items;
  }

  private static Optional<Declared> one(String item, List<PolicyTable.Name> identities) {
    String[] words = item.split("\\s+");
    Kind kind = WORDS.get(words[0]);
    Set<Integer> whose = new HashSet<>();
    int next = 1;
    for (; next < words.length && !RANGE.matcher(words[next]).matches(); next++) {
      int before = whose.size();
      for (int place = 1; place <= identities.size(); place++) {
        PolicyTable.Name name = identities.get(place - 1);
        if (name.key().equals(words[next]) || name.nameZh().equals(words[next])) {
          whose.add(place);
        }
      }
      if (whose.size() == before) {
        return Optional.empty();
      }
    }
    boolean wordAlone = kind == Kind.ORDER && words.length > 1;
    if (kind == null || wordAlone || next < words.length - 1) {
      return Optional.empty();
    }
    if (next == words.length) {
      return Optional.of(new Declared(kind, whose, 0, Long.MAX_VALUE, item));
    }
    Matcher range = RANGE.matcher(words[next]);
    if (!range.matches()) {
      return Optional.empty();
    }
    String to = range.group(2);
    OptionalLong fromFen = Yuan.parse(range.group(1));
    OptionalLong toFen =
        to == null ? fromFen : to.isEmpty() ? OptionalLong.of(Long.MAX_VALUE) : Yuan.parse(to);
    return fromFen.isPresent() && toFen.isPresent()
        ? Optional.of(new Declared(kind, whose, fromFen.getAsLong(), toFen.getAsLong(), item))
        : Optional.empty();
  }

  /** Whether it is declared for claims computed with this identity. */
  boolean isOf(int identityPlace) {
    return identities.isEmpty() || identities.contains(identityPlace);
  }

  /** Whether a stretch of an axis meets it. */
  boolean meets(long lowFen, long highFen) {
    long to = toFen == Long.MAX_VALUE ? toFen : toFen + BESIDE_FEN;
    return lowFen <= to && highFen >= fromFen - BESIDE_FEN;
  }

  /** Whether a stretch lies within it. */
  boolean covers(long lowFen, long highFen) {
    return fromFen <= lowFen && highFen <= toFen;
  }
}
