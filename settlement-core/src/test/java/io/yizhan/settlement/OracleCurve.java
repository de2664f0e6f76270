package io.yizhan.settlement;

import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Marginal bands of a row on its axis, with the adjustments that hold. */
final class OracleCurve {
  /** The scale of a rate: 0.0001 %. */
  private static final int RATE_SCALE = 6;

  private final List<Segment> segments;

  /** A stretch with its rate; what is next pays nothing. */
  private record Segment(BigDecimal from, Optional<BigDecimal> to, BigDecimal rate, boolean next) {}

  private OracleCurve(List<Segment> segments) {
    this.segments = segments;
  }

  static OracleCurve flatRate(BigDecimal rate) {
    return new OracleCurve(List.of(new Segment(OracleBill.ZERO, Optional.empty(), rate, false)));
  }

  static OracleCurve of(
      List<PolicyTable.Band> bands, List<PolicyTable.Change> changes, BigDecimal atMost) {
    List<Segment> segments = new ArrayList<>();
    for (PolicyTable.Band band : bands) {
      BigDecimal rate = BigDecimal.valueOf(band.ratePpm(), RATE_SCALE);
      for (PolicyTable.Change change : changes) {
        rate = band.next() ? rate : changed(rate, change).min(atMost).max(BigDecimal.ZERO);
      }
      segments.add(
          new Segment(
              OracleBill.yuan(band.fromFen()),
              band.toFen().map(OracleBill::yuan),
              rate,
              band.next()));
    }
    return new OracleCurve(segments);
  }

  private static BigDecimal changed(BigDecimal rate, PolicyTable.Change change) {
    BigDecimal value = BigDecimal.valueOf(change.value(), RATE_SCALE);
    return switch (change.kind()) {
      case TIMES -> rate.multiply(value).setScale(RATE_SCALE, RoundingMode.HALF_UP);
      case PLUS -> rate.add(value);
      case SET -> value;
    };
  }

  /** How much of a segment lies between two points. */
  private static BigDecimal length(Segment segment, BigDecimal from, BigDecimal to) {
    BigDecimal low = from.max(segment.from());
    BigDecimal high = segment.to().map(to::min).orElse(to);
    return high.subtract(low).max(BigDecimal.ZERO);
  }

  /** What the bands pay between two points, exact. */
  BigDecimal due(BigDecimal from, BigDecimal to) {
    return segments.stream()
        .map(segment -> length(segment, from, to).multiply(segment.rate()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The length between two points that is left to the next layer. */
  BigDecimal next(BigDecimal from, BigDecimal to) {
    return segments.stream()
        .filter(Segment::next)
        .map(segment -> length(segment, from, to))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The shortest piece of the stretch whose payment is this, without what is next. */
  BigDecimal consumed(BigDecimal from, BigDecimal to, BigDecimal paid) {
    BigDecimal toPay = paid;
    BigDecimal consumed = OracleBill.ZERO;
    for (Segment segment : segments) {
      BigDecimal length = length(segment, from, to);
      if (segment.next() || length.signum() == 0 || toPay.signum() == 0) {
        continue;
      }
      BigDecimal whole = length.multiply(segment.rate());
      if (whole.compareTo(toPay) <= 0) {
        consumed = consumed.add(length);
        toPay = toPay.subtract(whole);
      } else {
        consumed = consumed.add(toPay.divide(segment.rate(), 2, RoundingMode.HALF_UP));
        toPay = BigDecimal.ZERO;
      }
    }
    return consumed.min(to.subtract(from).max(BigDecimal.ZERO));
  }

  /** The rate of the highest band that the axis reaches up to here. */
  BigDecimal reached(BigDecimal to) {
    BigDecimal rate = BigDecimal.ZERO;
    for (Segment segment : segments) {
      boolean reached = to.compareTo(segment.from()) > 0;
      rate = reached && !segment.next() ? segment.rate() : rate;
    }
    return rate;
  }
}
