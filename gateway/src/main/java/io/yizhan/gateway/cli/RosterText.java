package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.RosterChange;
import io.yizhan.proto.v1.TouchedSettlement;
import java.time.LocalDate;

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
      text.append(change.getLineNumber() == 0 ? ": 终止 ends " : verb(change))
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

  /** Days that are lost are said first: aid may be claimed back for them. */
  private static String verb(RosterChange change) {
    Identity was = change.getWas();
    Identity now = change.getNow();
    boolean loses =
        day(now.getFromDate()).isAfter(day(was.getFromDate())) || last(now).isBefore(last(was));
    boolean gains =
        day(now.getFromDate()).isBefore(day(was.getFromDate())) || last(now).isAfter(last(was));
    if (loses == gains) {
      return ": 变更 changes ";
    }
    return loses ? ": 缩短 shortened " : ": 延长 lengthened ";
  }

  private static LocalDate day(Date date) {
    return WireDate.day(date);
  }

  private static LocalDate last(Identity identity) {
    return identity.hasToDate() ? day(identity.getToDate()) : LocalDate.MAX;
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
