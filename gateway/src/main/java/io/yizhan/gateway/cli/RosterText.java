package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.RosterChange;
import io.yizhan.proto.v1.TouchedSettlement;

/** A change of an identity in a line of text. */
final class RosterText {
  private RosterText() {}

  static String of(RosterChange change) {
    StringBuilder text = new StringBuilder();
    text.append(
        change.getLineNumber() == 0
            ? "不在名单上 not on the list " + change.getPersonId()
            : "第 " + change.getLineNumber() + " 行 line " + change.getLineNumber());
    if (!change.hasWas()) {
      text.append(": 新增 new ").append(of(change.getNow()));
    } else if (!change.hasNow()) {
      text.append(": 被取代 replaced ").append(of(change.getWas()));
    } else {
      text.append(change.getLineNumber() == 0 ? ": 终止 ends " : ": 变更 changes ")
          .append(of(change.getWas()))
          .append(" -> ")
          .append(of(change.getNow()));
    }
    if (change.getSettlementCount() > 0) {
      text.append("; 涉及结算 settlements touched ").append(change.getSettlementCount()).append(':');
      for (TouchedSettlement each : change.getSettlementsList()) {
        text.append(' ')
            .append(each.getSettlementId())
            .append(" (")
            .append(WireDate.day(each.getFirstDate()))
            .append('–')
            .append(WireDate.day(each.getLastDate()))
            .append(')');
      }
    }
    return text.toString();
  }

  private static String of(Identity identity) {
    return identity.getCategoryCode()
        + " "
        + identity.getCountyCode()
        + " "
        + WireDate.day(identity.getFromDate())
        + "–"
        + (identity.hasToDate() ? WireDate.day(identity.getToDate()) : "")
        + " ("
        + identity.getSourceCode()
        + ")";
  }
}
