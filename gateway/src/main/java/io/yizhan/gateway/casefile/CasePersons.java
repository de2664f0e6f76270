package io.yizhan.gateway.casefile;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Text;
import io.yizhan.policy.Quoted;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads who brings a claim: identities, approvals, grants, what was used before. */
final class CasePersons {
  /** Records without a date hold from here on. */
  private static final LocalDate LONG_AGO = LocalDate.of(1950, 1, 1);

  private static final LocalDate FAR_AHEAD = LocalDate.of(2999, 12, 31);
  private static final String SOURCE = "case";

  private static final int TIMES_DIGITS_MAX = 5;

  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  private static final Set<String> OF_IDENTITY = Set.of("from", "to", "county", "provisional");
  private static final Set<String> OF_APPROVAL =
      Set.of("disease", "form", "hospital", "from", "to", "amount", "rate");
  private static final Set<String> OF_GRANT = Set.of("fund", "from", "to");

  private final CaseWords words;
  private final CaseLog log;

  CasePersons(CaseWords words, CaseLog log) {
    this.words = words;
    this.log = log;
  }

  /** Reads a person; finite funds may be named for the whole file. */
  CaseBook.Person read(CaseFields fields, String county, Map<String, Long> fundMoneyFen) {
    List<Standing.Identity> identities = new ArrayList<>();
    for (FieldName name : new FieldName[] {FieldName.IDENTITY, FieldName.IDENTITIES}) {
      for (PolicyNode node : fields.items(name)) {
        identity(node, county).ifPresent(identities::add);
      }
    }
    List<Standing.Approval> approvals = new ArrayList<>();
    for (PolicyNode node : fields.items(FieldName.APPROVALS)) {
      approval(node, approvals.size()).ifPresent(approvals::add);
    }
    Map<String, Long> money = fundMoneyFen;
    Optional<PolicyNode> ownMoney = fields.node(FieldName.FUNDS);
    if (ownMoney.isPresent()) {
      money = new HashMap<>(fundMoneyFen);
      money.putAll(fundMoney(ownMoney.get()));
    }
    String name = fields.textOr(FieldName.PERSON, "");
    return new CaseBook.Person(
        name, identities, approvals, grants(fields), openings(fields), money);
  }

  /** {@code {fund: yuan}}. */
  Map<String, Long> fundMoney(PolicyNode node) {
    Map<String, Long> money = new HashMap<>();
    for (Field field : CaseFields.mapping(node, log)) {
      Optional<String> fund = fund(new Text(field.name(), field.line()));
      OptionalLong fen = amount(field.value());
      if (fund.isPresent() && fen.isPresent()) {
        money.put(fund.get(), fen.getAsLong());
      }
    }
    return money;
  }

  /**
   * {@code dibao}, or {@code {identity: dibao, from: 2016-01-01, to, county, provisional: yes}}.
   */
  private Optional<Standing.Identity> identity(PolicyNode node, String county) {
    Parts parts = new Parts(node, "identity", OF_IDENTITY);
    parts.checkSpan();
    return parts
        .known("identity", "对象", "identity", words.identities())
        .map(
            category ->
                new Standing.Identity(
                    category,
                    parts.text("county").map(text -> CaseFields.region(text, log)).orElse(county),
                    parts.day("from").orElse(LONG_AGO),
                    parts.day("to"),
                    parts
                            .text("provisional")
                            .filter(text -> CaseFields.isYes(text, log))
                            .isPresent()
                        ? Standing.Identity.PROVISIONAL
                        : SOURCE));
  }

  /**
   * {@code major_illness}, {@code esrd/dialysis}, or {@code {kind, disease, form, hospital, from,
   * to, amount, rate}}: an office may decide an amount in yuan or a rate.
   */
  private Optional<Standing.Approval> approval(PolicyNode node, int number) {
    Parts parts = new Parts(node, "kind", OF_APPROVAL);
    parts.checkSpan();
    String kind = parts.word("kind").orElse(Situation.NEEDS_SPECIAL_DISEASE);
    String disease = parts.word("disease").orElse("");
    String form = parts.word("form").orElse("");
    if (kind.contains("/")) {
      disease = kind.substring(0, kind.indexOf('/'));
      form = kind.substring(kind.indexOf('/') + 1);
      kind = Situation.NEEDS_SPECIAL_DISEASE;
    }
    kind = words.records().contains(kind) ? kind : WHITE_SPACE.split(kind)[0];
    if (!words.records().contains(kind)) {
      log.unknown(node.line(), "凭证", "record", kind, words.records());
      return Optional.empty();
    }
    return Optional.of(
        new Standing.Approval(
            "A" + number,
            kind,
            keyOf(disease, words.diseases(), "病种", "disease", node.line()),
            keyOf(form, words.forms(), "治疗方式", "treatment form", node.line()),
            parts.word("hospital").orElse(""),
            parts.day("from").orElse(LONG_AGO),
            parts.day("to"),
            parts.text("amount").map(this::amount).flatMap(CasePersons::boxed),
            parts.text("rate").flatMap(this::rate)));
  }

  private static Optional<Long> boxed(OptionalLong fen) {
    return fen.isPresent() ? Optional.of(fen.getAsLong()) : Optional.empty();
  }

  private Optional<Integer> rate(Text text) {
    OptionalInt ppm = Yuan.parsePercent(text.value());
    if (ppm.isEmpty() || ppm.getAsInt() > Fen.PPM_WHOLE) {
      log.error(
          text.line(),
          "BAD_RATE",
          "比例“" + Quoted.of(text.value()) + "”要写成 70%，0% 到 100%。",
          "Rate '" + Quoted.of(text.value()) + "' must read 70%, 0% to 100%.");
      return Optional.empty();
    }
    return Optional.of(ppm.getAsInt());
  }

  /** The key of a word that may be empty; the word itself, and an error, when it is not known. */
  String keyOf(String word, Map<String, String> known, String kindZh, String kindEn, int line) {
    if (word.isEmpty()) {
      return word;
    }
    String key = known.get(word);
    if (key == null) {
      log.unknown(line, kindZh, kindEn, word, known.keySet());
      return word;
    }
    return key;
  }

  /** {@code [10000]}, {@code {fund: yuan}}, or a list of {@code {fund, amount, from, to}}. */
  private List<Standing.Grant> grants(CaseFields fields) {
    List<Standing.Grant> grants = new ArrayList<>();
    for (PolicyNode node : fields.items(FieldName.GRANTS)) {
      if (node instanceof Fields mapping && mapping.values().stream().noneMatch(this::isAmount)) {
        for (Field field : mapping.values()) {
          Optional<String> fund = fund(new Text(field.name(), field.line()));
          OptionalLong fen = amount(field.value());
          if (fund.isPresent() && fen.isPresent()) {
            grants.add(grant(grants.size(), fund.get(), fen.getAsLong(), LONG_AGO, FAR_AHEAD));
          }
        }
        continue;
      }
      Parts parts = new Parts(node, "amount", OF_GRANT);
      parts.checkSpan();
      Optional<String> fund =
          parts.text("fund").flatMap(this::fund).or(() -> words.grantFunds().stream().findFirst());
      OptionalLong fen = parts.text("amount").map(this::amount).orElse(OptionalLong.empty());
      if (fund.isEmpty() || fen.isEmpty()) {
        log.missing(node.line(), "fund, amount", "资金、金额");
        continue;
      }
      grants.add(
          grant(
              grants.size(),
              fund.get(),
              fen.getAsLong(),
              parts.day("from").orElse(LONG_AGO),
              parts.day("to").orElse(FAR_AHEAD)));
    }
    return grants;
  }

  private boolean isAmount(Field field) {
    return field.name().equals("amount");
  }

  private static Standing.Grant grant(
      int number, String fund, long fen, LocalDate from, LocalDate to) {
    return new Standing.Grant("G" + number, fund, fen, 0, from, to);
  }

  /** {@code {IN: 15000}}, or {@code {IN@2016: 15000}} for a year that is not the first claim's. */
  private List<CaseBook.Opening> openings(CaseFields fields) {
    List<CaseBook.Opening> openings = new ArrayList<>();
    Optional<PolicyNode> usage = fields.node(FieldName.USAGE);
    if (usage.isEmpty()) {
      return openings;
    }
    for (Field field : CaseFields.mapping(usage.get(), log)) {
      String[] parts = field.name().split("@", 2);
      String account = words.accounts().get(parts[0]);
      boolean counting = account != null && words.countsTimes(account);
      OptionalLong used = counting ? times(field) : amount(field.value());
      if (account == null) {
        log.unknown(field.line(), "累计账", "account", parts[0], words.accounts().keySet());
      } else if (parts.length == 2 && !parts[1].matches("0|[0-9]{4}")) {
        log.error(field.line(), "BAD_YEAR", "年度要写成 IN@2016。", "The year must read IN@2016.");
      } else if (used.isPresent()) {
        OptionalInt year =
            parts.length == 2 ? OptionalInt.of(Integer.parseInt(parts[1])) : OptionalInt.empty();
        openings.add(new CaseBook.Opening(account, year, used.getAsLong()));
      }
    }
    return openings;
  }

  /** A fund by its code, or by the name of a layer that it pays. */
  Optional<String> fund(Text text) {
    String fund = words.funds().get(text.value());
    if (fund == null && text.value().matches("[0-9]{6}")) {
      return Optional.of(text.value());
    }
    if (fund == null) {
      log.unknown(text.line(), "支付方或基金", "layer or fund", text.value(), words.funds().keySet());
    }
    return Optional.ofNullable(fund);
  }

  /** How often an account has counted. */
  private OptionalLong times(Field field) {
    Optional<Text> text = CaseFields.asText(field.value(), log);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (CaseFields.isNumber(text.get().value(), TIMES_DIGITS_MAX)) {
      return OptionalLong.of(Long.parseLong(text.get().value()));
    }
    String account = Quoted.of(field.name());
    String value = Quoted.of(text.get().value());
    log.error(
        field.line(),
        "BAD_NUMBER",
        "“" + account + "”记的是次数，要写一个整数，如 11，不是“" + value + "”。",
        "'" + account + "' counts times: write a whole number such as 11, not '" + value + "'.");
    return OptionalLong.empty();
  }

  private OptionalLong amount(PolicyNode node) {
    Optional<Text> text = CaseFields.asText(node, log);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong fen = CaseFields.fen(text.get(), log);
    if (fen.isPresent() && fen.getAsLong() < 0) {
      log.error(node.line(), "BAD_AMOUNT", "金额不能为负。", "An amount must not be negative.");
      return OptionalLong.empty();
    }
    return fen.isPresent() && fen.getAsLong() <= Fen.AMOUNT_MAX ? fen : OptionalLong.empty();
  }

  /** A word, or a mapping of words. */
  private final class Parts {
    private final Map<String, Text> texts;
    private final int line;

    /** A single word stands for {@code single}. */
    Parts(PolicyNode node, String single, Set<String> more) {
      this.line = node.line();
      if (node instanceof Text text) {
        texts = Map.of(single, CaseFields.stripped(text));
        return;
      }
      texts = new HashMap<>();
      Set<String> known = new TreeSet<>(more);
      known.add(single);
      for (Field field : CaseFields.mapping(node, log)) {
        String name = FieldName.parse(field.name()).map(FieldName::code).orElse(field.name());
        if (!known.contains(name)) {
          log.unknown(field.line(), "栏目", "field", field.name(), known);
          continue;
        }
        CaseFields.asText(field.value(), log).ifPresent(value -> texts.put(name, value));
      }
    }

    Optional<Text> text(String name) {
      return Optional.ofNullable(texts.get(name));
    }

    Optional<String> word(String name) {
      return text(name).map(Text::value);
    }

    /** An error where what is written holds on no day. */
    void checkSpan() {
      Optional<Text> to = text("to");
      if (to.isEmpty() || text("from").isEmpty()) {
        return;
      }
      Optional<LocalDate> first = day("from");
      Optional<LocalDate> last = day("to");
      if (first.isPresent() && last.isPresent() && last.get().isBefore(first.get())) {
        log.error(
            to.get().line(),
            "DATES_REVERSED",
            "to（止日）" + last.get() + " 早于 from（起日）" + first.get() + "。",
            "'to' must not be before 'from' " + first.get() + ", was " + last.get() + ".");
      }
    }

    Optional<LocalDate> day(String name) {
      return text(name).flatMap(text -> CaseFields.date(text, log));
    }

    Optional<String> known(String name, String kindZh, String kindEn, Map<String, String> known) {
      Optional<Text> text = text(name);
      if (text.isEmpty()) {
        log.missing(line, name, kindZh);
        return Optional.empty();
      }
      String key = known.get(text.get().value());
      String typed = text.get().value();
      if (key == null && !log.joinedOtherwise(line, kindZh, kindEn, typed, known.keySet())) {
        log.unknown(line, kindZh, kindEn, typed, known.keySet());
      }
      return Optional.ofNullable(key);
    }
  }
}
