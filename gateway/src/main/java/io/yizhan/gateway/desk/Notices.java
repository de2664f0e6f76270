package io.yizhan.gateway.desk;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.Notice;
import io.yizhan.gateway.desk.Readjudication.Owed;
import io.yizhan.money.Yuan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What persons are told of a re-adjudication: sums and dates, and what to do. */
final class Notices {
  /** How many settlements a notice names one by one. */
  private static final int LINES_MAX = 20;

  private Notices() {}

  /**
   * One for each person of whom money changes hands, in the order of the changes. It counts all
   * that are corrected of the person, also where only others bear what they did not.
   */
  static List<Notice> of(List<Change> changes) {
    Map<String, List<Change>> byPerson = new LinkedHashMap<>();
    for (Change change : changes) {
      byPerson.computeIfAbsent(change.past().personId(), any -> new ArrayList<>()).add(change);
    }
    List<Notice> notices = new ArrayList<>();
    byPerson.forEach(
        (person, own) -> {
          if (own.stream().anyMatch(change -> !change.owed().isEmpty())) {
            notices.add(notice(person, own));
          }
        });
    return notices;
  }

  private static Notice notice(String personId, List<Change> corrected) {
    List<Change> changes = corrected.stream().filter(change -> !change.owed().isEmpty()).toList();
    int others = corrected.size() - changes.size();
    long supplementFen = 0;
    long clawBackFen = 0;
    StringBuilder zh = new StringBuilder("医疗费用结算更正通知：按现行身份登记和已发布的政策重新核算");
    StringBuilder en =
        new StringBuilder(
            "Notice of corrected settlements: decided afresh by today's register"
                + " and policies, ");
    zh.append("，您有 ").append(corrected.size()).append(" 笔结算的各方负担发生变化。");
    en.append(corrected.size()).append(" of your settlements come out otherwise.");
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      long fen = sumFen(change);
      supplementFen += Math.max(0, fen);
      clawBackFen += Math.max(0, -fen);
      if (i < LINES_MAX) {
        zh.append(change.claim().dates().last())
            .append(" 的结算")
            .append(fen > 0 ? "应补支 " : "应追回 ")
            .append(Yuan.format(Math.abs(fen)))
            .append(" 元；");
        en.append(" Of ")
            .append(change.claim().dates().last())
            .append(fen > 0 ? ": you get " : ": you owe ")
            .append(Yuan.format(Math.abs(fen)))
            .append(" yuan;");
      }
    }
    if (changes.size() > LINES_MAX) {
      zh.append("其余 ").append(changes.size() - LINES_MAX).append(" 笔见结算单；");
      en.append(" the other ").append(changes.size() - LINES_MAX).append(" are in your account;");
    }
    if (others > 0) {
      zh.append("另 ").append(others).append(" 笔您的负担不变；");
      en.append(" what you bear of ").append(others).append(" stays;");
    }
    long netFen = supplementFen - clawBackFen;
    zh.append("合计应补支 ")
        .append(Yuan.format(supplementFen))
        .append(" 元，应追回 ")
        .append(Yuan.format(clawBackFen))
        .append(" 元，")
        .append(netFen >= 0 ? "相抵后应付给您 " : "相抵后您应退回 ")
        .append(Yuan.format(Math.abs(netFen)))
        .append(" 元。");
    en.append(" in all you get ")
        .append(Yuan.format(supplementFen))
        .append(" yuan and owe ")
        .append(Yuan.format(clawBackFen))
        .append(" yuan; set off against each other, ")
        .append(netFen >= 0 ? "you get " : "you owe ")
        .append(Yuan.format(Math.abs(netFen)))
        .append(" yuan.");
    long hospitalFen = hospitalFen(changes);
    if (hospitalFen == 0) {
      zh.append("医院已收到的款项不变。");
      en.append(" What the hospital was paid stays.");
    } else {
      zh.append(hospitalFen > 0 ? "其中由医院退还您 " : "其中向医院补交 ")
          .append(Yuan.format(Math.abs(hospitalFen)))
          .append(" 元。");
      en.append(hospitalFen > 0 ? " Of it the hospital owes you " : " Of it you owe the hospital ")
          .append(Yuan.format(Math.abs(hospitalFen)))
          .append(" yuan.");
    }
    if (clawBackFen > 0 && changes.stream().anyMatch(Notices::isOnPaper)) {
      zh.append("应追回的先从尚未付给您的报销款中抵减。");
      en.append(" What you owe is set off first against what has not been paid out to you.");
    }
    zh.append("对结果有异议或一次退回有困难的，请向经办机构提出。");
    en.append(" If you object, or cannot pay at once, tell the office.");
    return new Notice(
        personId,
        corrected.stream().map(change -> change.past().settlementId()).toList(),
        supplementFen,
        clawBackFen,
        zh.toString(),
        en.toString());
  }

  /** What the hospital owes the person more than the person it; other than 0 after a true-up. */
  private static long hospitalFen(List<Change> changes) {
    return changes.stream().mapToLong(change -> change.ofHospital().fen()).sum();
  }

  private static boolean isOnPaper(Change change) {
    return ClaimKey.isOffice(change.past().hospitalId());
  }

  private static long sumFen(Change change) {
    long fen = 0;
    for (Owed owed : change.owed()) {
      fen = Math.addExact(fen, owed.toPerson() ? owed.fen() : -owed.fen());
    }
    return fen;
  }
}
