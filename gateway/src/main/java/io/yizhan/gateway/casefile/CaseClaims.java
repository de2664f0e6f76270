package io.yizhan.gateway.casefile;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.ItemLine;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.money.Fen;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Text;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one claim of a case: the only place where a claim is made of the words of a case file. */
final class CaseClaims {
  /** The hospital of every case. */
  static final String HOSPITAL_ID = "H1";

  private static final String SCHEME_RESIDENTS = "390";
  private static final Set<String> NOT_INSURED = Set.of("none", "未参保", "无");
  private static final int AGE_MAX = 150;
  private static final int AGE_DIGITS_MAX = 3;
  private static final int NUMBER_DIGITS_MAX = 9;

  /** A fact that has no more words than these has them all named. */
  private static final int FEW_WORDS = 6;

  private static final Claim.Desk NO_DESK = new Claim.Desk("", "", "", "");
  private static final Set<FieldName> ITEM_FIELDS =
      Set.of(
          FieldName.VISIT,
          FieldName.NOTE,
          FieldName.ITEM_CLASS,
          FieldName.IN,
          FieldName.FIRST,
          FieldName.OVER_LIMIT,
          FieldName.OUT);

  private final CaseWords words;
  private final CasePersons persons;
  private final CaseLog log;

  CaseClaims(CaseWords words, CasePersons persons, CaseLog log) {
    this.words = words;
    this.persons = persons;
    this.log = log;
  }

  /**
   * A claim; empty when something in it is wrong, which the log then says.
   *
   * @param number from 1, which makes each claim of a case another encounter
   */
  Optional<Claim> read(CaseFields fields, String region, int number) {
    int issuesBefore = log.count();
    Optional<Care> care = fields.care();
    Optional<ServiceDates> dates = dates(fields);
    Optional<Bill> bill = bill(fields, care.equals(Optional.of(Care.YEAR_END)) ? 0 : 1);
    Optional<Referral> referral = referral(fields);
    String disease = fields.textOr(FieldName.DISEASE, "");
    int formAt = disease.indexOf('/');
    Optional<InsurerSettlement> insurer = insurer(fields, number);
    List<ItemLine> items = items(fields);
    OwnFacts facts = facts(fields);
    Optional<LocalDate> birth = dates.flatMap(days -> birth(fields, days));
    String special =
        persons.keyOf(
            formAt < 0 ? disease : disease.substring(0, formAt),
            words.diseases(),
            "病种",
            "disease",
            fields.line());
    String form = form(fields, care, special, formAt < 0 ? "" : disease.substring(formAt + 1));
    String scheme = fields.textOr(FieldName.SCHEME, SCHEME_RESIDENTS);
    boolean thirdParty = fields.isYes(FieldName.THIRD_PARTY);
    long account = fields.fen(FieldName.ACCOUNT);
    long prepaid = fields.fen(FieldName.PREPAID);
    if (log.count() > issuesBefore || care.isEmpty() || dates.isEmpty() || bill.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Claim(
            new ClaimKey(HOSPITAL_ID, "E" + number, "B1"),
            NO_DESK,
            false,
            birth,
            region,
            NOT_INSURED.contains(scheme) ? "" : scheme,
            care.get(),
            dates.get(),
            List.of(),
            special,
            form,
            fields.textOr(FieldName.LEVEL, ""),
            referral.orElse(Referral.NONE),
            thirdParty,
            bill.get(),
            items,
            insurer,
            account,
            prepaid,
            facts));
  }

  /** The form of treatment. An approval is of a disease and a form: without one none ever fits. */
  private String form(CaseFields fields, Optional<Care> care, String disease, String said) {
    Set<String> forms = words.formsOf(disease);
    if (said.isEmpty() && !forms.isEmpty() && care.equals(Optional.of(Care.SPECIAL_OUTPATIENT))) {
      List<String> choices = forms.stream().map(form -> disease + "/" + form).toList();
      log.error(
          fields.line(),
          "FORM_MISSING",
          "门诊慢特病的病种“" + disease + "”要写治疗方式，写：" + String.join(" 或 ", choices) + "。",
          "Special disease '"
              + disease
              + "' needs its treatment form: write "
              + String.join(" or ", choices)
              + ".");
    }
    return persons.keyOf(said, words.forms(), "治疗方式", "treatment form", fields.line());
  }

  private Optional<ServiceDates> dates(CaseFields fields) {
    Optional<LocalDate> last = fields.date(FieldName.DISCHARGE);
    last = last.isPresent() ? last : fields.date(FieldName.LAST);
    last = last.isPresent() ? last : fields.date(FieldName.VISIT);
    if (last.isEmpty()) {
      log.missing(fields.line(), "discharge / visit", "出院日、就诊日");
      return Optional.empty();
    }
    LocalDate first = fields.date(FieldName.ADMISSION).orElse(last.get());
    if (last.get().isBefore(first)) {
      log.error(
          fields.line(),
          "DATES_REVERSED",
          "出院日早于入院日。",
          "The last day must not be before the admission.");
      return Optional.empty();
    }
    return Optional.of(new ServiceDates(first, last.get()));
  }

  private Optional<Bill> bill(CaseFields fields, long minFen) {
    long in = fields.fen(FieldName.IN);
    long first = fields.fen(FieldName.FIRST);
    long over = fields.fen(FieldName.OVER_LIMIT);
    long out = fields.fen(FieldName.OUT);
    boolean negative = in < 0 || first < 0 || over < 0 || out < 0;
    long total = negative ? 0 : Fen.plus(Fen.plus(in, first), Fen.plus(over, out));
    if (negative || total < minFen || total > Fen.AMOUNT_MAX) {
      log.error(
          fields.line(),
          "BAD_BILL",
          "费用各部分（政策内 in、先行自付 first、超限价 over_limit、目录外 out；有明细也要写）不能为负，合计要大于 0、不超过 10 亿元。",
          "The parts of the bill (in, first, over_limit, out; also where there are items) must not be"
              + " negative and must add up to more than 0 and at most 1,000,000,000 yuan.");
      return Optional.empty();
    }
    return Optional.of(new Bill(in, first, over, out));
  }

  private Optional<Referral> referral(CaseFields fields) {
    Optional<Text> written = fields.text(FieldName.REFERRAL);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Optional<Referral> referral = Referral.parse(written.get().value());
    if (referral.isEmpty()) {
      log.notOneOf(
          written.get().line(),
          "转诊情况",
          "referral",
          written.get().value(),
          Stream.of(Referral.values()).map(r -> r.nameZh() + " " + r.code()).toList());
    }
    return referral;
  }

  /** Born on the day, or on the first day of service as many years ago as the age says. */
  private Optional<LocalDate> birth(CaseFields fields, ServiceDates dates) {
    Optional<Text> age = fields.text(FieldName.AGE);
    if (age.isEmpty()) {
      Optional<LocalDate> birth = fields.date(FieldName.BIRTH);
      if (birth.isPresent() && birth.get().isAfter(dates.last())) {
        log.error(
            fields.text(FieldName.BIRTH).map(Text::line).orElse(fields.line()),
            "BAD_DATE",
            "birth（出生日）" + birth.get() + " 晚于就医的最后一天 " + dates.last() + "。",
            "'birth' must not be after the last day "
                + dates.last()
                + ", was "
                + birth.get()
                + ".");
      }
      return birth;
    }
    if (!CaseFields.isNumber(age.get().value(), AGE_DIGITS_MAX)
        || Integer.parseInt(age.get().value()) > AGE_MAX) {
      log.error(
          age.get().line(), "BAD_AGE", "年龄要写 0 到 150 的整数。", "The age must be 0 to 150 years.");
      return Optional.empty();
    }
    return Optional.of(dates.first().minusYears(Integer.parseInt(age.get().value())));
  }

  private Optional<InsurerSettlement> insurer(CaseFields fields, int number) {
    Optional<PolicyNode> supplied = fields.node(FieldName.SUPPLIED);
    long hospitalFen = fields.fen(FieldName.HOSPITAL_SHARE);
    if (supplied.isEmpty() && hospitalFen == 0) {
      return Optional.empty();
    }
    Map<String, Long> byFund = new LinkedHashMap<>();
    if (supplied.isPresent()) {
      for (Field field : CaseFields.mapping(supplied.get(), log)) {
        Optional<String> fund = persons.fund(new Text(field.name(), field.line()));
        OptionalLong fen = amount(field.value());
        if (fund.isPresent() && fen.isPresent()) {
          byFund.merge(fund.get(), fen.getAsLong(), Fen::plus);
        }
      }
    }
    List<FundAmount> payments = new ArrayList<>();
    byFund.forEach((fund, fen) -> payments.add(new FundAmount(fund, fen)));
    return Optional.of(new InsurerSettlement("I" + number, payments, hospitalFen));
  }

  private OptionalLong amount(PolicyNode node) {
    Optional<Text> text = CaseFields.asText(node, log);
    OptionalLong fen = text.isEmpty() ? OptionalLong.empty() : CaseFields.fen(text.get(), log);
    if (fen.isPresent() && fen.getAsLong() < 0) {
      log.error(node.line(), "BAD_AMOUNT", "金额不能为负。", "An amount must not be negative.");
      return OptionalLong.empty();
    }
    return fen;
  }

  private List<ItemLine> items(CaseFields fields) {
    List<ItemLine> items = new ArrayList<>();
    for (PolicyNode node : fields.items(FieldName.ITEMS)) {
      CaseFields line = CaseFields.of(node, ITEM_FIELDS, log);
      Optional<LocalDate> day = line.date(FieldName.VISIT);
      if (day.isEmpty()) {
        log.missing(node.line(), FieldName.VISIT.code(), "日期");
        continue;
      }
      items.add(
          new ItemLine(
              day.get(),
              line.textOr(FieldName.NOTE, "item"),
              line.textOr(FieldName.ITEM_CLASS, ""),
              line.fen(FieldName.IN),
              line.fen(FieldName.FIRST),
              line.fen(FieldName.OVER_LIMIT),
              line.fen(FieldName.OUT)));
    }
    return items;
  }

  /**
   * Facts and parts of a policy's own, which it must name: amounts in yuan, numbers, or words.
   * Facts that every claim has are fields.
   */
  private OwnFacts facts(CaseFields fields) {
    List<Field> own = fields.ownFacts();
    if (own.isEmpty()) {
      return OwnFacts.NONE;
    }
    Map<String, String> factWords = new HashMap<>();
    Map<String, Long> factNumbers = new HashMap<>();
    for (Field fact : own) {
      String key = words.facts().get(fact.name());
      Optional<Text> text = CaseFields.asText(fact.value(), log);
      if (key == null) {
        log.unknown(fact.line(), "事实", "fact", fact.name(), words.facts().keySet());
      } else if (text.isPresent()) {
        String value = text.get().value();
        if (words.isOfKind(key, Definitions.Kind.AMOUNT)) {
          amount(new Text(value.replace("元", ""), fact.line()))
              .ifPresent(fen -> factNumbers.put(key, fen));
        } else if (words.isOfKind(key, Definitions.Kind.NUMBER)
            && CaseFields.isNumber(value, NUMBER_DIGITS_MAX)) {
          factNumbers.put(key, Long.parseLong(value));
        } else if (isSayable(fact, key, value)) {
          factWords.put(key, words.factValue(key, value));
        }
      }
    }
    return new OwnFacts(factWords, factNumbers);
  }

  /** Whether a fact may be this word; an error that names the fact and what it may be. */
  private boolean isSayable(Field fact, String key, String value) {
    if (words.factWords(key).contains(value) || words.isOfKind(key, Definitions.Kind.RECORD)) {
      return true;
    }
    if (words.isOfKind(key, Definitions.Kind.NUMBER)
        && !words.isOfKind(key, Definitions.Kind.WORDS)) {
      log.error(
          fact.line(),
          "BAD_NUMBER",
          "“" + fact.name() + "”要写一个整数，不是“" + value + "”。",
          "'" + fact.name() + "' must be a whole number, not '" + value + "'.");
    } else {
      String kindZh = "“" + fact.name() + "”的词";
      String kindEn = "word of '" + fact.name() + "' called";
      List<String> whole =
          words.factWords(key).stream().filter(word -> word.contains(" ")).toList();
      if (!whole.isEmpty() && whole.size() <= FEW_WORDS) {
        log.notOneOf(fact.line(), kindZh, kindEn, value, whole);
      } else {
        log.unknown(fact.line(), kindZh, kindEn, value, words.factWords(key));
      }
    }
    return false;
  }
}
