package io.yizhan.policy;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the figures of a table: amounts, rates, bands, caps, parts. Every figure has its unit. */
final class CellReader {
  private static final Pattern FLAT = Pattern.compile("(?:定额|flat\\s+)\\s*(\\S+)");
  private static final Pattern AS_LAYER = Pattern.compile("(?:as|同)\\s+(\\S+)");
  private static final Pattern DECIDED = Pattern.compile("(\\S+)\\s+(\\S+%)\\.\\.(\\S+%)");

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
      Misspelt.amount(text, log);
      return Optional.empty();
    }
    return Optional.of(fen.getAsLong());
  }

  Optional<Integer> rate(PolicyTable.Text text) {
    if (text.value().matches("[0-9.０-９．]+")) {
      String shown = Quoted.of(text.value());
      boolean small = text.value().startsWith("0.");
      log.error(
          text.line(),
          "RATE_WITHOUT_UNIT",
          small
              ? "比例“" + shown + "”没有单位：是 " + shown + "% 还是百分之几十？请带 % 写。"
              : "比例“" + shown + "”没有单位。按比例写 " + shown + "%；每次固定付 " + shown + " 元写 定额" + shown + "。",
          "Rate '" + shown + "' has no unit. Write it with %, for example 70%.");
      return Optional.empty();
    }
    OptionalInt ppm = Yuan.parsePercent(text.value());
    Optional<String> meant = ppm.isPresent() ? Optional.empty() : Misspelt.percent(text.value());
    if (meant.isPresent()) {
      boolean wide = Misspelt.isWide(text.value());
      log.error(
          text.line(),
          "BAD_RATE",
          "比例“"
              + text.value()
              + "”"
              + (wide ? "里有全角的数字或％，要用半角，" : "要用阿拉伯数字和 %，")
              + "写成 "
              + meant.get()
              + "。",
          "Rate '"
              + text.value()
              + "' has "
              + (wide ? "full-width digits or a full-width %" : "words in the place of figures")
              + ": write "
              + meant.get()
              + ".");
      return Optional.empty();
    }
    if (ppm.isEmpty() || ppm.getAsInt() > Fen.PPM_WHOLE) {
      log.error(
          text.line(),
          "BAD_RATE",
          "比例“" + Quoted.of(text.value()) + "”要在 0% 到 100% 之间，最多四位小数。",
          "Rate '" + Quoted.of(text.value()) + "' must be 0% to 100%, with at most four decimals.");
      return Optional.empty();
    }
    return Optional.of(ppm.getAsInt());
  }

  /**
   * What stands in a cell for a rate: {@code 70%}, {@code 定额16000}, {@code as basic}, {@code 核定
   * 10%..20%}.
   *
   * @param needs the record that the layer needs, as {@code key 中文}; empty for none
   */
  Optional<PolicyTable.Rate> rateCell(PolicyTable.Text text, String needs) {
    String value = text.value();
    Matcher flat = FLAT.matcher(value);
    if (flat.matches()) {
      return Optional.of(new PolicyTable.Flat(new PolicyTable.Text(flat.group(1), text.line())));
    }
    Matcher of = AS_LAYER.matcher(value);
    if (of.matches()) {
      return Optional.of(new PolicyTable.RateOf(new PolicyTable.Text(of.group(1), text.line())));
    }
    Matcher decided = DECIDED.matcher(value);
    if (decided.matches()) {
      List<String> names = List.of(needs.split("\\s+"));
      OptionalInt min = Yuan.parsePercent(decided.group(2));
      OptionalInt max = Yuan.parsePercent(decided.group(3));
      if (names.contains(decided.group(1)) && min.isPresent() && max.isPresent()) {
        return Optional.of(
            new PolicyTable.Decided(names.get(0), min.getAsInt(), max.getAsInt(), text.line()));
      }
      log.unknown(text.line(), "核定记录", "record that the layer needs", decided.group(1), names);
      return Optional.empty();
    }
    return rate(text).map(ppm -> new PolicyTable.Bands(oneBand(ppm)));
  }

  /** {@code ×50%}, {@code +5pp}, {@code -100}, {@code =0}. */
  Optional<PolicyTable.Change> change(String setting, PolicyTable.Text text) {
    String value = text.value().replace('x', '×');
    String digits = value.length() > 1 ? value.substring(1).strip() : "";
    boolean rate = setting.equals("rate");
    if (value.startsWith("×")) {
      OptionalInt ppm = Yuan.parsePercent(digits);
      if (ppm.isPresent()) {
        return Optional.of(
            new PolicyTable.Change(setting, PolicyTable.Change.Kind.TIMES, ppm.getAsInt()));
      }
    }
    if (value.startsWith("=")) {
      Optional<Long> to = rate ? percent(digits) : yuan(digits);
      if (to.isPresent()) {
        return Optional.of(new PolicyTable.Change(setting, PolicyTable.Change.Kind.SET, to.get()));
      }
    }
    if (value.startsWith("+") || value.startsWith("-")) {
      long sign = value.startsWith("-") ? -1 : 1;
      boolean points = digits.endsWith("pp");
      Optional<Long> by =
          rate && points
              ? percent(digits.substring(0, digits.length() - 2) + "%")
              : rate ? Optional.empty() : yuan(digits);
      if (by.isPresent()) {
        return Optional.of(
            new PolicyTable.Change(setting, PolicyTable.Change.Kind.PLUS, sign * by.get()));
      }
    }
    log.error(
        text.line(),
        "BAD_CHANGE",
        "“" + Quoted.of(text.value()) + "”有两种读法或看不懂：写 +10pp（70%→80%）、×110%（70%→77%）、-100 或 =0。",
        "'"
            + Quoted.of(text.value())
            + "' can be read two ways or not at all: write +10pp (70 % -> 80 %), ×110% (70 % -> 77"
            + " %), -100 or =0.");
    return Optional.empty();
  }

  private static Optional<Long> percent(String text) {
    OptionalInt ppm = Yuan.parsePercent(text);
    return ppm.isPresent() ? Optional.of((long) ppm.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> yuan(String text) {
    OptionalLong fen = Yuan.parse(text);
    return fen.isPresent() ? Optional.of(fen.getAsLong()) : Optional.empty();
  }

  PolicyTable.Cap cap(String account, PolicyTable.Text text) {
    boolean visit = account.equals("visit") || account.equals("单次");
    Optional<String> name = visit ? Optional.empty() : Optional.of(account.split("\\s+")[0]);
    boolean available = text.value().equals("available") || text.value().equals("余额");
    return new PolicyTable.Cap(name, available ? Optional.empty() : Optional.of(text), text.line());
  }

  /** {@code {0-50000: 50%, 50000-100000: 60%, 100000-: 70%}}: joined, from 0, open at the end. */
  List<PolicyTable.Band> bands(PolicyNode node, long dayPriceFen) {
    List<PolicyTable.Band> bands = new ArrayList<>();
    List<Field> written = FieldReader.of(node, log, "band").takeRest();
    for (Field field : written) {
      FieldReader.asText(field.value(), log)
          .flatMap(
              rate -> band(new PolicyTable.Text(field.name(), field.line()), rate, dayPriceFen))
          .ifPresent(bands::add);
    }
    // Beside a band that could not be read there is a gap, which follows from it.
    return bands.size() == written.size() ? joined(bands, node.line()) : bands;
  }

  /**
   * One band with its rate. With a price of a day, {@code 0-30日} is thirty times that price; the
   * last one is {@code 90日-}.
   */
  Optional<PolicyTable.Band> band(PolicyTable.Text span, PolicyTable.Text rate, long dayPriceFen) {
    boolean next = rate.value().equals("next") || rate.value().equals("转下层");
    Optional<Integer> ppm = next ? Optional.of(0) : rate(rate);
    boolean days = span.value().matches("[^日]+日-?");
    String text = span.value().replace("日", "");
    String[] ends = text.split("-", -1);
    if (ends.length != 2 || days != dayPriceFen > 0) {
      log.error(
          span.line(),
          "BAD_BAND",
          "费用段“" + Quoted.of(span.value()) + "”要写成 0-10000 或 30000-；按日的写 0-30日、90日-，并写 day_price。",
          "Band '"
              + Quoted.of(span.value())
              + "' must read 0-10000 or 30000-; by days 0-30日 or 90日-, with a day_price.");
      return Optional.empty();
    }
    Optional<Long> from = bound(ends[0], span.line(), days, dayPriceFen);
    Optional<Long> to =
        ends[1].isBlank() ? Optional.empty() : bound(ends[1], span.line(), days, dayPriceFen);
    boolean whole = from.isPresent() && (ends[1].isBlank() || to.isPresent());
    return whole && ppm.isPresent()
        ? Optional.of(new PolicyTable.Band(from.get(), to, ppm.get(), next))
        : Optional.empty();
  }

  private Optional<Long> bound(String text, int line, boolean days, long dayPriceFen) {
    String digits = text.strip();
    if (days && digits.matches("[0-9]{1,5}")) {
      return Optional.of(Math.multiplyExact(Long.parseLong(digits), dayPriceFen));
    }
    return amount(new PolicyTable.Text(digits, line));
  }

  /** The bands in order; an error where they leave a gap, overlap or end. */
  List<PolicyTable.Band> joined(List<PolicyTable.Band> given, int line) {
    List<PolicyTable.Band> bands = new ArrayList<>(given);
    bands.sort(Comparator.comparingLong(PolicyTable.Band::fromFen));
    checkJoined(bands, line);
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
}
