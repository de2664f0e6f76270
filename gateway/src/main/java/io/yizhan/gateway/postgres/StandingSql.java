package io.yizhan.gateway.postgres;

import io.yizhan.gateway.postgres.StandingReader.Asked;
import io.yizhan.gateway.postgres.StandingReader.AskedBill;
import io.yizhan.gateway.postgres.StandingReader.AskedClaim;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The statements of {@link StandingReader} and their values, every part by its primary key. The
 * columns of all parts have the very same types, and the parts of a person hang on one look-up: the
 * server then runs a dozen plan nodes where casts and a shared table of one row take two dozen.
 */
final class StandingSql {
  /** In the columns of a year, of what has none. */
  private static final String NO_YEAR =
      "NULL::text[], NULL::bigint[], NULL::bigint[], NULL::bigint[], NULL::bigint[]";

  /**
   * What hangs on a person {@code p}, on the day of the service where it asks for one. Of accounts
   * only the years that are asked for: what a person used long ago would be read with each claim.
   */
  private static final String OF_PERSON =
      """
          SELECT 'I' AS part, category AS a, county AS b, source AS c, '' AS d, '' AS e, 0 AS year,
              0::bigint AS one_fen, 0::bigint AS two_fen, 0::bigint AS three_fen,
              valid_from, valid_to, 0::bigint AS version, NULL::text[] AS codes,
              NULL::bigint[] AS used, NULL::bigint[] AS held, NULL::bigint[] AS pending,
              NULL::bigint[] AS seqs
            FROM identity WHERE bucket = p.person_bucket AND person_id = p.person_id
          UNION ALL
          SELECT 'A', approval_id, kind, disease, treatment_form, hospital_id, rate_ppm,
              amount_fen, 0::bigint, 0::bigint, valid_from, valid_to, 0::bigint, :none
            FROM approval WHERE bucket = p.person_bucket AND person_id = p.person_id
          UNION ALL
          SELECT 'G', grant_id, fund_code, '', '', '', 0, amount_fen, drawn_fen, held_fen,
              valid_from, valid_to, 0::bigint, :none
            FROM charity_grant WHERE bucket = p.person_bucket AND person_id = p.person_id
          UNION ALL
          SELECT 'U', account_id, '', '', '', '', benefit_year, 0::bigint, 0::bigint, 0::bigint,
              NULL::date, NULL::date, version, codes, used_fen, held_fen, pending_fen, seqs
            FROM account_year WHERE bucket = p.person_bucket AND account_id = p.person_id
              AND benefit_year = ANY (:years)
          UNION ALL
          SELECT 'M', m.household_id, '', '', '', '', y.benefit_year, 0::bigint, 0::bigint,
              0::bigint, NULL::date, NULL::date, y.version, y.codes, y.used_fen, y.held_fen,
              y.pending_fen, y.seqs
            FROM household_member m
            LEFT JOIN account_year y
              ON y.bucket = m.household_bucket AND y.account_id = m.household_id
                AND y.benefit_year = ANY (:years)
            WHERE m.bucket = p.person_bucket AND m.person_id = p.person_id
              AND :day >= m.valid_from AND :day <= coalesce(m.valid_to, 'infinity')
      """
          .replace(":none", NO_YEAR);

  /**
   * Whether to look for holds of the person, and for claims on paper. Whoever locks the accounts
   * sees it there; of holds a household's year that was read shows it too.
   */
  private static final String MARKS =
      """
          UNION ALL
          SELECT 'D', CASE WHEN held_until IS NULL THEN '' ELSE 'held' END,
              CASE WHEN on_paper THEN 'on_paper' ELSE '' END, '', '', '', 0, 0::bigint, 0::bigint, 0::bigint,
              NULL::date, NULL::date, 0::bigint, :none
            FROM account WHERE bucket = p.person_bucket AND account_id = p.person_id
              AND (held_until IS NOT NULL OR on_paper)
      """
          .replace(":none", NO_YEAR);

  private static final String OF_NOBODY =
      """
      UNION ALL
      SELECT 'H', hospital_id, region, level, suspended::text, '', 0, 0::bigint, 0::bigint,
          0::bigint, NULL::date, NULL::date, 0::bigint, :none, '', 0
        FROM hospital WHERE hospital_id = :hospitals
      UNION ALL
      SELECT 'F', f.fund_code, '', '', '', '', 0, f.budget_fen, f.used_fen,
          CASE WHEN f.held_fen = 0 THEN 0::bigint ELSE (
            SELECT coalesce(sum(h.held_fen), 0)::bigint FROM fund_hold h
            WHERE h.fund_code = f.fund_code AND h.expire_time > now()) END,
          NULL::date, NULL::date, 0::bigint, :none, '', 0
        FROM fund f
      UNION ALL
      SELECT 'P', '', '', '', '', '', cut_off, later_cut_off::bigint,
          CASE WHEN :numbered THEN 1::bigint ELSE 0::bigint END, 0::bigint,
          open_from, later_from, late_year::bigint, :none, '', 0
        FROM posting_clock
      """
          .replace(":none", NO_YEAR)
          .replace(":numbered", PostingClocks.NUMBERED);

  static final String READ =
      """
      SELECT x.part, x.a, x.b, x.c, x.d, x.e, x.year, x.one_fen, x.two_fen, x.three_fen,
          x.valid_from, x.valid_to, x.version, x.codes, x.used, x.held, x.pending, x.seqs,
          p.person_id, 0
        FROM person_alias p LEFT JOIN LATERAL (
      """
          + OF_PERSON.replace(":day", "?").replace(":years", "?::int[]")
          + MARKS
          + """
            ) x ON true
            WHERE p.bucket = ? AND p.alias = ?
          """
          + OF_NOBODY.replace(":hospitals", "?");

  /** The persons of many asks, each with what hangs on it. */
  private static final String OF_EACH =
      """
      SELECT x.part, x.a, x.b, x.c, x.d, x.e, x.year, x.one_fen, x.two_fen, x.three_fen,
          x.valid_from, x.valid_to, x.version, x.codes, x.used, x.held, x.pending, x.seqs,
          p.person_id, k.place
        FROM unnest(?::int[], ?::smallint[], ?::bytea[], ?::date[], ?::text[])
          AS k (place, b, alias, day, years)
        JOIN person_alias p ON p.bucket = k.b AND p.alias = k.alias LEFT JOIN LATERAL (
      """
          + OF_PERSON.replace(":day", "k.day").replace(":years", "k.years::int[]");

  private static final String END_OF_EACH =
      ") x ON true\n" + OF_NOBODY.replace(":hospitals", "ANY (?::text[])");

  /** What stands in the way of a claim: what of it, whose, which, under which request. */
  private static final String LIVE =
      """
      UNION ALL
      SELECT 'L', 'B', l.hospital_id, l.settlement_id, l.request_id, '', 0, 0::bigint, 0::bigint,
          0::bigint, NULL::date, NULL::date, 0::bigint, :none, '', :bill_place
        FROM :bill
      UNION ALL
      SELECT 'L', 'I', l.hospital_id, l.settlement_id, l.request_id, '', 0, 0::bigint, 0::bigint,
          0::bigint, NULL::date, NULL::date, 0::bigint, :none, '', :insurer_place
        FROM :insurer
      """
          .replace(":none", NO_YEAR);

  private static final String LIVE_OF_ONE =
      LIVE.replace(":bill_place", "0")
          .replace(
              ":bill",
              """
              live_claim l WHERE l.bucket = ? AND l.hospital_id = ? AND l.encounter_id = ?
                AND l.bill_number = ?
              """)
          .replace(":insurer_place", "0")
          .replace(
              ":insurer",
              """
              live_insurer_settlement l WHERE l.bucket = ? AND l.insured_region = ?
                AND l.insurer_settlement_id = ?
              """);

  private static final String LIVE_OF_EACH =
      LIVE.replace(":bill_place", "k.place")
          .replace(
              ":bill",
              """
              unnest(?::int[], ?::smallint[], ?::text[], ?::text[], ?::text[])
                AS k (place, b, hospital, encounter, bill)
              JOIN live_claim l ON l.bucket = k.b AND l.hospital_id = k.hospital
                AND l.encounter_id = k.encounter AND l.bill_number = k.bill
              """)
          .replace(":insurer_place", "k.place")
          .replace(
              ":insurer",
              """
              unnest(?::int[], ?::smallint[], ?::text[], ?::text[])
                AS k (place, b, region, insurer_id)
              JOIN live_insurer_settlement l ON l.bucket = k.b AND l.insured_region = k.region
                AND l.insurer_settlement_id = k.insurer_id
              """);

  /** For one claim: the standing, and what stands in the way. */
  static final String SEE = READ + LIVE_OF_ONE;

  /** For many claims. */
  static final String SEE_EACH = OF_EACH + MARKS + END_OF_EACH + LIVE_OF_EACH;

  static final SetStatement READ_ALL =
      new SetStatement(
          OF_EACH
              + END_OF_EACH
              + """
          UNION ALL
          SELECT 'R', '', '', '', '', '', 0, 0::bigint, 0::bigint, 0::bigint, NULL::date, NULL::date,
              0::bigint, :none, '', k.place
            FROM unnest(?::int[], ?::smallint[], ?::text[], ?::text[])
              AS k (place, b, owner, request)
            JOIN request r ON r.bucket = k.b AND r.owner_id = k.owner AND r.request_id = k.request
          """
                  .replace(":none", NO_YEAR)
              + LIVE_OF_EACH);

  private StandingSql() {}

  /** Binds {@link #READ_ALL}. */
  static void bindAll(Columns to, List<AskedClaim> asked) throws SQLException {
    bindPersonsAndHospitals(to, asked.stream().map(AskedClaim::person).toList());
    bindPlaces(to, asked);
    to.smallints(asked, each -> Requests.bucket(each.request()));
    to.texts(asked, each -> each.request().ownerId());
    to.texts(asked, each -> each.request().requestId());
    bindBills(to, asked.stream().map(AskedClaim::bill).toList());
  }

  /** What looks for what stands in the way of each. */
  static void bindBills(Columns to, List<AskedBill> asked) throws SQLException {
    bindPlaces(to, asked);
    to.smallints(asked, each -> LiveClaims.bucket(each.claim()));
    to.texts(asked, each -> each.claim().hospitalId());
    to.texts(asked, each -> each.claim().encounterId());
    to.texts(asked, each -> each.claim().billNumber());
    bindPlaces(to, asked);
    to.smallints(asked, each -> LiveClaims.bucket(each.insurer()));
    to.texts(asked, each -> LiveClaims.regionOf(each.insurer()));
    to.texts(asked, each -> LiveClaims.idOf(each.insurer()));
  }

  /** What reads the standing of each, and the hospitals and funds. */
  static void bindPersonsAndHospitals(Columns to, List<Asked> asked) throws SQLException {
    bindPersons(to, asked);
    to.texts(asked, each -> Columns.arrayText(each.years(), Integer::longValue));
    to.texts(asked.stream().map(Asked::hospitalId).distinct().toList(), id -> id);
  }

  private static void bindPlaces(Columns to, List<?> asked) throws SQLException {
    to.longs(IntStream.range(0, asked.size()).boxed().toList(), Integer::intValue);
  }

  /** Place, bucket, alias and day of each, as a statement that locks many asks for them. */
  static void bindPersons(Columns to, List<Asked> asked) throws SQLException {
    bindPlaces(to, asked);
    to.smallints(asked, each -> Bucket.of(each.alias()));
    to.bytes(asked, Asked::alias);
    to.texts(asked, each -> each.day().toString());
  }
}
