package io.yizhan.proof;

/** Why the lemma says nothing of a layer. */
enum Silence {
  /** The row is chosen by an amount of this claim. */
  AMOUNT_CONDITION("按本次金额选行", "its row is chosen by an amount of the claim"),
  /** Nothing below, all from the first yuan. */
  TRIGGER("达到即付", "it pays from the first yuan once an amount is reached"),
  /** A fixed sum. */
  FLAT("定额支付", "it pays a flat sum"),
  /** The threshold depends on the bill. */
  THRESHOLD("起付线随费用变动", "its threshold depends on the bill"),
  /** A cap depends on the bill. */
  CAP("限额随费用变动", "a cap depends on the bill"),
  /** A cap counts what layers of other funds do with this claim. */
  SHARED_CAP("限额还计入其他层", "a cap counts what other layers do with the claim"),
  /** The rate is another layer's. */
  RATE_OF_LAYER("比例取自另一层", "its rate is another layer's"),
  /** Sums are rounded to more than a fen. */
  ROUNDING("不是按分四舍五入", "sums are not rounded to the fen"),
  /** The base adds a share above the whole, or subtracts. */
  BASE("基数不是剩余费用之和", "its base is not a plain sum of what is left"),
  /** The base is narrower than what an earlier layer took as one. */
  NARROWER("基数比前面的层窄", "it counts only some of what an earlier layer took as one sum"),
  /** It counts what a layer leaves of which nothing is proved. */
  AFTER_UNPROVED("前面的层留下多少未能证明", "what an earlier layer leaves it is not proved"),
  /** A price depends on the bill. */
  PRICE("定额价格随费用变动", "a fixed price depends on the bill"),
  /** No claim that was tried is settled. */
  UNDECIDED("有的情形试算都被拒绝", "in some circumstances every claim that was tried is refused");

  private final String zh;
  private final String en;

  Silence(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  String zh() {
    return zh;
  }

  String en() {
    return en;
  }
}
