package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.ledger.Bearers;
import io.yizhan.proto.v1.CorrectedAmount;
import io.yizhan.proto.v1.Settlement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says in Chinese words what corrections changed of a settlement, a line each. */
final class SheetCorrections {
  private final Map<String, String> settled = new HashMap<>();

  /** Names of what corrections gave, by account: what is taken back later has the same. */
  private final Map<String, String> given = new HashMap<>();

  private final boolean severalDivisions;

  private SheetCorrections(Settlement settlement, List<CorrectionRow> corrections) {
    settlement
        .getPaymentsList()
        .forEach(payment -> settled.put(payment.getLayerCode(), payment.getLayerName()));
    this.severalDivisions =
        corrections.stream()
                .flatMap(each -> each.moreFen().keySet().stream())
                .map(line -> CorrectionWriter.amount(line, 0).getPayerRegionCode())
                .distinct()
                .count()
            > 1;
  }

  /**
   * In their order.
   *
   * @param layerNames Chinese, by code, of the layers of policy versions
   */
  static List<String> of(
      Settlement settlement,
      List<CorrectionRow> corrections,
      Function<List<String>, Map<String, String>> layerNames) {
    SheetCorrections words = new SheetCorrections(settlement, corrections);
    List<String> notes = new ArrayList<>();
    for (CorrectionRow correction : corrections) {
      Map<String, String> names = layerNames.apply(correction.policyVersions());
      notes.add(
          correction.postingDate()
              + " 更正："
              + correction.moreFen().entrySet().stream()
                  .map(
                      each ->
                          words.payer(each.getKey(), each.getValue(), names)
                              + " "
                              + SheetWriter.signed(each.getValue()))
                  .collect(Collectors.joining("，"))
              + "；个人负担 "
              + SheetWriter.signed(correction.patientMoreFen()));
    }
    return notes;
  }

  /**
   * A layer by its name, with its fund; an insurer's fund that no layer has by its code alone. What
   * is given has its name of the version that gives it now, what is taken back of that which gave.
   */
  private String payer(Bearers.Line line, long moreFen, Map<String, String> names) {
    CorrectedAmount amount = CorrectionWriter.amount(line, moreFen);
    String layer = amount.getLayerCode();
    String before = given.getOrDefault(line.account(), settled.getOrDefault(layer, ""));
    String now = names.getOrDefault(layer, "");
    String name = (moreFen < 0 && !before.isEmpty()) || now.isEmpty() ? before : now;
    given.put(line.account(), name);
    String fund =
        amount.getFundCode() + (severalDivisions ? "@" + amount.getPayerRegionCode() : "");
    String marks = (amount.getByInsurer() ? "，医保已付" : "") + (amount.getBeside() ? "，付个人" : "");
    return name.isEmpty() ? "基金 " + fund + marks : name + "（" + fund + marks + "）";
  }
}
