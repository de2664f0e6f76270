package io.yizhan.gateway.sheet;

import java.util.List;

/**
 * What a sheet shows, as words.
 *
 * @param heads who, where, when
 * @param total the bill
 * @param payers the waterfall, a row a payment
 * @param unpaid layers that paid nothing, with why
 * @param means how the patient's share is paid
 * @param reasons why the share is not smaller
 * @param usages what is left of caps
 * @param notes corrections
 * @param patientNow the patient's share after corrections; empty where there is none
 * @param policies what was applied
 */
public record Sheet(
    List<Head> heads,
    String total,
    List<Payer> payers,
    List<String> unpaid,
    String hospitalShare,
    String patientShare,
    List<Head> means,
    List<Reason> reasons,
    List<Usage> usages,
    List<String> notes,
    String patientNow,
    List<String> policies) {
  public Sheet {
    heads = List.copyOf(heads);
    payers = List.copyOf(payers);
    unpaid = List.copyOf(unpaid);
    means = List.copyOf(means);
    reasons = List.copyOf(reasons);
    usages = List.copyOf(usages);
    notes = List.copyOf(notes);
    policies = List.copyOf(policies);
  }

  /** A value with its name. */
  public record Head(String name, String value) {}

  /** A payment. */
  public record Payer(
      String layer,
      String fund,
      String base,
      String deductible,
      String rule,
      String amount,
      String clause,
      String shares,
      String payee) {}

  /** Why a part of the share stayed. */
  public record Reason(String amount, String why, String clause) {}

  /** An account with a cap. */
  public record Usage(
      String account, String year, String before, String after, String cap, String left) {}
}
