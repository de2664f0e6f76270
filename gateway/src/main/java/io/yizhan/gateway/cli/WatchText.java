package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.LedgerLine;
import io.yizhan.proto.v1.LedgerLineKind;
import java.util.Locale;

/** A line of the ledger for the terminal, within 80 columns for ids of our own make. */
final class WatchText {
  private static final int KIND_COLUMNS = 5;
  private static final int ID_COLUMNS = 27;
  private static final int HOSPITAL_COLUMNS = 13;
  private static final int YUAN_COLUMNS = 11;

  private WatchText() {}

  static String of(LedgerLine line) {
    String day =
        String.format(
            Locale.ROOT,
            "%02d-%02d ",
            line.getPostingDate().getMonth(),
            line.getPostingDate().getDay());
    return day
        + DisplayWidth.padRight(kind(line.getKind()), KIND_COLUMNS)
        + DisplayWidth.padRight(line.getSettlementId(), ID_COLUMNS)
        + DisplayWidth.padRight(line.getHospitalId(), HOSPITAL_COLUMNS)
        + DisplayWidth.padLeft(Yuan.format(line.getTotalFen()), YUAN_COLUMNS)
        + DisplayWidth.padLeft(Yuan.format(line.getPaidFen()), YUAN_COLUMNS);
  }

  private static String kind(LedgerLineKind kind) {
    return switch (kind) {
      case LEDGER_LINE_KIND_SETTLEMENT -> "结算";
      case LEDGER_LINE_KIND_REVERSAL -> "撤销";
      case LEDGER_LINE_KIND_CORRECTION -> "更正";
      case LEDGER_LINE_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }
}
