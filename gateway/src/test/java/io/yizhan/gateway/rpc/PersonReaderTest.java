package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Person;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What the register gets of a person, and which fields are named when they are bad. */
final class PersonReaderTest {
  private static Person.Builder person() {
    return Person.newBuilder().addDocuments(Door.document(Door.RESIDENT_ID));
  }

  private static Approval.Builder approval(String id) {
    return Approval.newBuilder()
        .setApprovalId(id)
        .setKindCode("committee")
        .setFromDate(Door.date(2016, 1, 1));
  }

  private static List<String> bad(Person.Builder person) {
    Violations violations = new Violations();
    PersonReader.read(true, person.build(), violations);
    StatusRuntimeException error =
        Assertions.assertThrows(
            StatusRuntimeException.class, () -> violations.throwIfAny(ErrorReason.BAD_REQUEST));
    return Door.fields(error);
  }

  @Test
  void approval_decidedFigures_arriveAndNothingIsNotZero() {
    Violations violations = new Violations();
    var read =
        PersonReader.read(
            true,
            person()
                .addApprovals(approval("A").setAmountFen(345_600))
                .addApprovals(approval("B").setRatePpm(1_000_000))
                .addApprovals(approval("C").setAmountFen(0).setRatePpm(0))
                .build(),
            violations);
    assertEquals(0, violations.count());
    assertEquals(
        List.of(Optional.of(345_600L), Optional.empty(), Optional.of(0L)),
        read.approvals().stream().map(held -> held.amountFen()).toList());
    assertEquals(
        List.of(Optional.empty(), Optional.of(1_000_000), Optional.of(0)),
        read.approvals().stream().map(held -> held.ratePpm()).toList());
  }

  private static HouseholdMembership.Builder household(String code, int firstYear) {
    return HouseholdMembership.newBuilder()
        .setCountyCode("410102")
        .setHouseholdCode(code)
        .setFromDate(Door.date(firstYear, 1, 1));
  }

  @Test
  void households_oneAfterTheOther_arrive() {
    Violations violations = new Violations();
    var read =
        PersonReader.read(
            true,
            person()
                .addHouseholds(household("户1", 2017))
                .addHouseholds(household("户2", 2016).setToDate(Door.date(2016, 12, 31)))
                .build(),
            violations);
    assertEquals(0, violations.count());
    assertEquals(List.of("户1", "户2"), read.households().stream().map(held -> held.code()).toList());
  }

  @Test
  void households_bad_areNamed() {
    assertEquals(
        List.of(
            "person.households[0].county_code",
            "person.households[0].household_code",
            "person.households[0].from_date",
            "person.households[1].to_date",
            "person.households[3].from_date"),
        bad(
            person()
                .addHouseholds(HouseholdMembership.getDefaultInstance())
                .addHouseholds(household("x", 2017).setToDate(Door.date(2016, 1, 1)))
                .addHouseholds(household("y", 2016))
                .addHouseholds(household("z", 2017))));
    assertEquals(
        List.of("person.households"),
        bad(person().addAllHouseholds(Collections.nCopies(33, household("x", 2016).build()))));
  }

  @Test
  void approval_figuresOutOfRange_areNamed() {
    assertEquals(
        List.of(
            "person.approvals[0].amount_fen",
            "person.approvals[0].rate_ppm",
            "person.approvals[1].amount_fen",
            "person.approvals[1].rate_ppm"),
        bad(
            person()
                .addApprovals(approval("A").setAmountFen(-1).setRatePpm(-1))
                .addApprovals(approval("B").setAmountFen(Long.MAX_VALUE).setRatePpm(1_000_001))));
  }
}
