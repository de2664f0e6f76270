package io.yizhan.policy;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanRow.RateSource;
import io.yizhan.policy.PolicyTable.Adjustment;
import io.yizhan.policy.PolicyTable.Change;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles one row of a layer, with the adjustments that hold beside it. */
final class RowCompiler {
  private final IssueLog log;
  private final PlanNames names;
  private final AmountCompiler amounts;
  private final List<PlanAccount> accounts;

  RowCompiler(IssueLog log, PlanNames names, AmountCompiler amounts, List<PlanAccount> accounts) {
    this.log = log;
    this.names = names;
    this.amounts = amounts;
    this.accounts = accounts;
  }

  /** The row, changed by the adjustments whose bits are set, in the order written. */
  PlanRow row(LayerIn in, PolicyTable.Row row, int adjustmentBits, int place) {
    PolicyTable.Settings settings = row.settings();
    PlanAmount threshold = amountOr(in, place, settings.threshold());
    PlanAmount trigger = amountOr(in, place, settings.trigger());
    List<PlacedCap> placed = placedCaps(in, settings.caps());
    int[] capAccounts = placed.stream().mapToInt(PlacedCap::account).toArray();
    PlanAmount[] caps =
        placed.stream()
            .map(cap -> cap(in, place, cap.authored(), cap.account()))
            .toArray(PlanAmount[]::new);
    List<PolicyTable.Band> bands =
        settings.rate() instanceof PolicyTable.Bands marginal
            ? marginal.bands()
            : List.of(new PolicyTable.Band(0, Optional.empty(), 0));
    long[] bandTo = bands.stream().mapToLong(band -> band.toFen().orElse(Long.MAX_VALUE)).toArray();
    int[] ppm =
        bands.stream().mapToInt(band -> band.next() ? PlanRow.NEXT : band.ratePpm()).toArray();
    Set<String> clauses = new LinkedHashSet<>();
    clauses.add(clause(in, row.cite()));
    List<Adjustment> adjustments = in.layer().adjustments();
    for (int bit = 0; bit < adjustments.size(); bit++) {
      if ((adjustmentBits & 1 << bit) == 0) {
        continue;
      }
      for (Change change : adjustments.get(bit).changes()) {
        checkIsThere(in, settings, change, adjustments.get(bit).line());
        checkCeiling(in, row, change);
        switch (change.setting()) {
          case "threshold" -> threshold = changed(threshold, change);
          case "trigger" -> trigger = changed(trigger, change);
          case "rate" -> changeRates(ppm, change, in.layer().reading().rateAtMostPpm());
          default -> changeCap(in, change, capAccounts, caps, adjustments.get(bit).line());
        }
      }
      if (!adjustments.get(bit).cite().isEmpty()) {
        clauses.add(clause(in, adjustments.get(bit).cite()));
      }
    }
    return new PlanRow(
        amounts.sum(in, place, settings.counts()).orElse(PlanAmount.ZERO),
        threshold,
        settings.ownCeiling(),
        settings.trigger().isEmpty()
            ? PlanRow.Trigger.NONE
            : new PlanRow.Trigger(true, trigger, settings.triggerBeyond()),
        bandTo,
        ppm,
        rateSource(in, place, settings.rate()),
        capAccounts,
        caps,
        String.join("；", clauses));
  }

  private record PlacedCap(PolicyTable.Cap authored, int account) {}

  /** Caps by their accounts; the funds' money last, for it is asked what the others let through. */
  private List<PlacedCap> placedCaps(LayerIn in, List<PolicyTable.Cap> caps) {
    return caps.stream()
        .map(
            cap ->
                new PlacedCap(cap, cap.account().map(n -> account(in, n, cap.line())).orElse(-1)))
        .sorted(Comparator.comparingInt(cap -> askedLate(cap.account())))
        .toList();
  }

  private int askedLate(int account) {
    if (account < 0 || accounts.get(account).owner() != PolicyTable.Owner.FUND) {
      return 0;
    }
    return accounts.get(account).noneIfShort() ? 2 : 1;
  }

  private PlanAmount amountOr(LayerIn in, int place, Optional<PolicyTable.Text> text) {
    return text.flatMap(given -> amounts.amount(in, place, given)).orElse(PlanAmount.ZERO);
  }

  private static PlanAmount changed(PlanAmount amount, Change change) {
    return switch (change.kind()) {
      case TIMES -> amount.times(change.value());
      case PLUS -> amount.plus(change.value());
      case SET -> PlanAmount.constant(change.value());
    };
  }

  private static void changeRates(int[] ppm, Change change, int atMostPpm) {
    for (int i = 0; i < ppm.length; i++) {
      if (ppm[i] == PlanRow.NEXT) {
        continue;
      }
      long rate =
          switch (change.kind()) {
            case TIMES -> Fen.roundHalfUp(Math.multiplyExact((long) ppm[i], change.value()));
            case PLUS -> ppm[i] + change.value();
            case SET -> change.value();
          };
      ppm[i] = (int) Math.max(0, Math.min(atMostPpm, rate));
    }
  }

  /** An adjustment that finds nothing to change in a row would be dropped in silence. */
  private void checkIsThere(LayerIn in, PolicyTable.Settings settings, Change change, int line) {
    boolean there =
        switch (change.setting()) {
          case "threshold" -> settings.threshold().isPresent();
          case "trigger" -> settings.trigger().isPresent();
          case "rate" -> settings.rate() instanceof PolicyTable.Bands;
          default -> isCapThere(in, change, line);
        };
    if (!there) {
      String label = in.layer().name().key();
      log.error(
          line,
          "NOTHING_TO_ADJUST",
          "“" + label + "”的调整要改 " + change.setting() + "，可是要改的那一行没有可改的数（定额、同某层和核定的比例不能调整）。",
          "'"
              + label
              + "' adjusts "
              + change.setting()
              + " where a row has none to change (a fixed sum, another layer's rate and a decided"
              + " rate cannot be adjusted).");
    }
  }

  /**
   * A ceiling under what the row pays unadjusted would make every adjustment a cut, a raise too.
   */
  private void checkCeiling(LayerIn in, PolicyTable.Row row, Change change) {
    int atMostPpm = in.layer().reading().rateAtMostPpm();
    if (!change.setting().equals("rate")
        || !(row.settings().rate() instanceof PolicyTable.Bands bands)) {
      return;
    }
    int highestPpm = bands.bands().stream().mapToInt(PolicyTable.Band::ratePpm).max().orElse(0);
    if (highestPpm > atMostPpm) {
      String label = in.layer().name().key();
      String ceiling = Yuan.formatPercent(atMostPpm);
      String rate = Yuan.formatPercent(highestPpm);
      log.mistake(
          row.line(),
          "CEILING_UNDER_RATE",
          "“" + label + "”的 rate_at_most 是 " + ceiling + "，这一行不调整就有 " + rate + "：一调整反而降低。改封顶或比例。",
          "'"
              + label
              + "' says rate_at_most "
              + ceiling
              + ", below the "
              + rate
              + " of this row unadjusted: any adjustment would cut it. Mend one of them.");
    }
  }

  /** Whether some row of the layer has this cap; in a row without it there is none to change. */
  private boolean isCapThere(LayerIn in, Change change, int line) {
    int changed = slot(in, change, line);
    return in.layer().rows().stream()
        .flatMap(row -> row.settings().caps().stream())
        .filter(cap -> cap.amount().isPresent())
        .anyMatch(
            cap ->
                cap.account().map(name -> account(in, name, cap.line())).orElse(PlanLayer.NONE)
                    == changed);
  }

  private int slot(LayerIn in, Change change, int line) {
    String name = change.setting().replaceFirst("^cap\\s+", "");
    boolean visit = name.equals("visit") || name.equals("单次");
    return visit ? PlanLayer.NONE : account(in, name, line);
  }

  private void changeCap(
      LayerIn in, Change change, int[] capAccounts, PlanAmount[] caps, int line) {
    int slot = slot(in, change, line);
    boolean times = slot >= 0 && accounts.get(slot).counting();
    boolean figure = change.kind() != Change.Kind.TIMES;
    long value = times && figure ? change.value() / Fen.IN_YUAN : change.value();
    Change fitting = new Change(change.setting(), change.kind(), value);
    for (int i = 0; i < caps.length; i++) {
      if (capAccounts[i] == slot) {
        caps[i] = changed(caps[i], fitting);
      }
    }
  }

  private PlanAmount cap(LayerIn in, int place, PolicyTable.Cap cap, int account) {
    if (cap.account().isPresent() && account < 0) {
      return PlanAmount.ZERO; // Of what kind it should be is not known: its account was reported.
    }
    boolean ofFund = account >= 0 && accounts.get(account).owner() == PolicyTable.Owner.FUND;
    if (cap.amount().isEmpty() != ofFund) {
      log.error(
          cap.line(),
          "CAP_OF_WRONG_KIND",
          "“available”只用于资金账户（of: fund），资金账户也只写 available。",
          "'available' belongs to fund accounts (of: fund), and those take nothing else.");
    }
    if (cap.amount().isEmpty()) {
      return PlanAmount.ZERO;
    }
    boolean times = account >= 0 && accounts.get(account).counting();
    PolicyTable.Text text = cap.amount().get();
    return (times ? amounts.count(in, place + 1, text) : amounts.amount(in, place + 1, text))
        .orElse(PlanAmount.ZERO);
  }

  private RateSource rateSource(LayerIn in, int place, PolicyTable.Rate rate) {
    if (rate instanceof PolicyTable.Flat flat) {
      PlanAmount amount = amounts.amount(in, place, flat.amount()).orElse(PlanAmount.ZERO);
      return new RateSource(RateSource.Kind.FLAT, -1, 0, 0, amount);
    }
    if (rate instanceof PolicyTable.RateOf of) {
      Optional<Integer> layer = names.layer(in.table(), of.layer().value());
      if (layer.isEmpty() || layer.get() >= place) {
        log.unknown(
            of.layer().line(),
            "前面的支付层",
            "earlier layer",
            of.layer().value(),
            in.table().layers().stream().map(each -> each.name().key()).toList());
        return RateSource.BANDS;
      }
      names.checkStage(of.layer().line(), in.layer().stage(), names.layerIn(layer.get()).layer());
      return new RateSource(RateSource.Kind.LAYER, layer.get(), 0, 0, PlanAmount.ZERO);
    }
    if (rate instanceof PolicyTable.Decided decided) {
      return new RateSource(
          RateSource.Kind.RECORD,
          names.record(decided.record()),
          decided.minPpm(),
          decided.maxPpm(),
          PlanAmount.ZERO);
    }
    return RateSource.BANDS;
  }

  /** The place of an account, which must be of the layer's stage. */
  int account(LayerIn in, String name, int line) {
    Optional<Integer> place = names.account(in.table(), name);
    if (place.isEmpty() && names.namesMistyped(in.table(), name)) {
      return PlanLayer.NONE;
    }
    if (place.isEmpty()) {
      log.unknown(
          line,
          "累计账",
          "account",
          name,
          in.table().accounts().stream().map(account -> account.name().key()).toList());
      return PlanLayer.NONE;
    }
    for (PlanAccount.Added added : accounts.get(place.get()).adds()) {
      if (added.quantity().isOfLayer()) {
        names.checkStage(line, in.layer().stage(), names.layerIn(added.index()).layer());
      }
    }
    return place.get();
  }

  /**
   * A cite with its letter replaced by the document's title, so that an answer can be read alone.
   */
  private static String clause(LayerIn in, String cite) {
    if (cite.startsWith(RowReader.ASSUMED_PREFIX)) {
      return "假定：" + cite.substring(RowReader.ASSUMED_PREFIX.length());
    }
    String[] parts = cite.split("\\s+", 2);
    PolicyTable.Source source = in.table().sources().get(parts[0]);
    if (source == null) {
      return cite;
    }
    return "《" + source.title() + "》" + (parts.length > 1 ? parts[1] : "");
  }
}
