package io.yizhan.gateway.casefile;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of case files, each with its English and its Chinese word. */
enum FieldName {
  POLICIES("policies", "政策"),
  CASES("cases", "案例"),
  CASE("case", "个案"),
  PERSON("person", "人"),
  HOUSEHOLD("household", "户"),
  CLAIMS("claims", "结算"),
  CLAIM("claim", "结算号"),
  NOTE("note", "说明"),
  IDENTITY("identity", "对象"),
  IDENTITIES("identities", "各对象"),
  APPROVALS("approvals", "凭证"),
  GRANTS("grants", "核准"),
  USAGE("usage", "已用"),
  FUNDS("funds", "资金"),
  FACTS("facts", "事实"),
  REGION("region", "参保地"),
  HOSPITAL_REGION("hospital_region", "就医地"),
  SCHEME("scheme", "险种"),
  CARE("care", "就医类型"),
  LEVEL("level", "级别"),
  REFERRAL("referral", "转诊"),
  THIRD_PARTY("third_party", "第三方责任"),
  BIRTH("birth", "出生日"),
  AGE("age", "年龄"),
  DISEASE("disease", "病种"),
  ADMISSION("admission", "入院日"),
  LAST("last", "末日"),
  DISCHARGE("discharge", "出院日"),
  VISIT("visit", "就诊日"),
  IN("in", "政策内"),
  FIRST("first", "先行自付"),
  OVER_LIMIT("over_limit", "超限价"),
  OUT("out", "目录外"),
  SUPPLIED("supplied", "提供"),
  HOSPITAL_SHARE("hospital_share", "医院负担"),
  ACCOUNT("account", "个人账户"),
  PREPAID("prepaid", "预交金"),
  ITEMS("items", "明细"),
  ITEM_CLASS("class", "类别"),
  EXPECT("expect", "应得");

  /** What a file says once. */
  static final Set<FieldName> OF_FILE = EnumSet.of(POLICIES, REGION, FUNDS, NOTE, CASES);

  /** What a person brings. */
  static final Set<FieldName> OF_PERSON =
      EnumSet.of(IDENTITY, IDENTITIES, APPROVALS, GRANTS, USAGE, FUNDS, PERSON);

  /** What a case may say once for all its claims. */
  static final Set<FieldName> SHARED =
      EnumSet.of(
          REGION,
          HOSPITAL_REGION,
          SCHEME,
          CARE,
          LEVEL,
          REFERRAL,
          THIRD_PARTY,
          BIRTH,
          AGE,
          DISEASE,
          FACTS,
          NOTE);

  /** A claim. */
  static final Set<FieldName> OF_CLAIM = EnumSet.range(REGION, EXPECT);

  static {
    OF_CLAIM.addAll(EnumSet.of(FACTS, NOTE, CLAIM));
  }

  private static final Map<String, FieldName> BY_WORD = new HashMap<>();

  static {
    for (FieldName field : values()) {
      BY_WORD.put(field.code, field);
      BY_WORD.put(field.nameZh, field);
    }
  }

  private final String code;
  private final String nameZh;

  FieldName(String code, String nameZh) {
    this.code = code;
    this.nameZh = nameZh;
  }

  String code() {
    return code;
  }

  String nameZh() {
    return nameZh;
  }

  /** The field with this English or Chinese word. */
  static Optional<FieldName> parse(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  /** Whether this is one of the field's two words. */
  boolean isWritten(String word) {
    return code.equals(word) || nameZh.equals(word);
  }
}
