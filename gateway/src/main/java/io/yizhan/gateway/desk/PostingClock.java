package io.yizhan.gateway.desk;

import io.yizhan.settlement.LateClaim;
import io.yizhan.settlement.Settlement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/**
 * Which posting day (记账日) an instant belongs to. All gateways of a database read the same row, each
 * booking inside its own transaction, so that no two can disagree.
 *
 * @param cutOff minutes after midnight, Asia/Shanghai, at which the next day begins: 720 to 1440
 * @param laterCutOff the one that holds on and after a civil day
 * @param laterFrom that day
 * @param openFrom the first day that is neither closed nor closing: whatever comes for an earlier
 *     one falls in it
 * @param lateYear the newest benefit year of which some county takes claims until a day only; 0 for
 *     none
 */
public record PostingClock(
    int cutOff, int laterCutOff, LocalDate laterFrom, LocalDate openFrom, int lateYear) {
  /** Noon: a day that began earlier would be posted on before it is there. */
  public static final int CUT_OFF_MIN = 720;

  /** Midnight: posting days are civil days. */
  public static final int CUT_OFF_MAX = 1440;

  /** The day whose hours these are, open or not. */
  public LocalDate dayOf(Instant time) {
    LocalDateTime civil = LocalDateTime.ofInstant(time, SettlementDesk.CIVIL_ZONE);
    LocalDate day = civil.toLocalDate();
    int minute = civil.getHour() * 60 + civil.getMinute();
    return minute >= cutOffOf(day) ? day.plusDays(1) : day;
  }

  /** At which minute of a civil day the next posting day begins. */
  public int cutOffOf(LocalDate civilDay) {
    return civilDay.isBefore(laterFrom) ? cutOff : laterCutOff;
  }

  /** The day on which something of this instant is booked. */
  public LocalDate openDayOf(Instant time) {
    LocalDate day = dayOf(time);
    return day.isBefore(openFrom) ? openFrom : day;
  }

  /**
   * Whether a settlement that is booked on a day may be of a benefit year whose claims are no
   * longer taken: of this year and later ones nobody has set a day.
   */
  public boolean mayBeLate(Settlement settlement, LocalDate bookedOn) {
    return settlement.benefitYear() <= lateYear && LateClaim.isOfYearBefore(settlement, bookedOn);
  }

  /** The same stamp, on the day that is open. */
  public Stamp stamp(Stamp made) {
    return new Stamp(made.id(), made.requestId(), made.time(), openDayOf(made.time()));
  }

  /** The last day that is over at an instant. */
  public LocalDate lastOver(Instant time) {
    return dayOf(time).minusDays(1);
  }
}
