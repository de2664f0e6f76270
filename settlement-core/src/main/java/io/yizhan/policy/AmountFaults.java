package io.yizhan.policy;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;

/** What is wrong with an amount that cannot be compiled: which name, or which limit. */
final class AmountFaults {
  private final IssueLog log;
  private final AmountCompiler amounts;
  private final LayerIn in;
  private final Text text;

  AmountFaults(IssueLog log, AmountCompiler amounts, LayerIn in, Text text) {
    this.log = log;
    this.amounts = amounts;
    this.in = in;
    this.text = text;
  }

  /** The terms of the sum without their signs; none of a text that is no sum. */
  private List<String> terms() {
    Matcher bounded = AmountBounds.BOUNDED.matcher(text.value());
    List<String> terms = new ArrayList<>();
    if (bounded.matches()) {
      Matcher term = AmountCompiler.SIGNED_TERM.matcher("+ " + bounded.group(1).strip());
      while (term.find()) {
        terms.add(term.group(2).strip());
      }
    }
    return terms;
  }

  /** Reports a share that is written otherwise than the language writes it, where there is one. */
  boolean isShare(int place) {
    List<String> terms = terms();
    return new ShareFaults(
            log,
            noun ->
                AmountCompiler.figure(in, noun).isPresent()
                    || amounts.noun(in, place, noun, text.line()).isPresent(),
            in.table().own().figures().keySet().stream().sorted().toList())
        .explain(text.line(), terms.isEmpty() ? List.of(text.value()) : terms);
  }

  /**
   * The first quantity of the sum that nothing is called.
   *
   * @param place of the layer: it may name earlier ones only
   */
  Optional<String> missing(int place) {
    for (String term : terms()) {
      int of = term.indexOf(" of ");
      String[] per = AmountCompiler.PER.split(term, 2);
      String noun = of > 0 ? term.substring(of + 4).strip() : per[per.length - 1].strip();
      boolean known =
          AmountCompiler.figure(in, noun).isPresent()
              || amounts.noun(in, place, noun, text.line()).isPresent();
      if (!known) {
        return Optional.of(noun);
      }
    }
    return Optional.empty();
  }

  /** Reports a factor that is larger than the language takes, where there is one. */
  boolean isOverLimit() {
    for (String term : terms()) {
      String[] per = AmountCompiler.PER.split(term, 2);
      int of = term.indexOf(" of ");
      OptionalInt ppm = of > 0 ? Yuan.parsePercent(term.substring(0, of)) : OptionalInt.empty();
      if (per.length == 2
          && AmountCompiler.figure(in, per[0].strip()).orElse(0)
              > AmountCompiler.PER_COUNT_MAX_FEN) {
        overLimit(per[0].strip(), "每一次（per）最多 10万元", "at most 100,000 yuan for each (per)");
        return true;
      }
      if (ppm.orElse(0) > AmountCompiler.SHARE_MAX_PPM) {
        overLimit(term.substring(0, of), "一个数量的比例最多 1000%", "at most 1000% of a quantity");
        return true;
      }
    }
    return false;
  }

  private void overLimit(String written, String limitZh, String limitEn) {
    String whole = Quoted.of(text.value());
    log.error(
        text.line(),
        "BAD_AMOUNT",
        "“" + whole + "”里的 " + Quoted.of(written) + " 超过上限：" + limitZh + "。",
        "'" + Quoted.of(written) + "' in '" + whole + "' is above the limit: " + limitEn + ".");
  }
}
