package io.yizhan.gateway.casefile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a case may expect besides the payment of a layer, each with its words. */
enum ExpectedName {
  /** What stays with the patient. */
  PATIENT("patient", "个人负担", "个人"),
  /** What the hospital bears. */
  HOSPITAL("hospital", "医院负担", "医院"),
  /** What is paid to the person beside the bill. */
  BESIDE("beside", "另付本人", "另付"),
  /** Of the patient's share, what the personal account pays. */
  ACCOUNT("account", "个人账户", "账户"),
  /** Of the patient's share, what the deposit pays. */
  PREPAID("prepaid", "预交金", "预交"),
  /** Of the patient's share, what is still due. */
  CASH("cash", "现金支付", "现金"),
  /** What of the deposit goes back. */
  REFUND("refund", "退还预交金", "退款");

  private final String code;
  private final String nameZh;
  private final String shortZh;

  ExpectedName(String code, String nameZh, String shortZh) {
    this.code = code;
    this.nameZh = nameZh;
    this.shortZh = shortZh;
  }

  String code() {
    return code;
  }

  String nameZh() {
    return nameZh;
  }

  private List<String> words() {
    return List.of(code, nameZh, shortZh);
  }

  /** The name with this word. */
  static Optional<ExpectedName> parse(String word) {
    return Stream.of(values()).filter(name -> name.words().contains(word)).findFirst();
  }

  /** All words of all names. */
  static List<String> allWords() {
    return Stream.of(values()).flatMap(name -> name.words().stream()).toList();
  }
}
