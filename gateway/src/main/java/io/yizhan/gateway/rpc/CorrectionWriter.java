package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.ledger.Bearers;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.CorrectedAmount;
import io.yizhan.proto.v1.Correction;
import io.yizhan.proto.v1.Payment;
import java.time.LocalDate;
import java.time.YearMonth;

/** Writes corrections and their amounts. */
final class CorrectionWriter {
  private static final String PAYEE_PATIENT = "patient";
  private static final String PAYEE_PERSON = "person";
  private static final String BY_INSURER = "/by-insurer";

  private CorrectionWriter() {}

  /** A month: "2026-11". */
  static String period(LocalDate firstDay) {
    return YearMonth.from(firstDay).toString();
  }

  static Correction correction(CorrectionRow row) {
    Correction.Builder out =
        Correction.newBuilder()
            .setCorrectionId(row.id())
            .setSettlementId(row.settlementId())
            .setRequestId(row.requestId())
            .setCorrectionTime(Wire.time(row.time()))
            .setPostingDate(WireDate.of(row.postingDate()))
            .setAccountingPeriod(period(row.period()))
            .setPatientMoreFen(row.patientMoreFen())
            .setReason(row.reason())
            .addAllPolicyVersionCodes(row.policyVersions());
    row.moreFen().forEach((line, fen) -> out.addAmounts(amount(line, fen)));
    row.uses().forEach(use -> out.addUsageChanges(SettlementWriter.usageChange(use)));
    return out.build();
  }

  static CorrectedAmount amount(Bearers.Line line, long moreFen) {
    String party = line.party();
    int at = party.indexOf('@');
    return CorrectedAmount.newBuilder()
        .setFundCode(party.substring(0, at))
        .setPayerRegionCode(party.substring(at + 1))
        .setLayerCode(layer(line))
        .setMoreFen(moreFen)
        .setByInsurer(line.byInsurer())
        .setBeside(line.beside())
        .build();
  }

  /** What follows the party in a line's account, without the insurer's mark. */
  private static String layer(Bearers.Line line) {
    int slash = line.account().indexOf('/');
    String layer = slash < 0 ? "" : line.account().substring(slash);
    String own =
        line.byInsurer() ? layer.substring(0, layer.length() - BY_INSURER.length()) : layer;
    return own.isEmpty() ? "" : own.substring(1);
  }

  /** A line's amount as a payment to the person. */
  static Payment payment(Bearers.Line line, long fen) {
    CorrectedAmount amount = amount(line, fen);
    return Payment.newBuilder()
        .setLayerCode(amount.getLayerCode())
        .setFundCode(amount.getFundCode())
        .setAmountFen(fen)
        .setPayeeCode(line.beside() ? PAYEE_PERSON : PAYEE_PATIENT)
        .build();
  }
}
