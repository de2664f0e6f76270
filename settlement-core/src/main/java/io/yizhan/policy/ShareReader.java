package io.yizhan.policy;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads who bears which share of what a layer pays. */
final class ShareReader {
  private final IssueLog log;
  private final CellReader cells;

  ShareReader(IssueLog log, CellReader cells) {
    this.log = log;
    this.cells = cells;
  }

  /** {@code paid_by: {省: 30%, 市: 30%, 县: rest}}: the last takes what remains. */
  List<PolicyTable.Share> read(FieldReader fields) {
    List<PolicyTable.Share> shares = new ArrayList<>();
    Optional<PolicyNode> node = fields.take("paid_by");
    if (node.isEmpty()) {
      return shares;
    }
    String rest = "";
    long sum = 0;
    for (Field field : FieldReader.of(node.get(), log, "paid_by").takeRest()) {
      Optional<Text> text = FieldReader.asText(field.value(), log);
      if (text.isPresent() && text.get().value().equals("rest")) {
        checkOneRest(rest, field, log);
        rest = field.name();
        continue;
      }
      Optional<Integer> ppm = text.flatMap(cells::rate);
      ppm.ifPresent(share -> shares.add(new PolicyTable.Share(field.name(), share)));
      sum += ppm.orElse(0);
    }
    if (rest.isEmpty() || sum > Fen.PPM_WHOLE) {
      String percent = Yuan.formatPercent((int) sum);
      log.error(
          node.get().line(),
          "REST_MISSING",
          "分担合计 " + percent + "，没有“余数”方。请把最后一方写成 rest，尾差归它。",
          "The shares add up to "
              + percent
              + " and nobody takes the rest. Write rest for the last party.");
      return List.of();
    }
    shares.add(new PolicyTable.Share(rest, Fen.PPM_WHOLE - (int) sum));
    return shares;
  }

  /** One party alone takes what remains. */
  static void checkOneRest(String first, Field second, IssueLog log) {
    if (!first.isEmpty()) {
      log.error(
          second.line(),
          "WRITTEN_TWICE",
          "“" + Quoted.of(first) + "”和“" + Quoted.of(second.name()) + "”都写了 rest；余数只归一方。",
          "'"
              + Quoted.of(first)
              + "' and '"
              + Quoted.of(second.name())
              + "' both say rest; only one takes it.");
    }
  }
}
