package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.HoldStore.HeldUntil;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What quotes that bind hold of what may be drawn under provisional identities. Each is counted by
 * others until it expires by the server's clock, and never by its own bill; it goes with its hold.
 */
final class HeldExposures {
  /** What is held by other bills under the approval {@code v}, fen; asks for the bill. */
  static final String OF_APPROVAL =
      """
      (SELECT coalesce(sum(h.held_fen), 0)::bigint FROM provisional_hold h
        WHERE h.bucket = ? AND h.person_id = ? AND h.provisional_id = v.provisional_id
          AND h.expire_time > now()
          AND (h.hospital_id, h.encounter_id, h.bill_number) <> (?, ?, ?))
      """;

  /** What is held by other bills under the open approvals of the county {@code c}, fen. */
  static final String OF_COUNTY =
      """
      (SELECT coalesce(sum(h.held_fen), 0)::bigint FROM provisional_hold h
        JOIN provisional o ON o.provisional_id = h.provisional_id AND o.state = 'OPEN'
        WHERE h.county = c.county AND h.expire_time > now()
          AND (h.bucket, h.person_id, h.hospital_id, h.encounter_id, h.bill_number)
            <> (?, ?, ?, ?, ?))
      """;

  /** All that is held now under an approval, fen, in a question to {@code provisional}. */
  static final String NOW_OF_APPROVAL =
      """
      (SELECT coalesce(sum(h.held_fen), 0)::bigint FROM provisional_hold h
        WHERE h.county = provisional.county AND h.expire_time > now()
          AND h.provisional_id = provisional.provisional_id)
      """;

  /** All that is held now under the open approvals of the county {@code c}, fen. */
  static final String NOW_OF_COUNTY =
      """
      (SELECT coalesce(sum(h.held_fen), 0)::bigint FROM provisional_hold h
        JOIN provisional o ON o.provisional_id = h.provisional_id AND o.state = 'OPEN'
        WHERE h.county = c.county AND h.expire_time > now())
      """;

  private static final String RESERVE =
      """
      WITH promised AS (
        UPDATE hold SET provisional_id = ?, provisional_fen = ?
        WHERE bucket = ? AND hospital_id = ? AND request_id = ?)
      INSERT INTO provisional_hold (bucket, person_id, hospital_id, request_id, encounter_id,
        bill_number, provisional_id, county, expire_time, held_fen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private HeldExposures() {}

  /** Reserves what the settlement of a hold would draw; accounts and county must be locked. */
  static void reserve(
      Connection connection, RequestKey hold, ClaimKey bill, Settlement settlement, HeldUntil until)
      throws SQLException {
    if (settlement.provisional().isEmpty() || settlement.provisional().get().drawnFen() == 0) {
      return;
    }
    Settlement.ProvisionalDraw draw = settlement.provisional().get();
    Sql.update(
        connection,
        RESERVE,
        draw.exposure().provisionalId(),
        draw.drawnFen(),
        Requests.bucket(hold),
        hold.ownerId(),
        hold.requestId(),
        Bucket.of(settlement.personId()),
        settlement.personId(),
        hold.ownerId(),
        hold.requestId(),
        bill.encounterId(),
        bill.billNumber(),
        draw.exposure().provisionalId(),
        draw.exposure().county(),
        until.expireTime(),
        draw.drawnFen());
  }
}
