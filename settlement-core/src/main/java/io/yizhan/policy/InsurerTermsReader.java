package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Text;
import java.util.Map;
import java.util.Optional;

/** Reads what holds of an insurer's amount: {@code if_away} and {@code differs}. */
final class InsurerTermsReader {
  /** Between the word and the tolerance: {@code refuse beyond 0.50}. */
  private static final String BEYOND = "\\s+beyond\\s+";

  private final IssueLog log;

  InsurerTermsReader(IssueLog log) {
    this.log = log;
  }

  PolicyTable.InsurerTerms read(
      FieldReader fields, String label, PolicyTable.Stage stage, PolicyTable.Amount amount) {
    if (stage != PolicyTable.Stage.INSURANCE && amount == PolicyTable.Amount.ASKED) {
      log.error(
          fields.line(),
          "NOT_INSURANCE",
          "“" + label + "”不是医保层：只有医保层能问经办方（amount: asked）。",
          "'" + label + "' is no insurance layer: only insurance can be asked (amount: asked).");
    }
    Optional<Text> away = fields.text("if_away");
    away.filter(text -> amount != PolicyTable.Amount.ASKED)
        .ifPresent(text -> idle(text, label, "if_away", "amount: asked", "amount: asked"));
    Optional<Text> differs = fields.text("differs");
    differs
        .filter(text -> stage != PolicyTable.Stage.INSURANCE)
        .ifPresent(text -> idle(text, label, "differs", "stage: insurance", "stage: insurance"));
    boolean computed =
        away.flatMap(text -> LayerReader.word(text, Map.of("refuse", false, "computed", true), log))
            .orElse(false);
    if (differs.isEmpty()) {
      return new PolicyTable.InsurerTerms(
          computed, false, PolicyTable.InsurerTerms.USUAL.toleranceFen());
    }
    Text text = differs.get();
    String[] parts = text.value().split(BEYOND, 2);
    boolean refused =
        LayerReader.word(
                new Text(parts[0], text.line()), Map.of("warn", false, "refuse", true), log)
            .orElse(false);
    long tolerance =
        parts.length == 1
            ? 0
            : new CellReader(log).amount(new Text(parts[1], text.line())).orElse(0L);
    return new PolicyTable.InsurerTerms(computed, refused, tolerance);
  }

  private void idle(Text text, String label, String setting, String zh, String en) {
    log.error(
        text.line(),
        "NOTHING_TO_READ",
        "“" + label + "”写了 " + setting + "，却没有写 " + zh + "：它不起作用。补上，或去掉 " + setting + "。",
        "'"
            + label
            + "' says "
            + setting
            + " without "
            + en
            + ": it would do nothing. Write that too, or leave "
            + setting
            + " out.");
  }
}
