package io.yizhan.gateway.casefile;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Text;
import io.yizhan.settlement.Decision;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Turns the tree of a case file into cases, with the names that its policies know. */
final class CaseReader {
  /** The most claims of one case. */
  static final int CLAIMS_MAX = 10_000;

  private static final Set<FieldName> OF_CASE = EnumSet.copyOf(FieldName.SHARED);
  private static final Set<FieldName> OF_ENTRY = EnumSet.copyOf(FieldName.OF_CLAIM);

  /** A line of a file of claims, which says the household too: that of a case is the case. */
  private static final Set<FieldName> OF_LINE = EnumSet.noneOf(FieldName.class);

  static {
    OF_CASE.addAll(FieldName.OF_PERSON);
    OF_CASE.addAll(EnumSet.of(FieldName.CASE, FieldName.CLAIMS));
    OF_ENTRY.addAll(FieldName.OF_PERSON);
    OF_LINE.addAll(OF_ENTRY);
    OF_LINE.add(FieldName.HOUSEHOLD);
  }

  private final CaseWords words;
  private final CaseLog log;
  private final CasePersons persons;
  private final CaseClaims claims;

  CaseReader(CaseWords words, CaseLog log) {
    this.words = words;
    this.log = log;
    this.persons = new CasePersons(words, log);
    this.claims = new CaseClaims(words, persons, log);
  }

  /** All cases; those with errors are left out and the log says why. */
  List<CaseBook.Case> cases(CaseFields document) {
    String region = document.regionOr(FieldName.REGION, words.region());
    Map<String, Long> money =
        document.node(FieldName.FUNDS).map(persons::fundMoney).orElse(Map.of());
    List<CaseBook.Case> cases = new ArrayList<>();
    if (!document.has(FieldName.CASES)) {
      log.missing(document.line(), FieldName.CASES.code(), FieldName.CASES.nameZh());
    }
    for (PolicyNode node : document.items(FieldName.CASES)) {
      CaseFields one = CaseFields.of(node, OF_CASE, log);
      List<PolicyNode> written = one.items(FieldName.CLAIMS);
      if (!one.has(FieldName.CASE)) {
        log.missing(node.line(), FieldName.CASE.code(), FieldName.CASE.nameZh());
      }
      if (written.isEmpty() || written.size() > CLAIMS_MAX) {
        log.error(
            node.line(),
            "CLAIMS_MISSING",
            "每个个案要有 1 到 " + CLAIMS_MAX + " 笔结算（claims）。",
            "Each case must have 1 to " + CLAIMS_MAX + " claims.");
        continue;
      }
      List<CaseBook.Entry> entries = new ArrayList<>();
      for (PolicyNode line : written) {
        entry(line, Optional.of(one), region, money, entries.size() + 1).ifPresent(entries::add);
      }
      cases.add(new CaseBook.Case(one.textOr(FieldName.CASE, "?"), node.line(), entries));
    }
    return cases;
  }

  /** One claim with the person who brings it. */
  Optional<CaseBook.Entry> entry(
      PolicyNode node,
      Optional<CaseFields> shared,
      String fileRegion,
      Map<String, Long> fundMoneyFen,
      int number) {
    CaseFields fields = CaseFields.of(node, shared.isEmpty() ? OF_LINE : OF_ENTRY, log, shared);
    if (!fields.textOr(FieldName.HOUSEHOLD, "").isEmpty()
        && fields.textOr(FieldName.PERSON, "").isEmpty()) {
      log.missing(node.line(), FieldName.PERSON.code(), FieldName.PERSON.nameZh());
    }
    String region = fields.regionOr(FieldName.REGION, fileRegion);
    Optional<Claim> claim = claims.read(fields, region, number);
    CaseBook.Person person = persons.read(fields, region, fundMoneyFen);
    CaseBook.Expected expected = expected(fields);
    String hospitalRegion = fields.regionOr(FieldName.HOSPITAL_REGION, region);
    String reference = fields.textOr(FieldName.CLAIM, "");
    return claim.map(
        read -> new CaseBook.Entry(node.line(), reference, person, read, hospitalRegion, expected));
  }

  private CaseBook.Expected expected(CaseFields fields) {
    Optional<PolicyNode> written = fields.node(FieldName.EXPECT);
    if (written.isEmpty()) {
      return CaseBook.Expected.NOTHING;
    }
    Map<String, Long> amounts = new LinkedHashMap<>();
    Optional<String> refused = Optional.empty();
    for (Field field : CaseFields.mapping(written.get(), log)) {
      Optional<Text> text = CaseFields.asText(field.value(), log);
      if (text.isEmpty() || text.get().value().isEmpty()) {
        continue;
      }
      if (field.name().equals("refused") || field.name().equals("拒绝")) {
        refused = refusal(text.get());
        continue;
      }
      Optional<String> name = expectedName(field);
      OptionalLong fen = CaseFields.fen(text.get(), log);
      if (name.isPresent() && fen.isPresent()) {
        amounts.put(name.get(), fen.getAsLong());
      }
    }
    return new CaseBook.Expected(amounts, refused);
  }

  /** A reason with which a claim may be refused. */
  private Optional<String> refusal(Text text) {
    List<String> reasons =
        Stream.of(Decision.RefusalReason.values()).map(Decision.RefusalReason::name).toList();
    if (!reasons.contains(text.value())) {
      log.unknown(text.line(), "拒绝原因", "reason to refuse", text.value(), reasons);
      return Optional.empty();
    }
    return Optional.of(text.value());
  }

  /** A payer's word, a layer's, or {@code layer/payer} for one share of a layer's payment. */
  private Optional<String> expectedName(Field field) {
    Optional<ExpectedName> name = ExpectedName.parse(field.name());
    if (name.isPresent()) {
      return name.map(ExpectedName::code);
    }
    String[] parts = field.name().split("/", 2);
    String layer = words.layers().get(parts[0]);
    if (layer == null) {
      List<String> known = new ArrayList<>(words.layers().keySet());
      known.addAll(ExpectedName.allWords());
      known.addAll(List.of("refused", "拒绝"));
      log.unknown(field.line(), "支付方", "payer", parts[0], known);
      return Optional.empty();
    }
    if (parts.length == 2 && !words.payers(layer).contains(parts[1])) {
      log.unknown(field.line(), "分担方", "payer of a share", parts[1], words.payers(layer));
      return Optional.empty();
    }
    return Optional.of(parts.length == 2 ? layer + "/" + parts[1] : layer);
  }
}
