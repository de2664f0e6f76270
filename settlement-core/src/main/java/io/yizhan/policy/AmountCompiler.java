package io.yizhan.policy;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanAmount.Term;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles amounts as documents write them: {@code 20000}, {@code in.left}, {@code 50% of
 * first.left}, {@code 300 per spells}, {@code 500 - 100 per ADM at least 300}.
 */
final class AmountCompiler {
  static final Pattern SIGNED_TERM = Pattern.compile("([+-])\\s+([^+-]+?)\\s*(?=\\s[+-]\\s|$)");

  /** What a document says where there is no threshold or no cap. */
  private static final Set<String> NOTHING_WORDS =
      Set.of("无", "没有", "none", "不限", "unlimited", "不设", "不设起付线", "不设封顶线");

  /** What a document says where all of something is paid. */
  static final Set<String> WHOLE_WORDS =
      Set.of("全额", "全部", "全免", "全额救助", "全额支付", "全额报销", "全额保障", "全额资助");

  static final Pattern PER = Pattern.compile("\\s+(?:per|每)\\s+");

  /** The largest sum for each of a count: 100,000 yuan. Times the largest count it fits a long. */
  static final long PER_COUNT_MAX_FEN = 10_000_000;

  /** A share of a quantity may be at most this, ppm: ten times. */
  static final long SHARE_MAX_PPM = 10L * Fen.PPM_WHOLE;

  private final IssueLog log;
  private final PlanNames names;

  AmountCompiler(IssueLog log, PlanNames names) {
    this.log = log;
    this.names = names;
  }

  /** The sum of several texts, none of them with bounds of its own. */
  Optional<PlanAmount> sum(LayerIn in, int place, List<Text> texts) {
    if (texts.isEmpty()) {
      return Optional.of(PlanAmount.ZERO);
    }
    for (Text text : texts) {
      if (texts.size() > 1 && AmountBounds.isIn(text.value())) {
        boundInList(text);
        return Optional.empty();
      }
    }
    String joined = String.join(" + ", texts.stream().map(Text::value).toList());
    return amount(in, place, new Text(joined, texts.get(0).line()));
  }

  private void boundInList(Text text) {
    String written = Quoted.of(text.value());
    log.error(
        text.line(),
        "BOUND_IN_LIST",
        "“" + written + "”：列表里的一项不能单独写“不超过”“不低于”。限的是总和时，把几项用 + 写成一行，上下限写在最后。",
        "'"
            + written
            + "': an entry of a list has no bound of its own. For a bound on the sum join the entries with +"
            + " in one line, the bound at its end.");
  }

  /**
   * One amount; an error and nothing where it cannot be read.
   *
   * @param place of the layer: it may name earlier ones only
   */
  Optional<PlanAmount> amount(LayerIn in, int place, Text text) {
    return amount(in, place, text, 1);
  }

  /** The same where it counts: its figures are counts, {@code 1 + dialyses}. */
  Optional<PlanAmount> count(LayerIn in, int place, Text text) {
    return amount(in, place, text, Fen.IN_YUAN);
  }

  private Optional<PlanAmount> amount(LayerIn in, int place, Text text, long unitFen) {
    Matcher bounded = AmountBounds.BOUNDED.matcher(text.value());
    if (!bounded.matches()) {
      return unknown(in, place, text);
    }
    Optional<Long> min = bound(in, Optional.ofNullable(bounded.group(2)), 0, unitFen);
    Optional<Long> max = bound(in, Optional.ofNullable(bounded.group(3)), Long.MAX_VALUE, unitFen);
    if (min.isEmpty() || max.isEmpty() || min.get() > max.get()) {
      return unknown(in, place, text);
    }
    long constantMicro = 0;
    List<Term> terms = new ArrayList<>();
    Matcher term = SIGNED_TERM.matcher("+ " + bounded.group(1).strip());
    int end = 0;
    while (term.find()) {
      end = term.end();
      long sign = term.group(1).equals("-") ? -1 : 1;
      String body = term.group(2).strip();
      OptionalLong figure = figure(in, body);
      if (figure.isPresent()) {
        constantMicro +=
            sign * Math.multiplyExact(figure.getAsLong(), (long) Fen.PPM_WHOLE) / unitFen;
        continue;
      }
      OptionalLong folded = shareOfFigure(in, body);
      if (folded.isPresent()) {
        constantMicro += sign * folded.getAsLong() / unitFen;
        continue;
      }
      Optional<Term> found = term(in, place, body, sign, text.line(), unitFen);
      if (found.isEmpty()) {
        return unknown(in, place, text);
      }
      boolean countDue = unitFen != 1 || PER.matcher(body).find();
      if (isCount(found.get()) != countDue) {
        countAndMoney(text.line(), body, countDue);
        return Optional.empty();
      }
      terms.add(found.get());
    }
    if (end != bounded.group(1).strip().length() + 2) {
      return unknown(in, place, text);
    }
    if (terms.isEmpty() && constantMicro < 0) {
      belowNothing(text);
      return Optional.empty();
    }
    return Optional.of(
        PlanAmount.of(constantMicro, terms.toArray(new Term[0]), min.get(), max.get()));
  }

  private void belowNothing(Text text) {
    String written = Quoted.of(text.value());
    log.error(
        text.line(),
        "BAD_AMOUNT",
        "“" + written + "”总是小于零，等于没有写。范围要写成两行或两段。",
        "'"
            + written
            + "' is always below zero, as if it were not there. Write a range as two rows or bands.");
  }

  private static Optional<Long> bound(LayerIn in, Optional<String> text, long none, long unitFen) {
    if (text.isEmpty()) {
      return Optional.of(none);
    }
    OptionalLong fen = figure(in, text.get());
    return fen.isPresent() ? Optional.of(fen.getAsLong() / unitFen) : Optional.empty();
  }

  /** An amount in yuan, or a figure that the document names. */
  static OptionalLong figure(LayerIn in, String text) {
    Text named = in.table().own().figures().get(text);
    return Yuan.parse(named == null ? text : named.value());
  }

  /** {@code 10% of income}, millionths of a fen. */
  private static OptionalLong shareOfFigure(LayerIn in, String body) {
    int of = body.indexOf(" of ");
    OptionalInt ppm = of < 0 ? OptionalInt.empty() : Yuan.parsePercent(body.substring(0, of));
    OptionalLong fen = of < 0 ? OptionalLong.empty() : figure(in, body.substring(of + 4).strip());
    return ppm.isPresent() && fen.isPresent()
        ? OptionalLong.of(Math.multiplyExact(fen.getAsLong(), (long) ppm.getAsInt()))
        : OptionalLong.empty();
  }

  private Optional<Term> term(
      LayerIn in, int place, String body, long sign, int line, long unitFen) {
    int of = body.indexOf(" of ");
    if (of > 0) {
      OptionalInt ppm = Yuan.parsePercent(body.substring(0, of).strip());
      if (ppm.isEmpty() || ppm.getAsInt() == 0 || ppm.getAsInt() > SHARE_MAX_PPM) {
        return Optional.empty();
      }
      return noun(in, place, body.substring(of + 4).strip(), line)
          .map(found -> times(found, sign * ppm.getAsInt()));
    }
    String[] per = PER.split(body, 2);
    if (per.length == 2) {
      OptionalLong fen = figure(in, per[0].strip());
      if (fen.isEmpty() || fen.getAsLong() > PER_COUNT_MAX_FEN) {
        return Optional.empty();
      }
      return noun(in, place, per[1].strip(), line)
          .map(found -> times(found, sign * fen.getAsLong() * Fen.PPM_WHOLE / unitFen));
    }
    return noun(in, place, body, line).map(found -> times(found, sign * Fen.PPM_WHOLE));
  }

  private static Term times(Term term, long factorMicro) {
    return new Term(term.quantity(), term.index(), factorMicro);
  }

  private boolean isCount(Term term) {
    return switch (term.quantity()) {
      case NUMBER -> names.facts().get(term.index()).kind() == Definitions.Kind.NUMBER;
      case ACCOUNT_BEFORE, ACCOUNT_NOW -> names.countsTimes(term.index());
      default -> term.quantity().isCount();
    };
  }

  /** A count where money is due would be taken for so many fen, and the other way. */
  private void countAndMoney(int line, String written, boolean countDue) {
    log.error(
        line,
        "COUNT_AND_MONEY",
        countDue
            ? "“" + Quoted.of(written) + "”是金额，这里要的是次数或数目。"
            : "“" + Quoted.of(written) + "”是次数或数目，不是金额。每一次多少元写成“300 per 名称”。",
        countDue
            ? "'" + Quoted.of(written) + "' is money, where a count is due."
            : "'"
                + Quoted.of(written)
                + "' is a count, where money is due. So much for each: 300 per NAME.");
  }

  /** A quantity by its name, once; empty where nothing is called so here. */
  Optional<Term> noun(LayerIn in, int place, String noun, int line) {
    switch (noun) {
      case "bill", "总费用" -> {
        return once(Quantity.BILL, 0);
      }
      case "bill.left", "总费用剩余" -> {
        return once(Quantity.BILL_LEFT, 0);
      }
      case "grant", "核准额" -> {
        return once(Quantity.GRANT_LEFT, 0);
      }
      case "claims", "次数" -> {
        return once(Quantity.CLAIMS, 0);
      }
      case "base", "本次基数" -> {
        return once(Quantity.OWN_BASE, 0);
      }
      default -> {
        return partNoun(in, place, noun)
            .or(() -> accountNoun(in, noun))
            .or(() -> numberNoun(noun))
            .or(() -> layerNoun(in, place, noun, line))
            .or(() -> recordNoun(in, noun));
      }
    }
  }

  private static Optional<Term> once(Quantity quantity, int index) {
    return Optional.of(new Term(quantity, index, Fen.PPM_WHOLE));
  }

  /** {@code in}, {@code in.left}, {@code 政策内剩余}, {@code in.paid}, {@code in.left@aid}. */
  private Optional<Term> partNoun(LayerIn in, int place, String noun) {
    String[] at = noun.split("@", 2);
    String head = at[0].endsWith("剩余") ? at[0].substring(0, at[0].length() - 2) + ".left" : at[0];
    String[] pieces = head.split("\\.", 2);
    boolean all = pieces[0].equals("bill");
    Optional<Integer> part = all ? Optional.of(PolicyPlan.Mark.ALL) : names.part(pieces[0]);
    String tail = pieces.length > 1 ? pieces[1] : "";
    if (at.length == 2) {
      Optional<Integer> layer = names.layer(in.table(), at[1]);
      return tail.equals("left") && layer.isPresent() && layer.get() < place
          ? part.flatMap(of -> once(Quantity.MARK, names.mark(layer.get(), of)))
          : Optional.empty();
    }
    if (all || part.isEmpty()) {
      return Optional.empty();
    }
    return switch (tail) {
      case "" -> once(Quantity.PART_BILLED, part.get());
      case "left" -> once(Quantity.PART_LEFT, part.get());
      case "paid" -> once(Quantity.PART_PAID, part.get());
      default -> Optional.empty();
    };
  }

  private Optional<Term> accountNoun(LayerIn in, String noun) {
    boolean now = noun.endsWith(".now") || noun.endsWith(".含本次");
    String name = now ? noun.substring(0, noun.lastIndexOf('.')) : noun;
    Optional<Integer> account = names.account(in.table(), name);
    return account.flatMap(
        slot -> once(now ? Quantity.ACCOUNT_NOW : Quantity.ACCOUNT_BEFORE, slot));
  }

  private Optional<Term> numberNoun(String noun) {
    return names
        .fact(noun)
        .filter(place -> names.facts().get(place).isNumber())
        .flatMap(place -> once(Quantity.NUMBER, place));
  }

  private Optional<Term> layerNoun(LayerIn in, int place, String noun, int line) {
    int dot = noun.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    Optional<Quantity> quantity = layerQuantity(noun.substring(dot + 1));
    Optional<Integer> layer = names.layer(in.table(), noun.substring(0, dot));
    if (quantity.isEmpty() || layer.isEmpty() || layer.get() >= place) {
      return Optional.empty();
    }
    names.checkStage(line, in.layer().stage(), names.layerIn(layer.get()).layer());
    return once(quantity.get(), layer.get());
  }

  private Optional<Term> recordNoun(LayerIn in, String noun) {
    if (!noun.endsWith(".amount") && !noun.endsWith(".金额")) {
      return Optional.empty();
    }
    String kind = noun.substring(0, noun.lastIndexOf('.'));
    boolean needed =
        in.table().layers().stream()
            .anyMatch(layer -> layer.needs().filter(kind::equals).isPresent());
    return needed ? once(Quantity.RECORD_AMOUNT, names.record(kind)) : Optional.empty();
  }

  static Optional<Quantity> layerQuantity(String word) {
    return switch (word) {
      case "base", "基数" -> Optional.of(Quantity.LAYER_BASE);
      case "deductible", "起付" -> Optional.of(Quantity.LAYER_DEDUCTIBLE);
      case "paid", "支付" -> Optional.of(Quantity.LAYER_PAID);
      case "copay", "自付" -> Optional.of(Quantity.LAYER_COPAY);
      case "excess", "超出" -> Optional.of(Quantity.LAYER_EXCESS);
      case "times", "次数" -> Optional.of(Quantity.LAYER_TIMES);
      default -> Optional.empty();
    };
  }

  private Optional<PlanAmount> unknown(LayerIn in, int place, Text text) {
    if (text.value().matches("[0-9.,万]+") || Misspelt.amount(text.value()).isPresent()) {
      Misspelt.amount(text, log);
      return Optional.empty();
    }
    if (AmountBounds.explain(text, bound -> figure(in, bound), log)) {
      return Optional.empty();
    }
    if (names.namesMistyped(in.table(), text.value())) {
      return Optional.empty();
    }
    if (WHOLE_WORDS.contains(text.value())) {
      log.error(
          text.line(),
          "BAD_AMOUNT",
          "“" + text.value() + "”不是金额：全额救助写在比例里（100%），没有封顶写“不限”。",
          "'" + text.value() + "' is no amount: a rate of all is 100%, no cap is 'unlimited'.");
      return Optional.empty();
    }
    if (NOTHING_WORDS.contains(text.value())) {
      log.error(
          text.line(),
          "BAD_AMOUNT",
          "“" + text.value() + "”不是金额：没有封顶写“不限”，没有起付线写 0。",
          "'" + text.value() + "' is no amount: write 'unlimited' for no cap, 0 for no threshold.");
      return Optional.empty();
    }
    AmountFaults faults = new AmountFaults(log, this, in, text);
    if (faults.isShare(place)) {
      return Optional.empty();
    }
    Optional<String> missing = faults.missing(place);
    if (missing.isEmpty() && faults.isOverLimit()) {
      return Optional.empty();
    }
    List<String> known = new ArrayList<>(List.of("in", "in.left", "bill", "bill.left", "grant"));
    names.facts().stream().filter(PlanFact::isNumber).map(PlanFact::code).forEach(known::add);
    in.table().accounts().forEach(account -> known.add(account.name().key()));
    known.addAll(in.table().own().figures().keySet());
    for (int i = 0; i < place; i++) {
      known.add(names.layerIn(i).layer().name().key() + ".excess");
    }
    log.unknown(text.line(), "数量", "quantity", missing.orElse(text.value()), known);
    return Optional.empty();
  }
}
