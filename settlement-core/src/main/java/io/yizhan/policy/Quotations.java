package io.yizhan.policy;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the words of the document that a policy quotes with the figures typed beside them: who
 * types 50万 for 5万 has quoted the 5万.
 *
 * <p>Where a quotation names shares, every rate beside it must be among them; where it names
 * amounts, every threshold, cap and price. A layer's quotation holds for the rows that quote
 * nothing themselves, and each of its figures must stand somewhere in the layer.
 */
final class Quotations {
  static final String SAYS = "says";

  private static final String CODE = "SAYS_DIFFERS";
  private static final long WHOLE_PPM = 1_000_000;

  /** Below this a figure is a count or nothing that a document prints as money, fen. */
  private static final long LEAST_FEN = 1_000;

  /** The longest piece of a quotation that is repeated. */
  private static final int SHOWN_MAX = 120;

  private static final Set<String> COMPARED =
      Set.of("rate", "band", "threshold", "trigger", "own_at_most", "price", "rate_at_most");
  private static final Set<String> NOT_FIGURES = Set.of(SAYS, "assumed", "cite", "layer", "fund");

  private static final Pattern SHARE = Pattern.compile("([×x+-]?)\\s*(\\d+(?:\\.\\d+)?)\\s*(%|pp)");
  private static final Pattern AMOUNT =
      Pattern.compile("(?<![\\d.\\w])(\\d+(?:\\.\\d+)?万?)(?![\\d.%日\\w])");

  private final IssueLog log;
  private final Map<String, Text> figures;

  /**
   * A comparison.
   *
   * @param figures the document's named amounts
   */
  Quotations(IssueLog log, Map<String, Text> figures) {
    this.log = log;
    this.figures = figures;
  }

  /**
   * One figure beside a quotation.
   *
   * @param field what it is, as typed
   * @param text the whole cell
   * @param share whether it is a share; else an amount
   * @param anyOf what a document may print for it, ppm or fen: ×110% is 110 % or 10 % more
   */
  private record Typed(String field, String text, boolean share, Set<Long> anyOf) {}

  /** Compares a layer's quotation and those of its rows. */
  void layer(PolicyNode layer) {
    Map<String, Field> fields = EditionNodes.byName(layer);
    Optional<Text> quoted = quotation(fields);
    quoted.ifPresent(
        quotation -> {
          compare(quotation, typed(fields));
          reverse(quotation, layer);
        });
    List<String> headings = EditionRows.headings(fields);
    Field rows = fields.get("rows");
    if (rows == null || !(rows.value() instanceof Items items)) {
      return;
    }
    for (PolicyNode row : items.values()) {
      if (row instanceof Items cells) {
        row(headings, cells.values(), quoted);
      }
    }
  }

  private void row(List<String> headings, List<PolicyNode> cells, Optional<Text> ofLayer) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < Math.min(headings.size(), cells.size()); i++) {
      fields.add(new Field(headings.get(i), cells.get(i).line(), cells.get(i)));
    }
    Map<String, Field> byName = EditionNodes.byName(new Fields(fields, 0));
    quotation(byName)
        .or(() -> ofLayer.map(text -> new Text(text.value(), cells.get(0).line())))
        .ifPresent(quotation -> compare(quotation, typed(byName)));
  }

  /** Compares the quotation of an adjustment or a price with what it says. */
  void values(PolicyNode node) {
    Map<String, Field> fields = EditionNodes.byName(node);
    quotation(fields).ifPresent(quotation -> compare(quotation, typed(fields)));
  }

  private static Optional<Text> quotation(Map<String, Field> fields) {
    return EditionNodes.find(fields, SAYS)
        .map(Field::value)
        .filter(PolicyNode.Text.class::isInstance)
        .map(PolicyNode.Text.class::cast)
        .map(text -> new Text(text.value().strip(), text.line()));
  }

  private List<Typed> typed(Map<String, Field> fields) {
    List<Typed> typed = new ArrayList<>();
    for (Field field : fields.values()) {
      String setting = HeadingWords.setting(field.name());
      if (COMPARED.contains(setting) || setting.startsWith("cap ")) {
        collect(field.name(), field.value(), typed);
      }
    }
    return typed;
  }

  private void collect(String name, PolicyNode node, List<Typed> into) {
    if (node instanceof PolicyNode.Text text) {
      collect(name, text.value().strip(), into);
    } else if (node instanceof Items items) {
      items.values().forEach(each -> collect(name, each, into));
    } else if (node instanceof Fields fields) {
      for (Field field : fields.values()) {
        if (!NOT_FIGURES.contains(field.name())) {
          collect(name, field.name(), into);
          collect(name, field.value(), into);
        }
      }
    }
  }

  private void collect(String name, String text, List<Typed> into) {
    Matcher share = SHARE.matcher(text);
    while (share.find()) {
      Yuan.parsePercent(share.group(2) + "%")
          .ifPresent(ppm -> addShare(name, text, share.group(1), ppm, into));
    }
    Text figure = figures.get(text);
    Matcher amount = AMOUNT.matcher(figure == null ? text : figure.value());
    while (amount.find()) {
      Yuan.parse(amount.group(1))
          .ifPresent(
              fen -> {
                if (fen >= LEAST_FEN) {
                  into.add(new Typed(name, text, false, Set.of(fen)));
                }
              });
    }
  }

  private static void addShare(String name, String text, String sign, long ppm, List<Typed> into) {
    Set<Long> anyOf = new LinkedHashSet<>(Set.of(ppm));
    if (sign.equals("×") || sign.equals("x")) {
      anyOf.add(Math.abs(ppm - WHOLE_PPM));
    }
    if (ppm > 0) {
      into.add(new Typed(name, text, true, anyOf));
    }
  }

  private void compare(Text quotation, List<Typed> typed) {
    QuotedFigures named = QuotedFigures.of(quotation.value());
    Set<String> told = new LinkedHashSet<>();
    for (Typed one : typed) {
      Set<Long> among = one.share() ? named.ppm() : named.fen();
      boolean differs =
          !among.isEmpty()
              && Collections.disjoint(one.anyOf(), among)
              && !(one.share() && !Collections.disjoint(one.anyOf(), named.hinted()));
      if (differs && told.add(one.field() + one.text())) {
        String shown = shown(quotation);
        log.warning(
            quotation.line(),
            CODE,
            "引文“"
                + shown
                + "”里没有“"
                + Quoted.of(one.field())
                + "”写的“"
                + Quoted.of(one.text())
                + "”（引文里是 "
                + list(among, one.share(), "、", "元")
                + "）。核对原文，改这一格或改引文。",
            "The quotation '"
                + shown
                + "' does not have what '"
                + Quoted.of(one.field())
                + "' says, '"
                + Quoted.of(one.text())
                + "' (it has "
                + list(among, one.share(), ", ", " yuan")
                + "). Look at the document and mend the cell or the quotation.");
      }
    }
  }

  /** Each figure that a layer's quotation names must stand somewhere in the layer. */
  private void reverse(Text quotation, PolicyNode layer) {
    List<Typed> all = new ArrayList<>();
    EditionNodes.byName(layer).values().stream()
        .filter(field -> !NOT_FIGURES.contains(field.name()))
        .forEach(field -> collect(field.name(), field.value(), all));
    QuotedFigures named = QuotedFigures.of(quotation.value());
    missing(quotation, named.ppm(), true, all);
    missing(quotation, named.fen(), false, all);
  }

  private void missing(Text quotation, Set<Long> named, boolean share, List<Typed> all) {
    Set<Long> missing = new LinkedHashSet<>(named);
    missing.removeIf(figure -> !share && figure < LEAST_FEN);
    all.stream().filter(one -> one.share() == share).forEach(one -> missing.removeAll(one.anyOf()));
    if (!missing.isEmpty()) {
      String shown = shown(quotation);
      log.warning(
          quotation.line(),
          CODE,
          "引文“" + shown + "”里的 " + list(missing, share, "、", "元") + " 没有写进这一层。核对原文。",
          "The quotation '"
              + shown
              + "' has "
              + list(missing, share, ", ", " yuan")
              + ", which nothing in this layer says. Look at the document.");
    }
  }

  private static String shown(Text quotation) {
    return Quoted.of(quotation.value(), SHOWN_MAX);
  }

  private static String list(Set<Long> figures, boolean share, String joint, String unit) {
    return String.join(
        joint,
        figures.stream()
            .sorted()
            .map(
                each ->
                    share ? Yuan.formatPercent(Math.toIntExact(each)) : Yuan.format(each) + unit)
            .toList());
  }
}
