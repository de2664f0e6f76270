package io.yizhan.gateway.desk;

import java.time.LocalDate;
import java.util.List;

/** The port to what funds have and have spent. Nothing of it is on the way of a claim. */
public interface FundStore {
  /**
   * Funds that money was booked into, by code and year.
   *
   * @param regions leading digits of the divisions whose funds are asked for; the empty string asks
   *     for all, finite funds included
   * @param afterFund and afterYear: those after this fund and year; empty and 0 from the first
   */
  List<FundBalance> balances(List<String> regions, String afterFund, int afterYear, int limit);

  /**
   * Adds one day that is over to the running totals: the first with settlements that is not in
   * them.
   *
   * @param before no day from this one on is added; nothing may be posted before it any more
   * @return false when there was no such day
   */
  boolean countDay(LocalDate before);
}
