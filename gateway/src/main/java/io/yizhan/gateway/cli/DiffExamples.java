package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.WorseOff;
import io.yizhan.gateway.readback.Differences.Difference;
import io.yizhan.policy.PlanLayer;
import io.yizhan.settlement.Settlement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which claim of a scan is an example of which difference. An example stands under a difference
 * only where nothing else can have made it: it is the only one that changes amounts, or the only
 * one of its layer for this person while what comes before that layer is as it was. All other
 * examples are of all differences together.
 */
final class DiffExamples {
  /** Examples read best with round amounts, fen. */
  private static final long ROUND_FEN = 100_000;

  private final List<Difference> effective;
  private final WorseOff.Scan scan;

  DiffExamples(List<Difference> differences, WorseOff.Scan scan) {
    this.effective = differences.stream().filter(Difference::changesAmounts).toList();
    this.scan = scan;
  }

  /**
   * An example.
   *
   * @param layer the layer that pays otherwise
   */
  record Example(String layer, WorseOff.Point point) {}

  /** The example of one difference, where there is one that is its own. */
  Optional<Example> of(Difference difference) {
    if (!effective.contains(difference)) {
      return Optional.empty();
    }
    boolean alone = effective.size() == 1;
    if (difference.layer().isEmpty()) {
      return alone ? layers().flatMap(layer -> first(layer, point -> true)).findFirst() : none();
    }
    if (!alone && effective.stream().anyMatch(other -> other.layer().isEmpty())) {
      return none();
    }
    return first(
            difference.layer(),
            point ->
                concerns(difference, point)
                    && (alone
                        || (isOnly(difference, point) && sameBefore(difference.layer(), point))))
        .findFirst();
  }

  /** Examples of what layers pay otherwise for no single difference's sake, a layer once. */
  List<Example> together() {
    List<Example> together = new ArrayList<>();
    boolean ofDocument =
        effective.size() > 1 && effective.stream().anyMatch(each -> each.layer().isEmpty());
    Set<String> unexplained = new LinkedHashSet<>();
    if (ofDocument) {
      layers().forEach(unexplained::add);
    } else {
      effective.stream()
          .filter(each -> !each.layer().isEmpty() && of(each).isEmpty())
          .forEach(each -> unexplained.add(each.layer()));
    }
    for (String layer : unexplained) {
      List<Difference> own = effective.stream().filter(each -> each.layer().equals(layer)).toList();
      first(
              layer,
              point ->
                  ofDocument
                      || own.stream().anyMatch(each -> of(each).isEmpty() && concerns(each, point)))
          .forEach(together::add);
    }
    return together;
  }

  private static Optional<Example> none() {
    return Optional.empty();
  }

  /** The smallest round amount at which the layer pays otherwise than before. */
  private Stream<Example> first(String layer, Predicate<WorseOff.Point> fits) {
    return scan.points().stream()
        .filter(point -> paysOtherwise(layer, point))
        .filter(fits)
        .min(
            Comparator.comparing((WorseOff.Point each) -> each.amountFen() % ROUND_FEN != 0)
                .thenComparing(WorseOff.Point::amountFen))
        .map(point -> new Example(layer, point))
        .stream();
  }

  private static boolean concerns(Difference difference, WorseOff.Point point) {
    return difference.identities().isEmpty() || difference.identities().contains(point.identity());
  }

  private boolean isOnly(Difference difference, WorseOff.Point point) {
    return effective.stream()
        .filter(other -> other.layer().equals(difference.layer()))
        .filter(other -> concerns(other, point))
        .allMatch(difference::equals);
  }

  /** Whether every layer before this one, in either version, pays this claim what it paid. */
  private static boolean sameBefore(String layer, WorseOff.Point point) {
    return Stream.of(point.before(), point.after())
        .flatMap(settlement -> codes(settlement).stream().takeWhile(code -> !code.equals(layer)))
        .noneMatch(code -> paysOtherwise(code, point));
  }

  private static boolean paysOtherwise(String layer, WorseOff.Point point) {
    long[] paid = point.paidFen(layer);
    return paid[0] != paid[1];
  }

  private Stream<String> layers() {
    return scan.points().stream()
        .flatMap(point -> Stream.of(point.before(), point.after()))
        .flatMap(settlement -> codes(settlement).stream())
        .distinct();
  }

  private static List<String> codes(Settlement settlement) {
    return settlement.plan().layers().stream().map(PlanLayer::code).toList();
  }
}
