package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Text;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ranges of numbers as an office writes them: {@code 60岁以上}, {@code 18-59}, {@code 不满18周岁}. They
 * are refused, with the range that was meant as the language writes it.
 */
final class RangeFaults {
  private static final String NUMBER = "([0-9][0-9.,]*万?)";
  private static final Pattern UNIT =
      Pattern.compile("周岁|岁|元|日|天|次|(?<![0-9万])\\s|\\s(?![0-9])|\\(含\\)|含本数");
  private static final Pattern ABOVE = Pattern.compile(NUMBER + "(?:及以上|以上|及其以上|起)");
  private static final Pattern BELOW = Pattern.compile(NUMBER + "(?:及以下|以下|以内|及其以下)");
  private static final Pattern FROM =
      Pattern.compile("(?:不低于|不少于|不小于|至少|大于等于|≧|≥|>=|满|年满|已满)" + NUMBER);
  private static final Pattern TO =
      Pattern.compile("(?:不超过|不高于|不大于|不多于|至多|最多|小于等于|≦|≤|<=)" + NUMBER);
  private static final Pattern OVER = Pattern.compile("(?:大于|高于|多于|超过|>)" + NUMBER);
  private static final Pattern UNDER = Pattern.compile("(?:不满|未满|不到|小于|低于|少于|<)" + NUMBER);
  private static final Pattern SPAN =
      Pattern.compile(NUMBER + "(?:-|—+|–|~|至|到|\\.\\.+|…+)" + NUMBER);

  /** No range is longer. */
  private static final int WRITTEN_MAX = 60;

  private final IssueLog log;
  private final boolean money;
  private final Map<String, Text> figures;

  /** Of a condition on an amount, or on a count. */
  RangeFaults(IssueLog log, boolean money, Map<String, Text> figures) {
    this.log = log;
    this.money = money;
    this.figures = figures;
  }

  void report(int line, String written) {
    String shown = Quoted.of(written);
    String bare = bare(written);
    Optional<String> meant = meant(bare).or(() -> both(written)).filter(range -> isRange(range));
    if (meant.isEmpty()) {
      log.error(
          line,
          "BAD_RANGE",
          "“" + shown + "”没有说清从哪到哪。写 ≥10000 <30000、超过10000 ≤30000、50..59 或一个数。",
          "'"
              + shown
              + "' does not say from where to where. Write ≥10000 <30000, over 10000 ≤30000,"
              + " 50..59 or one number.");
      return;
    }
    String range = meant.get();
    String number = range.substring(1);
    boolean open = ABOVE.matcher(bare).matches() || BELOW.matcher(bare).matches();
    boolean span = range.contains("..");
    String strict = (range.startsWith("≥") ? "超过" : "<") + number;
    log.error(
        line,
        "BAD_RANGE",
        "“"
            + shown
            + "”要写成 "
            + range
            + (open ? "（含 " + number + "；不含的写 " + strict + "）" : span ? "（两头都算）" : "")
            + "。",
        "Write '"
            + shown
            + "' as "
            + english(range)
            + (open
                ? " (with " + number + "; without it " + english(strict) + ")"
                : span ? " (both ends are in it)" : "")
            + ".");
  }

  /** A value of YAML cannot begin with {@code >}: the words stand for it. */
  private static String english(String range) {
    return range.replace("超过", "over ");
  }

  private static String bare(String written) {
    return written.length() > WRITTEN_MAX
        ? ""
        : UNIT.matcher(Misspelt.narrow(written)).replaceAll("");
  }

  /** {@code ≥1万元 <3万元}: two bounds. */
  private static Optional<String> both(String written) {
    String[] bounds = Misspelt.narrow(written).strip().split("\\s*[,;且]\\s*|\\s+");
    if (bounds.length != 2 || written.length() > WRITTEN_MAX) {
      return Optional.empty();
    }
    Optional<String> first = meant(bare(bounds[0])).filter(RangeFaults::isBound);
    Optional<String> second = meant(bare(bounds[1])).filter(RangeFaults::isBound);
    return first.isPresent() && second.isPresent()
        ? Optional.of(first.get() + " " + second.get())
        : Optional.empty();
  }

  private static boolean isBound(String range) {
    return range.matches("(?:[≥≤<]|超过).*");
  }

  private boolean isRange(String range) {
    return NumberRange.parse(range, money, figures).isPresent();
  }

  private static Optional<String> meant(String bare) {
    Matcher span = SPAN.matcher(bare);
    if (span.matches()) {
      String low = trimmed(span.group(1));
      String high = trimmed(span.group(2));
      return Optional.of(
          (high.endsWith("万") && !low.endsWith("万") ? low + "万" : low) + ".." + high);
    }
    return signed(ABOVE, bare, "≥")
        .or(() -> signed(BELOW, bare, "≤"))
        .or(() -> signed(FROM, bare, "≥"))
        .or(() -> signed(TO, bare, "≤"))
        .or(() -> signed(OVER, bare, "超过"))
        .or(() -> signed(UNDER, bare, "<"))
        .or(() -> bare.matches(NUMBER) ? Optional.of(trimmed(bare)) : Optional.empty());
  }

  private static Optional<String> signed(Pattern pattern, String bare, String sign) {
    Matcher matcher = pattern.matcher(bare);
    return matcher.matches() ? Optional.of(sign + trimmed(matcher.group(1))) : Optional.empty();
  }

  /** Without commas, and without the points that belong to the span's sign. */
  private static String trimmed(String number) {
    return number.replace(",", "").replaceFirst("\\.+$", "");
  }
}
