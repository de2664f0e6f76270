package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RegistryStore.Withdrawn;
import io.yizhan.settlement.Standing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Approvals and grants of a person whose account is locked, each with the divisions that it came
 * from: who does not act for all of them may not change it. Where it has none, whoever may put the
 * person may, and gives it its own.
 */
final class Awards {
  private static final String APPROVALS =
      """
      SELECT approval_id, kind, disease, treatment_form, hospital_id, valid_from, valid_to,
        amount_fen, rate_ppm, divisions
      FROM approval WHERE bucket = ? AND person_id = ?
      """;

  private static final String GRANTS =
      """
      SELECT grant_id, fund_code, amount_fen, drawn_fen + held_fen, valid_from, valid_to, divisions
      FROM charity_grant WHERE bucket = ? AND person_id = ?
      """;

  private static final String PUT_APPROVAL =
      """
      INSERT INTO approval AS a (bucket, person_id, approval_id, kind, disease, treatment_form,
        hospital_id, valid_from, valid_to, amount_fen, rate_ppm, divisions)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, person_id, approval_id) DO UPDATE SET kind = excluded.kind,
        disease = excluded.disease, treatment_form = excluded.treatment_form,
        hospital_id = excluded.hospital_id, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, amount_fen = excluded.amount_fen,
        rate_ppm = excluded.rate_ppm,
        divisions = CASE a.divisions WHEN '{}' THEN excluded.divisions ELSE a.divisions END
      """;

  private static final String PUT_GRANT =
      """
      INSERT INTO charity_grant AS g (bucket, person_id, grant_id, fund_code, amount_fen,
        valid_from, valid_to, divisions)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, person_id, grant_id) DO UPDATE SET fund_code = excluded.fund_code,
        amount_fen = excluded.amount_fen, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to,
        divisions = CASE g.divisions WHEN '{}' THEN excluded.divisions ELSE g.divisions END
      """;

  private static final String WITHDRAW_APPROVAL =
      "DELETE FROM approval WHERE bucket = ? AND person_id = ? AND approval_id = ?";

  private static final String WITHDRAW_GRANT =
      "DELETE FROM charity_grant WHERE bucket = ? AND person_id = ? AND grant_id = ?";

  private final Map<String, HeldApproval> approvals = new HashMap<>();
  private final Map<String, HeldGrant> grants = new HashMap<>();

  private Awards() {}

  private record HeldApproval(Standing.Approval approval, List<String> divisions) {}

  /**
   * A grant on record.
   *
   * @param grant as it was put, nothing drawn
   * @param usedFen drawn and held
   */
  private record HeldGrant(Standing.Grant grant, long usedFen, List<String> divisions) {}

  /** What is on record of the kinds that the change names. */
  static Awards read(Connection connection, String personId, PersonRecord change)
      throws SQLException {
    Awards awards = new Awards();
    short bucket = Bucket.of(personId);
    if (!change.approvals().isEmpty() || !change.withdrawn().approvalIds().isEmpty()) {
      for (HeldApproval held :
          Sql.list(connection, APPROVALS, Awards::approval, bucket, personId)) {
        awards.approvals.put(held.approval().approvalId(), held);
      }
    }
    if (!change.grants().isEmpty() || !change.withdrawn().grantIds().isEmpty()) {
      for (HeldGrant held : Sql.list(connection, GRANTS, Awards::grant, bucket, personId)) {
        awards.grants.put(held.grant().grantId(), held);
      }
    }
    return awards;
  }

  private static HeldApproval approval(ResultSet row) throws SQLException {
    return new HeldApproval(
        new Standing.Approval(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getObject(6, LocalDate.class),
            Optional.ofNullable(row.getObject(7, LocalDate.class)),
            Optional.ofNullable(row.getObject(8, Long.class)),
            Optional.ofNullable(row.getObject(9, Integer.class))),
        texts(row.getArray(10)));
  }

  private static HeldGrant grant(ResultSet row) throws SQLException {
    return new HeldGrant(
        new Standing.Grant(
            row.getString(1),
            row.getString(2),
            row.getLong(3),
            0,
            row.getObject(5, LocalDate.class),
            row.getObject(6, LocalDate.class)),
        row.getLong(4),
        texts(row.getArray(7)));
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  /**
   * From which divisions what a caller puts comes: those of the person's counties that are its own,
   * or all that it acts for where none is. Of who acts for all, the person's only county; none,
   * where there are more or none.
   *
   * @param counties of the identities that the person has, those that are put now too
   */
  static List<String> divisions(PutRight right, Set<String> counties) {
    List<String> own = counties.stream().filter(right::owns).sorted().toList();
    if (right.regions().isEmpty()) {
      return own.size() == 1 ? own : List.of();
    }
    return own.isEmpty() ? right.regions() : own;
  }

  /** Why the change must not be written; empty where it may. The first that applies. */
  Optional<PutPersonResult> refused(PersonRecord change, PutRight right) {
    for (int i = 0; i < change.approvals().size(); i++) {
      Standing.Approval now = change.approvals().get(i);
      HeldApproval was = approvals.get(now.approvalId());
      if (was != null && !was.approval().equals(now) && !ownsAll(right, was.divisions())) {
        return Optional.of(
            new PutPersonResult.NotYours(
                "person.approvals[" + i + "].approval_id", was.divisions()));
      }
    }
    for (int i = 0; i < change.grants().size(); i++) {
      Standing.Grant now = change.grants().get(i);
      HeldGrant was = grants.get(now.grantId());
      if (was != null && !was.grant().equals(now)) {
        Optional<PutPersonResult> refused = refused("person.grants[" + i + "].", was, now, right);
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    return refusedGone(change.withdrawn(), right);
  }

  /**
   * What is not on record is gone already; what is of no division is the operator's to withdraw.
   */
  private Optional<PutPersonResult> refusedGone(Withdrawn gone, PutRight right) {
    for (String id : gone.approvalIds()) {
      HeldApproval was = approvals.get(id);
      if (was != null && !withdraws(right, was.divisions())) {
        return Optional.of(
            new PutPersonResult.NotYours("person.approvals.approval_id", was.divisions()));
      }
    }
    for (String id : gone.grantIds()) {
      HeldGrant was = grants.get(id);
      if (was != null && !withdraws(right, was.divisions())) {
        return Optional.of(new PutPersonResult.NotYours("person.grants.grant_id", was.divisions()));
      }
      if (was != null && was.usedFen() > 0) {
        return Optional.of(inUse("person.grants.withdrawn", was));
      }
    }
    return Optional.empty();
  }

  private static Optional<PutPersonResult> refused(
      String field, HeldGrant was, Standing.Grant now, PutRight right) {
    if (!ownsAll(right, was.divisions())) {
      return Optional.of(new PutPersonResult.NotYours(field + "grant_id", was.divisions()));
    }
    boolean fundDiffers = !was.grant().fund().equals(now.fund());
    if (was.usedFen() > 0 && fundDiffers) {
      return Optional.of(inUse(field + "fund_code", was));
    }
    boolean lowered = now.amountFen() < was.grant().amountFen();
    return lowered && now.amountFen() < was.usedFen()
        ? Optional.of(inUse(field + "amount_fen", was))
        : Optional.empty();
  }

  private static PutPersonResult inUse(String field, HeldGrant was) {
    return new PutPersonResult.GrantInUse(
        field, was.grant().grantId(), was.grant().fund(), was.usedFen());
  }

  /** Whether the caller's divisions gave any of those on record. */
  boolean ownsAny(PutRight right) {
    return Stream.concat(
            approvals.values().stream().map(HeldApproval::divisions),
            grants.values().stream().map(HeldGrant::divisions))
        .anyMatch(divisions -> !divisions.isEmpty() && ownsAll(right, divisions));
  }

  private static boolean withdraws(PutRight right, List<String> divisions) {
    return right.regions().isEmpty() || (!divisions.isEmpty() && ownsAll(right, divisions));
  }

  private static boolean ownsAll(PutRight right, List<String> divisions) {
    return divisions.stream().allMatch(right::owns);
  }

  /**
   * Writes the change, which must not be refused.
   *
   * @param divisions of those that have none yet
   * @return what each that is changed was before, for the history
   */
  List<String> keep(
      Connection connection, String personId, PersonRecord change, List<String> divisions)
      throws SQLException {
    List<String> before = withdraw(connection, personId, change.withdrawn());
    for (Standing.Approval now : change.approvals()) {
      HeldApproval was = approvals.get(now.approvalId());
      if (was != null && !was.approval().equals(now)) {
        before.add(shown(was));
      }
      put(connection, personId, now, Sql.texts(connection, divisions));
    }
    for (Standing.Grant now : change.grants()) {
      HeldGrant was = grants.get(now.grantId());
      if (was != null && !was.grant().equals(now)) {
        before.add(shown(was));
      }
      put(connection, personId, now, Sql.texts(connection, divisions));
    }
    return before;
  }

  /** Forgets what never was; answers what it was. */
  private List<String> withdraw(Connection connection, String personId, Withdrawn gone)
      throws SQLException {
    List<String> before = new ArrayList<>();
    short bucket = Bucket.of(personId);
    for (String id : gone.approvalIds()) {
      HeldApproval was = approvals.get(id);
      if (was != null) {
        Sql.update(connection, WITHDRAW_APPROVAL, bucket, personId, id);
        before.add("withdrawn: " + shown(was));
      }
    }
    for (String id : gone.grantIds()) {
      HeldGrant was = grants.get(id);
      if (was != null) {
        Sql.update(connection, WITHDRAW_GRANT, bucket, personId, id);
        before.add("withdrawn: " + shown(was));
      }
    }
    return before;
  }

  private static void put(
      Connection connection, String personId, Standing.Approval approval, Array divisions)
      throws SQLException {
    Sql.update(
        connection,
        PUT_APPROVAL,
        Bucket.of(personId),
        personId,
        approval.approvalId(),
        approval.kind(),
        approval.disease(),
        approval.treatmentForm(),
        approval.hospitalId(),
        approval.from(),
        approval.to().orElse(null),
        approval.amountFen().orElse(null),
        approval.ratePpm().orElse(null),
        divisions);
  }

  private static void put(
      Connection connection, String personId, Standing.Grant grant, Array divisions)
      throws SQLException {
    Sql.update(
        connection,
        PUT_GRANT,
        Bucket.of(personId),
        personId,
        grant.grantId(),
        grant.fund(),
        grant.amountFen(),
        grant.from(),
        grant.to(),
        divisions);
  }

  private static String shown(HeldApproval was) {
    Standing.Approval approval = was.approval();
    return "approval "
        + approval.approvalId()
        + " was: kind "
        + approval.kind()
        + named(", disease ", approval.disease())
        + named(", form ", approval.treatmentForm())
        + named(", hospital ", approval.hospitalId())
        + ", from "
        + approval.from()
        + approval.to().map(day -> " to " + day).orElse("")
        + approval.amountFen().map(fen -> ", amount_fen " + fen).orElse("")
        + approval.ratePpm().map(ppm -> ", rate_ppm " + ppm).orElse("")
        + of(was.divisions());
  }

  private static String shown(HeldGrant was) {
    Standing.Grant grant = was.grant();
    return "grant "
        + grant.grantId()
        + " was: fund "
        + grant.fund()
        + ", amount_fen "
        + grant.amountFen()
        + ", from "
        + grant.from()
        + " to "
        + grant.to()
        + of(was.divisions());
  }

  private static String named(String name, String value) {
    return value.isEmpty() ? "" : name + value;
  }

  private static String of(List<String> divisions) {
    return divisions.isEmpty()
        ? ""
        : divisions.stream().collect(Collectors.joining(" ", ", of ", ""));
  }
}
