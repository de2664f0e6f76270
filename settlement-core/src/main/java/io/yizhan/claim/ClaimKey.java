package io.yizhan.claim;

/**
 * What makes a claim one claim: it is settled once.
 *
 * @param hospitalId who booked it: the hospital, or the aid office of a county for treatment
 *     elsewhere, on paper
 */
public record ClaimKey(String hospitalId, String encounterId, String billNumber) {
  /** Before the six digits of a county, in the place of a hospital: its aid office. */
  public static final String OFFICE = "office:";

  private static final int COUNTY_DIGITS = 6;

  /**
   * Whether an aid office booked it from paper. The person has paid the hospital the whole bill, so
   * there is no hospital's share and every payer's line goes to the person's account.
   */
  public boolean byOffice() {
    return isOffice(hospitalId);
  }

  /** Whether an id in the place of a hospital's is that of a county's aid office. */
  public static boolean isOffice(String hospitalId) {
    return hospitalId.startsWith(OFFICE)
        && hospitalId.length() == OFFICE.length() + COUNTY_DIGITS
        && hospitalId.chars().skip(OFFICE.length()).allMatch(c -> c >= '0' && c <= '9');
  }

  /** The county of an aid office. */
  public static String countyOf(String officeId) {
    if (!isOffice(officeId)) {
      throw new IllegalArgumentException("must be the id of an aid office");
    }
    return officeId.substring(OFFICE.length());
  }
}
