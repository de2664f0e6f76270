package io.yizhan.gateway.acceptance;

import static io.yizhan.proto.v1.ImportMode.IMPORT_MODE_GOOD_LINES_ONLY;
import static io.yizhan.proto.v1.MeansCheckResult.MEANS_CHECK_RESULT_PASS;
import static io.yizhan.proto.v1.MeansCheckResult.MEANS_CHECK_RESULT_PENDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.KnownMeansCheck;
import io.yizhan.proto.v1.ListMeansChecksRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegisterNewbornRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.StatedUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A newborn gets a record of its own; results of means checks follow each other. */
final class NewbornTest {
  private static House house;

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static PersonDocument birthCertificate(String number) {
    return PersonDocument.newBuilder().setKindCode("birth_certificate").setNumber(number).build();
  }

  private static String reason(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run)).info().getReason();
  }

  @Test
  void newborn_settledUnderTheMother_getsItsOwnRecordAndItsOwnUsage() {
    PersonDocument mother = Invented.person(300_001);
    house.world().put(house.client(), World.known(mother, "dibao"));
    SettleClaimRequest under =
        Claims.request(
            "birth-1",
            Claims.settledStay(World.HOSPITAL, mother, "birth-1", "2016-08-02", 300_000, 0));
    byte[] answer = house.client().settle(house.world().token(), under).reply();
    long ofMother = house.usageOf(mother, "2016-08-02", "zhengzhou/IN dibao").getUsedFen();
    assertTrue(ofMother > 0);

    PersonDocument child = birthCertificate("P990000001");
    RegisterNewbornRequest request =
        RegisterNewbornRequest.newBuilder()
            .setRequestId("newborn-1")
            .setMotherDocument(mother)
            .setChild(World.known(child, "dibao"))
            .addUsages(
                StatedUsage.newBuilder()
                    .setAccountCode("zhengzhou/IN")
                    .setBenefitYear(2016)
                    .setUsedFen(12_300))
            .build();
    var roster = house.client().roster(house.world().operatorToken());
    String id = roster.registerNewborn(request).getPersonId();
    assertEquals(id, roster.registerNewborn(request).getPersonId());
    assertEquals(12_300, house.usageOf(child, "2016-08-02", "zhengzhou/IN dibao").getUsedFen());
    assertEquals(ofMother, house.usageOf(mother, "2016-08-02", "zhengzhou/IN dibao").getUsedFen());
    assertArrayEquals(answer, house.client().settle(house.world().token(), under).reply());
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> roster.registerNewborn(request.toBuilder().clearUsages().build())));
    assertEquals(
        "CHILD_REGISTERED",
        reason(
            () -> roster.registerNewborn(request.toBuilder().setRequestId("newborn-2").build())));
    assertEquals(
        "PERSON_NOT_FOUND",
        reason(
            () ->
                roster.registerNewborn(
                    request.toBuilder()
                        .setRequestId("newborn-3")
                        .setMotherDocument(Invented.person(300_099))
                        .setChild(World.known(birthCertificate("P990000003"), "dibao"))
                        .build())));
    assertEquals(
        "BAD_REQUEST",
        reason(
            () ->
                roster.registerNewborn(
                    request.toBuilder()
                        .setRequestId("newborn-4")
                        .setChild(
                            Person.newBuilder()
                                .addDocuments(birthCertificate("P990000004"))
                                .addApprovals(
                                    Approval.newBuilder().setApprovalId("A-1").setWithdrawn(true)))
                        .build())),
        "a record that is made has nothing to withdraw");
    assertEquals(List.of(), house.audit());
  }

  @Test
  void meansChecks_ofOneReport_followEachOtherAndAreListedNewestFirst() {
    PersonDocument person = Invented.person(300_002);
    house.world().put(house.client(), World.known(person, "dibao"));
    Rosters.send(
        house.client().rosterStream(house.world().operatorToken()),
        Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
        List.of(
            Rosters.check(2, person, "HD-1", MEANS_CHECK_RESULT_PENDING, "2016-07-01"),
            Rosters.check(3, person, "HD-1", MEANS_CHECK_RESULT_PASS, "2016-08-01")));
    Rosters.Answers again =
        Rosters.send(
            house.client().rosterStream(house.world().operatorToken()),
            Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
            List.of(Rosters.check(2, person, "HD-1", MEANS_CHECK_RESULT_PASS, "2016-08-01")));
    assertEquals(1, again.last().getCounts().getUnchangedCount());
    List<KnownMeansCheck> checks = checks(house.world().operatorToken(), person);
    assertEquals(2, checks.size());
    assertEquals(MEANS_CHECK_RESULT_PASS, checks.get(0).getCheck().getResult());
    assertFalse(checks.get(0).getSuperseded());
    assertTrue(checks.get(1).getSuperseded());

    String other =
        house
            .client()
            .registry(house.world().operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("office-checks-other")
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes("410105")
                    .build())
            .getToken();
    assertEquals("PERSON_NOT_FOUND", reason(() -> checks(other, person)));
    assertEquals(
        "PERSON_NOT_FOUND",
        Rosters.send(
                house.client().rosterStream(house.world().operatorToken()),
                Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
                List.of(
                    Rosters.check(
                        2,
                        Invented.person(300_098),
                        "HD-2",
                        MEANS_CHECK_RESULT_PASS,
                        "2016-08-01")))
            .refusals()
            .get(0)
            .getSentence()
            .getCode());
  }

  private static List<KnownMeansCheck> checks(String token, PersonDocument person) {
    return house
        .client()
        .roster(token)
        .listMeansChecks(ListMeansChecksRequest.newBuilder().setPersonDocument(person).build())
        .getChecksList();
  }
}
