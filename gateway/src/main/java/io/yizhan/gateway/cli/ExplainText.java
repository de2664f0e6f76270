package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.AccountWords;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Step;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WhyNotMore;
import io.yizhan.settlement.WhySentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decided claim in sentences of one language, at most 80 columns wide. */
final class ExplainText {
  private static final int AMOUNT_COLUMNS = 16;
  private static final int NOTE_INDENT = 4;

  private final Language language;
  private final Paint paint;
  private final List<String> lines = new ArrayList<>();

  ExplainText(Language language, Paint paint) {
    this.language = language;
    this.paint = paint;
  }

  /** The lines of a case. */
  List<String> explain(CaseRunner.CaseResult result) {
    DisplayWidth.wrap(result.one().name(), Terminal.COLUMNS_MAX)
        .forEach(line -> lines.add(paint.heading(line)));
    for (CaseRunner.ClaimResult claim : result.claims()) {
      lines.add("");
      if (claim.decision() instanceof Decision.Settled settled) {
        settlement(settled.settlement());
      } else if (claim.decision() instanceof Decision.Refused refused) {
        wrapped(0, language.of("拒绝计算：", "refused: ") + language.of(refused.refusal().sentence()));
      }
    }
    lines.add("");
    return lines;
  }

  private void settlement(Settlement settlement) {
    wrapped(0, bill(settlement.waterfall()));
    wrapped(0, judged(settlement));
    otherIdentities(settlement);
    if (settlement.waterfall().hospitalShareFen() != 0) {
      amount(settlement.waterfall().hospitalShareFen(), language.of("医院负担", "hospital"));
    }
    if (settlement.waterfall().otherInsurerFen() != 0) {
      amount(
          settlement.waterfall().otherInsurerFen(),
          language.of("医保其他基金", "other funds of the insurer"));
      settlement.otherFunds().ifPresent(sentence -> wrapped(NOTE_INDENT, language.of(sentence)));
    }
    List<Step> steps = settlement.steps();
    List<String> idle = new ArrayList<>();
    for (int place = 0; place < steps.size(); place++) {
      Step step = steps.get(place);
      if (step.paidFen() > 0 || step.kind() != Step.Kind.NOT_APPLIED) {
        step(settlement.waterfall(), place, step);
      } else {
        idle.add(step.reason().map(language::of).orElse(language.of(step.nameZh(), step.layer())));
      }
    }
    idle.forEach(text -> wrapped(2, "· " + text));
    whyNotMore(settlement);
  }

  private String bill(Waterfall waterfall) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < waterfall.plan().parts().size(); i++) {
      PolicyTable.Name part = waterfall.plan().parts().get(i);
      if (waterfall.billedFen(i) != 0) {
        String name = language.of(part.nameZh(), part.key());
        parts.add(name + " " + Yuan.format(waterfall.billedFen(i)));
      }
    }
    return language.of("总费用 ", "bill ")
        + Yuan.format(waterfall.billedFen())
        + " = "
        + String.join(" + ", parts);
  }

  private String judged(Settlement settlement) {
    String identity =
        settlement
            .identityUsed()
            .map(used -> language.of(used.nameZh(), used.category()))
            .orElse(language.of("无", "none"));
    String versions =
        String.join(
            language.of("、", ", "),
            settlement.plan().versions().stream()
                .map(version -> language.of(version.title(), version.policyCode()) + since(version))
                .toList());
    return language.of(
        "身份 "
            + identity
            + "；版本 "
            + versions
            + "；按 "
            + settlement.judgedDate()
            + " 判定，年度 "
            + settlement.benefitYear(),
        "identity "
            + identity
            + "; version "
            + versions
            + "; judged on "
            + settlement.judgedDate()
            + ", year "
            + settlement.benefitYear());
  }

  /** What the identities that were not used would have given, a line each. */
  private void otherIdentities(Settlement settlement) {
    for (Settlement.Candidate other : settlement.candidates()) {
      if (!other.used()) {
        String name = language.of(other.nameZh(), other.category());
        wrapped(2, language.of("未用身份 ", "identity not used: ") + name + gives(other));
      }
    }
  }

  private String gives(Settlement.Candidate other) {
    String why = other.reason().map(reason -> "；" + language.of(reason)).orElse("");
    if (other.aidFen().isEmpty()) {
      return language.of("，不能计算", ", cannot be computed") + language.of(why, why.replace('；', ';'));
    }
    return language.of("，可得救助 ", ", would give aid of ")
        + Yuan.format(other.aidFen().orElseThrow())
        + other
            .patientShareFen()
            .map(share -> language.of("，个人负担 ", ", patient ") + Yuan.format(share))
            .orElse("");
  }

  private static String since(PolicyPlan.Version version) {
    String to = version.inForce().to().map(last -> " " + last).orElse("");
    return " (" + version.inForce().from() + " .." + to + ")";
  }

  private void step(Waterfall waterfall, int place, Step step) {
    String name = language.of(step.nameZh(), step.layer());
    amount(step.paidFen(), name);
    if (step.kind() == Step.Kind.SUPPLIED) {
      wrapped(NOTE_INDENT, language.of("由医保结算提供", "supplied by the insurer"));
    } else {
      wrapped(NOTE_INDENT, rule(step, appliedRow(waterfall, place)));
      if (step.capLeftFen().isPresent()) {
        wrapped(NOTE_INDENT, cap(waterfall.plan(), step));
      }
    }
    step.reason().ifPresent(reason -> wrapped(NOTE_INDENT, language.of(reason)));
    if (!step.clause().isEmpty()) {
      note(language.of("依据 ", "clause ") + step.clause());
    }
    for (String assumption : step.assumptions()) {
      note(language.of("假定 ", "assumed ") + assumption);
    }
  }

  private String rule(Step step, Optional<PlanRow> row) {
    StringBuilder text =
        new StringBuilder(language.of("基数 ", "base ")).append(Yuan.format(step.baseFen()));
    if (step.deductibleFen() > 0) {
      text.append(kept(row)).append(Yuan.format(step.deductibleFen()));
    }
    List<String> slices = new ArrayList<>();
    for (Step.Slice slice : step.slices()) {
      slices.add(
          Yuan.format(slice.toFen() - slice.fromFen())
              + " × "
              + Yuan.formatPercent(slice.ratePpm()));
    }
    if (!slices.isEmpty()) {
      text.append(language.of("；", "; "))
          .append(String.join(" + ", slices))
          .append(" = ")
          .append(Yuan.format(step.wantedFen()));
    } else if (step.wantedFen() > 0) {
      text.append(language.of("；定额 ", "; a fixed sum of ")).append(Yuan.format(step.wantedFen()));
    }
    return text.toString();
  }

  private static Optional<PlanRow> appliedRow(Waterfall waterfall, int place) {
    int row = waterfall.row(place);
    return row < 0 ? Optional.empty() : Optional.of(waterfall.plan().layers().get(place).row(row));
  }

  /** What kept a part of the base from being paid. */
  private String kept(Optional<PlanRow> row) {
    if (row.filter(applied -> applied.trigger().set()).isPresent()) {
      return language.of("，未计 ", ", not counted ");
    }
    return row.filter(PlanRow::isOwnCeiling).isPresent()
        ? language.of("，自付封顶内 ", ", of what the person bears at most ")
        : language.of("，起付线内 ", ", under the threshold ");
  }

  private String cap(PolicyPlan plan, Step step) {
    long leftFen = step.capLeftFen().orElse(0);
    int slot = plan.accountIndex(step.capAccount());
    if (slot < 0) {
      String left = Yuan.format(leftFen);
      return language.of("单次限额 " + left, "limit for one visit " + left);
    }
    PlanAccount account = plan.accounts().get(slot);
    return language.of(
        account.nameZh() + " 本次前剩余 " + AccountWords.figureZh(account, leftFen),
        account.code() + ": left before this claim " + AccountWords.figureEn(account, leftFen));
  }

  private void whyNotMore(Settlement settlement) {
    WhyNotMore.Answer answer = WhyNotMore.of(settlement.waterfall());
    long share = settlement.waterfall().patientShareFen();
    String title = language.of("个人负担", "patient");
    lines.add(
        paint.strong(DisplayWidth.padLeft(Yuan.format(share), AMOUNT_COLUMNS) + "  " + title));
    if (!answer.lines().isEmpty()) {
      wrapped(
          2,
          language.of(
              "为什么不能更多（各项合计＝个人负担）：", "Why not more (the lines add up to the patient's share):"));
    }
    for (WhyNotMore.Line line : answer.lines()) {
      amount(line.amountFen(), language.of(WhySentence.of(settlement.waterfall(), line)));
    }
    List<String> open = new ArrayList<>();
    for (int place : answer.mayBeAppliedFor()) {
      PlanLayer layer = settlement.plan().layers().get(place);
      open.add(
          language.of(
              layer.nameZh()
                  + "（没有"
                  + (layer.needsZh().isEmpty() ? "凭证 " + layer.needs() : layer.needsZh())
                  + "）",
              layer.code() + " (no " + layer.needs() + " on record)"));
    }
    if (!open.isEmpty()) {
      wrapped(
          2,
          language.of("还可申请：", "May be applied for: ") + String.join(language.of("、", ", "), open));
    }
  }

  /** An amount and what it is. */
  private void amount(long fen, String text) {
    List<String> wrapped = DisplayWidth.wrap(text, Terminal.COLUMNS_MAX - AMOUNT_COLUMNS - 2);
    for (int i = 0; i < wrapped.size(); i++) {
      String amount = i == 0 ? Yuan.format(fen) : "";
      lines.add(DisplayWidth.padLeft(amount, AMOUNT_COLUMNS) + "  " + wrapped.get(i));
    }
  }

  private void note(String text) {
    for (String line : indented(AMOUNT_COLUMNS + 2, text)) {
      lines.add(paint.quiet(line));
    }
  }

  private void wrapped(int indent, String text) {
    lines.addAll(indented(indent == NOTE_INDENT ? AMOUNT_COLUMNS + 2 : indent, text));
  }

  private static List<String> indented(int indent, String text) {
    return DisplayWidth.wrap(text, Terminal.COLUMNS_MAX - indent).stream()
        .map(line -> " ".repeat(indent) + line)
        .toList();
  }
}
