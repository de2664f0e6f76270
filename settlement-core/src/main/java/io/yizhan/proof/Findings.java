package io.yizhan.proof;

import io.yizhan.claim.BillPart;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proof.CounterExample.Shown;
import io.yizhan.proof.Finding.Verdict;
import io.yizhan.settlement.AccountWords;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says in sentences what the lemma and the walks came to. */
final class Findings {
  private final PolicyTable table;
  private final PolicyPlan plan;
  private final CircumstanceWords words;
  private final Judge judge;
  private final List<List<Declared>> declared;
  private final List<Set<Silence>> silences;
  private final boolean factsCut;
  private final boolean cutShort;
  private final int runs;
  private final List<Finding> findings = new ArrayList<>();

  Findings(
      PolicyTable table,
      PolicyPlan plan,
      Judge judge,
      List<List<Declared>> declared,
      List<Set<Silence>> silences,
      boolean factsCut,
      boolean walksCut,
      int runs) {
    this.table = table;
    this.plan = plan;
    this.words = new CircumstanceWords(table, plan);
    this.judge = judge;
    this.declared = declared;
    this.silences = silences;
    this.factsCut = factsCut;
    this.cutShort = factsCut || walksCut;
    this.runs = runs;
  }

  List<Finding> all() {
    for (int place = 0; place < plan.layers().size(); place++) {
      layer(plan.layers().get(place), place);
    }
    return findings;
  }

  private void add(Verdict verdict, String code, PlanLayer layer, String zh, String en) {
    add(verdict, code, layer, zh, en, Optional.empty());
  }

  private void add(
      Verdict verdict,
      String code,
      PlanLayer layer,
      String zh,
      String en,
      Optional<CounterExample> example) {
    int line = PolicyProof.authored(table, layer).line();
    findings.add(
        new Finding(
            verdict,
            code,
            layer.code(),
            line,
            "“" + layer.code() + " " + layer.nameZh() + "”" + zh,
            "'" + layer.code() + "' " + en,
            example));
  }

  private void layer(PlanLayer layer, int place) {
    declarations(layer, place);
    Suspect drop = judge.drops().get(place);
    Suspect jump = judge.jumps().get(place);
    boolean neverPays = neverPays(layer, place);
    order(layer, place);
    if (drop != null) {
      falls(layer, drop);
    } else if (jump != null) {
      jumps(layer, jump);
    }
    if (drop != null || jump != null || neverPays) {
      return;
    }
    if (judge.sawAny(place) && !cutShort) {
      add(Verdict.DECLARED, Finding.PROVED, layer, "有所声明的平台、跳点或下降。", "does what it declares.");
    } else if (silences.get(place).isEmpty() && !judge.sawAny(place) && !factsCut) {
      add(Verdict.PROVED, Finding.PROVED, layer, "已证明。", "is proved.");
    } else {
      unproved(layer, place);
    }
  }

  private void unproved(PlanLayer layer, int place) {
    Set<Silence> why = silences.get(place);
    String zh = why.stream().map(Silence::zh).collect(Collectors.joining("、"));
    String en = why.stream().map(Silence::en).collect(Collectors.joining("; "));
    add(
        Verdict.UNPROVED,
        Finding.UNPROVED,
        layer,
        "未能证明费用增加时支付不减少"
            + (zh.isEmpty() ? "" : "：" + zh)
            + (cutShort ? "；情形太多，未全部走完" : "")
            + "。算过 "
            + runs
            + " 笔，没有发现反例。",
        "is unproved to pay no less of a bigger bill"
            + (en.isEmpty() ? "" : ": " + en)
            + (cutShort ? "; there are too many cases, not all were walked through" : "")
            + ". Of "
            + runs
            + " claims none shows the contrary.");
  }

  private void declarations(PlanLayer layer, int place) {
    List<String> texts = PolicyProof.authored(table, layer).declared();
    for (String text : Declared.read(texts, plan.identities()).unreadable()) {
      add(
          Verdict.UNPROVED,
          Finding.BAD_DECLARATION,
          layer,
          "的声明“" + text + "”看不懂，不作数。写 平台 20000-50000、跳点 低保 50000、下降 或 次序。",
          "declares '"
              + text
              + "', which says nothing: write plateau 20000-50000, jump dibao 50000, drop or order.");
    }
    for (Declared one : declared.get(place)) {
      boolean seen =
          one.kind() == Declared.Kind.ORDER
              ? OrderOfClaims.matters(plan, layer)
              : judge.saw(one) || cutShort;
      if (!seen) {
        add(
            Verdict.REFUTED,
            Finding.DECLARED_ABSENT,
            layer,
            "声明了“" + one.text() + "”，但算不出这样的" + one.kind().zh() + "。请删去声明，或核对表格。",
            "declares '"
                + one.text()
                + "', which it does not do. Remove it, or look at the table.");
      }
    }
  }

  private void falls(PlanLayer layer, Suspect drop) {
    String zh =
        "："
            + forZh(drop.before())
            + claimZh(drop.before().waterfall(), drop.layer(), drop.fund())
            + "；"
            + claimZh(drop.after().waterfall(), drop.layer(), drop.fund())
            + "。费用多了，"
            + drop.fund()
            + " 合计少付 "
            + Yuan.format(drop.fallFen())
            + "。原文如此请写 declares: "
            + drop.kind().zh()
            + (drop.kind() == Declared.Kind.JUMP ? " " + amount(drop.axisFen()) : "")
            + "，否则改表。";
    String en =
        "pays less of a bigger bill: "
            + forEn(drop.before())
            + claimEn(drop.before().waterfall(), drop.layer(), drop.fund())
            + "; "
            + claimEn(drop.after().waterfall(), drop.layer(), drop.fund())
            + ". Of the bigger bill "
            + drop.fund()
            + " pays "
            + Yuan.format(drop.fallFen())
            + " less. If the document says so, write declares: "
            + drop.kind().name().toLowerCase(java.util.Locale.ROOT)
            + (drop.kind() == Declared.Kind.JUMP ? " " + amount(drop.axisFen()) : "")
            + "; else mend the table.";
    add(Verdict.REFUTED, Finding.NOT_MONOTONE, layer, zh, en, Optional.of(drop.example()));
  }

  private void jumps(PlanLayer layer, Suspect jump) {
    add(
        Verdict.UNPROVED,
        Finding.JUMP_NOT_DECLARED,
        layer,
        "有跳点："
            + forZh(jump.before())
            + claimZh(jump.before().waterfall(), jump.layer(), "")
            + "；"
            + claimZh(jump.after().waterfall(), jump.layer(), "")
            + "。原文如此请写 declares: 跳点 "
            + amount(jump.axisFen())
            + "。",
        "jumps: "
            + forEn(jump.before())
            + claimEn(jump.before().waterfall(), jump.layer(), "")
            + "; "
            + claimEn(jump.after().waterfall(), jump.layer(), "")
            + ". If the document says so, write declares: jump "
            + amount(jump.axisFen())
            + ".",
        Optional.of(jump.example()));
  }

  /** An amount as policies write it. */
  private static String amount(long fen) {
    return Yuan.format(fen).replace(",", "").replaceFirst("\\.00$", "");
  }

  /**
   * Whose claim it is, and what the walk takes as used before: without it the amounts are wrong.
   */
  private String forZh(Shown shown) {
    String who =
        shown
            .identity()
            .map(held -> plan.identities().get(shown.identityPlace() - 1).nameZh())
            .orElse("没有救助身份的人");
    String used = used(shown, "、", account -> account.nameZh() + " ", AccountWords::figureZh);
    return who + words.zh(shown) + (used.isEmpty() ? "" : "（此前已用：" + used + "）") + "，";
  }

  private String forEn(Shown shown) {
    String who =
        shown
            .identity()
            .map(held -> plan.identities().get(shown.identityPlace() - 1).key())
            .orElse("a person without an aid identity");
    String used = used(shown, ", ", account -> account.code() + " ", AccountWords::figureEn);
    return "for "
        + who
        + words.en(shown)
        + (used.isEmpty() ? "" : " (used before: " + used + ")")
        + ", ";
  }

  private String used(
      Shown shown,
      String joint,
      Function<PlanAccount, String> name,
      BiFunction<PlanAccount, Long, String> figure) {
    List<String> used = new ArrayList<>();
    for (Standing.Usage usage : shown.standing().usage()) {
      plan.accounts().stream()
          .filter(account -> isOf(account, usage.account()))
          .findFirst()
          .ifPresent(
              account -> used.add(name.apply(account) + figure.apply(account, usage.usedFen())));
    }
    return String.join(joint, used);
  }

  /** Whether a key of usage is the account's, with the word it counts by or the stay behind it. */
  private static boolean isOf(PlanAccount account, String key) {
    return key.equals(account.code())
        || key.startsWith(account.code() + "#")
        || key.startsWith(account.code() + "/");
  }

  private String claimZh(Waterfall waterfall, int layer, String fund) {
    return bill(waterfall, true)
        + " 时本层付 "
        + Yuan.format(waterfall.of(layer, Column.PAID))
        + (fund.isEmpty() ? "" : "、" + fund + " 合计付 " + Yuan.format(paid(waterfall, fund)))
        + "、个人 "
        + Yuan.format(waterfall.burdenFen());
  }

  private String claimEn(Waterfall waterfall, int layer, String fund) {
    return "of "
        + bill(waterfall, false)
        + " it pays "
        + Yuan.format(waterfall.of(layer, Column.PAID))
        + (fund.isEmpty() ? "" : ", " + fund + " " + Yuan.format(paid(waterfall, fund)))
        + ", the patient "
        + Yuan.format(waterfall.burdenFen());
  }

  private String bill(Waterfall waterfall, boolean zh) {
    List<String> parts = new ArrayList<>();
    for (int part = 0; part < plan.parts().size(); part++) {
      if (waterfall.billedFen(part) > 0 || part == BillPart.IN.ordinal()) {
        PolicyTable.Name name = plan.parts().get(part);
        parts.add((zh ? name.nameZh() : name.key()) + " " + Yuan.format(waterfall.billedFen(part)));
      }
    }
    return String.join(zh ? "、" : " + ", parts);
  }

  private long paid(Waterfall waterfall, String fund) {
    long sum = 0;
    for (int i = 0; i < plan.layers().size(); i++) {
      sum += plan.layers().get(i).fund().equals(fund) ? waterfall.of(i, Column.PAID) : 0;
    }
    return sum;
  }

  /** A layer that wants to pay, and for which earlier ones leave nothing, ever. */
  private boolean neverPays(PlanLayer layer, int place) {
    Optional<Shown> vain = judge.wantedInVain(place);
    if (!Judge.computes(layer) || judge.mostPaidFen(place) > 0 || vain.isEmpty()) {
      return false;
    }
    Waterfall waterfall = vain.get().waterfall();
    String wanted = Yuan.format(waterfall.of(place, Column.WANTED));
    add(
        Verdict.REFUTED,
        Finding.CAN_NEVER_PAY,
        layer,
        "永远付不出：例如 "
            + forZh(vain.get())
            + bill(waterfall, true)
            + " 时应付 "
            + wanted
            + "，前面各层已付完。基数是不是应写剩余（例如 in.left）？",
        "can never pay: "
            + forEn(vain.get())
            + "of "
            + bill(waterfall, false)
            + " it would pay "
            + wanted
            + ", but earlier layers leave nothing. Did you mean what is left (in.left)?",
        Optional.of(new CounterExample(vain.get(), vain.get())));
    return true;
  }

  /** What one claim gets by its own size makes a year depend on how it was cut into claims. */
  private void order(PlanLayer layer, int place) {
    boolean said = declared.get(place).stream().anyMatch(one -> one.kind() == Declared.Kind.ORDER);
    if (said || !OrderOfClaims.matters(plan, layer)) {
      return;
    }
    boolean bySize = OrderOfClaims.choosesByVisit(layer);
    add(
        Verdict.UNPROVED,
        Finding.UNPROVED,
        layer,
        (bySize ? "按单次费用选行或定限额，又有全年累计限额" : "限次数，付多少又看每次费用")
            + "：一年合计可能随各笔先后而不同，未作判断。原文如此请写 declares: 次序。",
        (bySize
                ? "chooses its row or cap by one claim's size and has a cap on an account"
                : "pays a number of times, each by the claim's size")
            + ": a year's total may depend on the order of claims; this is not decided. If the"
            + " document means it, write declares: order.");
  }
}
