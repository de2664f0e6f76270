package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the figures of a table: amounts, rates, bands, caps, parts. Every figure has its unit. */
final class CellReader {
  private final IssueLog log;

  CellReader(IssueLog log) {
    this.log = log;
  }

  static List<PolicyTable.Band> oneBand(int ratePpm) {
    return List.of(new PolicyTable.Band(0, Optional.empty(), ratePpm));
  }

  Optional<Long> amount(PolicyTable.Text text) {
    OptionalLong fen = Yuan.parse(text.value());
    if (fen.isEmpty()) {
      log.error(
          text.line(),
          "BAD_AMOUNT",
          "金额“" + text.value() + "”看不懂。写 20000、2万 或 2875.30（到分，不写逗号）。",
          "Amount '" + text.value() + "' is not one. Write 20000, 2万 or 2875.30, without commas.");
      return Optional.empty();
    }
    return Optional.of(fen.getAsLong());
  }

  Optional<Integer> rate(PolicyTable.Text text) {
    if (text.value().matches("[0-9.]+")) {
      boolean small = text.value().startsWith("0.");
      log.error(
          text.line(),
          "RATE_WITHOUT_UNIT",
          small
              ? "比例“" + text.value() + "”没有单位：是 " + text.value() + "% 还是百分之几十？请带 % 写。"
              : "比例“" + text.value() + "”没有单位。按比例写 " + text.value() + "%。",
          "Rate '" + text.value() + "' has no unit. Write it with %, for example 70%.");
      return Optional.empty();
    }
    OptionalInt ppm = Yuan.parsePercent(text.value());
    if (ppm.isEmpty() || ppm.getAsInt() > Fen.PPM_WHOLE) {
      log.error(
          text.line(),
          "BAD_RATE",
          "比例“" + text.value() + "”要在 0% 到 100% 之间，最多四位小数。",
          "Rate '" + text.value() + "' must be 0% to 100%, with at most four decimals.");
      return Optional.empty();
    }
    return Optional.of(ppm.getAsInt());
  }

  Optional<PolicyTable.Cap> cap(String account, PolicyTable.Text text) {
    Optional<String> name =
        account.equals("visit") ? Optional.empty() : Optional.of(account.split("\\s+")[0]);
    if (text.value().equals("available")) {
      return Optional.of(new PolicyTable.Cap(name, Optional.empty(), text.line()));
    }
    return amount(text).map(fen -> new PolicyTable.Cap(name, Optional.of(fen), text.line()));
  }

  /** {@code {0-50000: 50%, 50000-100000: 60%, 100000-: 70%}}: joined, from 0, open at the end. */
  List<PolicyTable.Band> bands(PolicyNode node) {
    List<PolicyTable.Band> bands = new ArrayList<>();
    for (Field field : FieldReader.of(node, log, "band").takeRest()) {
      String[] ends = field.name().split("-", -1);
      Optional<Integer> rate = FieldReader.asText(field.value(), log).flatMap(this::rate);
      if (ends.length != 2 || rate.isEmpty()) {
        if (ends.length != 2) {
          log.error(
              field.line(),
              "BAD_BAND",
              "费用段“" + field.name() + "”要写成 0-10000 或 30000-。",
              "Band '" + field.name() + "' must read 0-10000 or 30000-.");
        }
        continue;
      }
      Optional<Long> from = amount(new PolicyTable.Text(ends[0].strip(), field.line()));
      Optional<Long> to =
          ends[1].isBlank()
              ? Optional.empty()
              : amount(new PolicyTable.Text(ends[1].strip(), field.line()));
      from.ifPresent(start -> bands.add(new PolicyTable.Band(start, to, rate.get())));
    }
    bands.sort(Comparator.comparingLong(PolicyTable.Band::fromFen));
    checkJoined(bands, node.line());
    return bands;
  }

  private void checkJoined(List<PolicyTable.Band> bands, int line) {
    long expected = 0;
    for (int i = 0; i < bands.size(); i++) {
      PolicyTable.Band band = bands.get(i);
      if (band.fromFen() != expected) {
        String gap = Yuan.format(expected);
        log.error(
            line,
            "BANDS_DO_NOT_JOIN",
            "费用段不相接：从 " + gap + " 到 " + Yuan.format(band.fromFen()) + "。写 0-10000、10000-30000。",
            "Bands do not join between "
                + gap
                + " and "
                + Yuan.format(band.fromFen())
                + ". Write 0-10000, 10000-30000.");
        return;
      }
      boolean last = i == bands.size() - 1;
      if (band.toFen().isEmpty() != last
          || band.toFen().filter(to -> to <= band.fromFen()).isPresent()) {
        log.error(
            line,
            "BANDS_NOT_OPEN_AT_END",
            "只有最后一段不写上界（写 100000-），每段上界要大于下界。",
            "Only the last band is open (write 100000-), and each must end above its start.");
        return;
      }
      expected = band.toFen().orElse(Long.MAX_VALUE);
    }
  }

  List<BillPart> parts(PolicyNode node) {
    List<BillPart> parts = new ArrayList<>();
    for (PolicyTable.Text text : FieldReader.asTexts(node, log)) {
      Optional<BillPart> part = part(text.value());
      if (part.isPresent()) {
        parts.add(part.get());
      } else {
        log.unknown(
            text.line(),
            "费用部分",
            "part of the bill",
            text.value(),
            List.of("in", "first", "over_limit", "out"));
      }
    }
    return parts;
  }

  static Optional<BillPart> part(String text) {
    for (BillPart part : BillPart.values()) {
      if (part.code().equals(text) || part.nameZh().equals(text)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** The parts that the bases name, where they name nothing else: then they say fills too. */
  List<BillPart> partsCounted(List<PolicyTable.Row> rows) {
    List<BillPart> parts = new ArrayList<>();
    for (PolicyTable.Row row : rows) {
      for (PolicyTable.Text term : row.counts()) {
        String noun = term.value().replaceFirst("^[0-9.]+% of ", "").replaceFirst("\\.left$", "");
        Optional<BillPart> part = part(noun);
        if (part.isEmpty()) {
          return List.of();
        }
        if (!parts.contains(part.get())) {
          parts.add(part.get());
        }
      }
    }
    return parts;
  }
}
