package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutPersonRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may say and see which household a person belongs to. */
final class HouseholdDoorTest {
  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private static Person person(String county) {
    return Person.newBuilder()
        .addDocuments(Door.document(Door.RESIDENT_ID))
        .addIdentities(
            Identity.newBuilder()
                .setCategoryCode("dibao")
                .setCountyCode(county)
                .setFromDate(Door.date(2016, 1, 1))
                .setSourceCode("file"))
        .build();
  }

  private static GetPersonRequest look(PersonDocument document) {
    return GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("check").build();
  }

  private static HouseholdMembership household(String county, String code, int firstMonth) {
    return HouseholdMembership.newBuilder()
        .setCountyCode(county)
        .setHouseholdCode(code)
        .setFromDate(Door.date(2016, firstMonth, 1))
        .setToDate(Door.date(2016, firstMonth, 28))
        .build();
  }

  @Test
  void office_household_isOfItsOwnCountyToGiveAndToSee() {
    Person own = person("410102").toBuilder().addHouseholds(household("410102", "F", 1)).build();
    Person elsewhere =
        person("410102").toBuilder().addHouseholds(household("410103", "G", 2)).build();
    var office = door.registry(Door.OFFICE_TOKEN);
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> office.putPerson(PutPersonRequest.newBuilder().setPerson(elsewhere).build()));
    assertEquals("NOT_YOUR_REGION", Door.info(refused).getReason());
    office.putPerson(PutPersonRequest.newBuilder().setPerson(own).build());
    assertEquals(own, office.getPerson(look(Door.document(Door.RESIDENT_ID))).getPerson());
    door.registry(Door.OPERATOR_TOKEN)
        .putPerson(
            PutPersonRequest.newBuilder()
                .setPerson(
                    person("410103").toBuilder()
                        .addHouseholds(household("410102", "F", 1))
                        .addHouseholds(household("410103", "G", 2)))
                .build());
    assertEquals(
        List.of(household("410102", "F", 1)),
        office.getPerson(look(Door.document(Door.RESIDENT_ID))).getPerson().getHouseholdsList());
  }

  @Test
  void household_overlapping_isRefusedNamingBothWithoutTheirNumbers() {
    var operator = door.registry(Door.OPERATOR_TOKEN);
    operator.putPerson(
        PutPersonRequest.newBuilder()
            .setPerson(person("410102").toBuilder().addHouseholds(household("410102", "F-17", 1)))
            .build());
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                operator.putPerson(
                    PutPersonRequest.newBuilder()
                        .setPerson(
                            person("410102").toBuilder()
                                .addHouseholds(household("410103", "F-17", 1)))
                        .build()));
    assertEquals("HOUSEHOLDS_OVERLAP", Door.info(error).getReason());
    assertEquals("410102 2016-01-01–2016-01-28", Door.info(error).getMetadataOrThrow("first"));
    assertEquals("410103 2016-01-01–2016-01-28", Door.info(error).getMetadataOrThrow("second"));
    assertFalse(error.toString().contains("F-17"));
  }
}
