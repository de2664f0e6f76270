package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.yizhan.gateway.ContractServices;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RolesTest {
  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void matrix_everyCallOfTheContract_isNamed() {
    Set<String> calls = new HashSet<>();
    ContractServices.methods().forEach(method -> calls.add(method.getFullMethodName()));
    assertEquals(calls, Permissions.methods());
  }

  @Test
  void call_withoutOrWithUnknownCredential_isUnauthenticated() {
    Door.refused(
        ErrorReason.NO_CREDENTIAL,
        () -> SettlementServiceGrpc.newBlockingStub(door.channel).settleClaim(Door.settle("R1")));
    Door.refused(
        ErrorReason.UNKNOWN_CREDENTIAL,
        () -> door.settlement("nobody").settleClaim(Door.settle("R1")));
    assertEquals(0, door.settlements.calls.get());
  }

  @Test
  void health_withoutCredential_isServing() {
    assertEquals(
        ServingStatus.SERVING,
        HealthGrpc.newBlockingStub(door.channel)
            .check(
                HealthCheckRequest.newBuilder()
                    .setService(SettlementServiceGrpc.SERVICE_NAME)
                    .build())
            .getStatus());
  }

  @Test
  void hospital_outsideItsOwn_isRefusedAndLearnsNothing() {
    Door.refused(
        ErrorReason.NOT_YOUR_HOSPITAL,
        () -> door.settlement(Door.OTHER_HOSPITAL_TOKEN).settleClaim(Door.settle("R1")));
    Door.refused(
        ErrorReason.ROLE_MAY_NOT,
        () ->
            door.registry(Door.HOSPITAL_TOKEN)
                .addFundMoney(AddFundMoneyRequest.getDefaultInstance()));
    Settlement settled =
        door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).getSettlement();
    GetSettlementRequest look =
        GetSettlementRequest.newBuilder().setSettlementId(settled.getSettlementId()).build();
    Door.refused(
        ErrorReason.SETTLEMENT_NOT_FOUND,
        () -> door.settlement(Door.OTHER_HOSPITAL_TOKEN).getSettlement(look));
    Door.refused(
        ErrorReason.SETTLEMENT_NOT_FOUND,
        () -> door.settlement(Door.INSURER_TOKEN).getSettlement(look));
    assertEquals(
        settled, door.settlement(Door.LOCAL_INSURER_TOKEN).getSettlement(look).getSettlement());
    assertEquals(settled, door.settlement(Door.OFFICE_TOKEN).getSettlement(look).getSettlement());
    assertEquals(settled, door.settlement(Door.OPERATOR_TOKEN).getSettlement(look).getSettlement());
  }

  @Test
  void list_insurerByInsuredRegion_officeByAidCounty() {
    Settlement settled =
        door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).getSettlement();
    ListSettlementsRequest list =
        ListSettlementsRequest.newBuilder()
            .setFromDate(Door.date(2026, 3, 1))
            .setToDate(Door.date(2026, 3, 1))
            .build();
    GetSettlementRequest look =
        GetSettlementRequest.newBuilder().setSettlementId(settled.getSettlementId()).build();
    for (String token : List.of(Door.LOCAL_INSURER_TOKEN, Door.OFFICE_TOKEN, Door.OPERATOR_TOKEN)) {
      assertEquals(1, door.settlement(token).listSettlements(list).getLinesCount(), token);
      assertEquals(settled, door.settlement(token).getSettlement(look).getSettlement());
    }
    for (String token :
        List.of(
            Door.INSURER_TOKEN, Door.INSURER_OF_THE_COUNTY_TOKEN, Door.OFFICE_OF_THE_CITY_TOKEN)) {
      assertEquals(0, door.settlement(token).listSettlements(list).getLinesCount(), token);
      Door.refused(
          ErrorReason.SETTLEMENT_NOT_FOUND, () -> door.settlement(token).getSettlement(look));
    }
  }

  @Test
  void insurerAndOperator_settling_areRefused() {
    for (String token : List.of(Door.INSURER_TOKEN, Door.OPERATOR_TOKEN)) {
      Door.refused(
          ErrorReason.ROLE_MAY_NOT, () -> door.settlement(token).settleClaim(Door.settle("R1")));
    }
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () -> door.settlement(Door.OFFICE_TOKEN).settleClaim(Door.settle("R1")));
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () ->
            door.settlement(Door.INSURER_TOKEN)
                .getUsage(
                    GetUsageRequest.newBuilder()
                        .setPersonDocument(Door.document(Door.RESIDENT_ID))
                        .setInsuredRegionCode("410100")
                        .setAsOfDate(Door.date(2016, 8, 1))
                        .build()));
  }

  @Test
  void office_personOfAnotherCounty_isNeitherWrittenNorSeen() {
    PutPersonRequest elsewhere =
        PutPersonRequest.newBuilder().setPerson(Door.person("410103")).build();
    Door.refused(
        ErrorReason.NOT_YOUR_REGION, () -> door.registry(Door.OFFICE_TOKEN).putPerson(elsewhere));
    assertTrue(door.registry(Door.OPERATOR_TOKEN).putPerson(elsewhere).getNewlyRegistered());
    GetPersonRequest look =
        GetPersonRequest.newBuilder()
            .setPersonDocument(Door.document(Door.RESIDENT_ID))
            .setPurpose("check")
            .build();
    Door.refused(
        ErrorReason.PERSON_NOT_FOUND, () -> door.registry(Door.OFFICE_TOKEN).getPerson(look));
    assertEquals(
        Door.person("410103"), door.registry(Door.OPERATOR_TOKEN).getPerson(look).getPerson());
  }

  private static GetPersonRequest look(PersonDocument document) {
    return GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("check").build();
  }

  @Test
  void office_personWithoutIdentity_isWrittenButNotSeen() {
    PutPersonRequest bare =
        PutPersonRequest.newBuilder()
            .setPerson(Door.person("410102").toBuilder().clearIdentities())
            .build();
    assertTrue(door.registry(Door.OFFICE_TOKEN).putPerson(bare).getNewlyRegistered());
    Door.refused(
        ErrorReason.PERSON_NOT_FOUND,
        () -> door.registry(Door.OFFICE_TOKEN).getPerson(look(Door.document(Door.RESIDENT_ID))));
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () ->
            door.registry(Door.OFFICE_TOKEN)
                .putPerson(
                    PutPersonRequest.newBuilder()
                        .setPerson(bare.getPerson().toBuilder().addGrants(grant()))
                        .build()));
  }

  private static Grant grant() {
    return Grant.newBuilder()
        .setGrantId("G1")
        .setFundCode("zhengzhou_charity")
        .setAmountFen(100)
        .setFromDate(Door.date(2016, 1, 1))
        .setToDate(Door.date(2016, 12, 31))
        .build();
  }

  @Test
  void office_addingAnIdentityToAnothersPerson_seesItsOwnIdentityOnly() {
    PersonDocument card =
        PersonDocument.newBuilder()
            .setKindCode("social_security_card")
            .setNumber("C12345678")
            .build();
    Person elsewhere = Door.person("410103").toBuilder().addDocuments(card).build();
    door.registry(Door.OPERATOR_TOKEN)
        .putPerson(PutPersonRequest.newBuilder().setPerson(elsewhere).build());
    var office = door.registry(Door.OFFICE_TOKEN);
    Person own = Door.person("410102").toBuilder().clearName().build();
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () ->
            office.putPerson(
                PutPersonRequest.newBuilder().setPerson(Door.person("410102")).build()));
    PersonDocument passport =
        PersonDocument.newBuilder().setKindCode("passport").setNumber("E12345678").build();
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () ->
            office.putPerson(
                PutPersonRequest.newBuilder()
                    .setPerson(own.toBuilder().addDocuments(passport))
                    .build()));
    assertFalse(
        office
            .putPerson(PutPersonRequest.newBuilder().setPerson(own).build())
            .getNewlyRegistered());
    assertEquals(own, office.getPerson(look(Door.document(Door.RESIDENT_ID))).getPerson());
    Person all =
        door.registry(Door.OPERATOR_TOKEN)
            .getPerson(look(Door.document(Door.RESIDENT_ID)))
            .getPerson();
    assertEquals("某人", all.getName());
    assertEquals(2, all.getDocumentsCount());
    assertEquals(2, all.getIdentitiesCount());
  }

  private static PutOpeningUsageRequest.Builder opening() {
    return PutOpeningUsageRequest.newBuilder()
        .setRequestId("O1")
        .setPersonDocument(Door.document(Door.RESIDENT_ID))
        .setAccountCode("zhengzhou/IN")
        .setBenefitYear(2016)
        .setUsedFen(100)
        .setSource("paper");
  }

  private List<String> badFields(PutOpeningUsageRequest.Builder request) {
    return Door.fields(
        assertThrows(
            StatusRuntimeException.class,
            () -> door.registry(Door.OPERATOR_TOKEN).putOpeningUsage(request.build())));
  }

  @Test
  void openingUsage_accountOfNoPolicyOrWrongYear_isRefusedNamingTheNearest() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.registry(Door.OPERATOR_TOKEN)
                    .putOpeningUsage(opening().setAccountCode("zhengzou/IN").build()));
    assertEquals(List.of("account_code"), Door.fields(error));
    assertTrue(
        Door.details(error, BadRequest.class)
            .get(0)
            .getFieldViolations(0)
            .getDescription()
            .contains("zhengzhou/IN"));
    assertEquals(List.of("account_code"), badFields(opening().setAccountCode("zhengzhou/CHARITY")));
    assertEquals(List.of("benefit_year"), badFields(opening().setBenefitYear(0)));
    assertEquals(List.of("used_fen"), badFields(opening().setUsedFen(0)));
    assertEquals(
        -100,
        door.registry(Door.OPERATOR_TOKEN)
            .putOpeningUsage(opening().setUsedFen(-100).build())
            .getUsedFen());
  }

  @Test
  void openingUsage_officeOfOtherRegion_mayNotBookToThePolicy() {
    String elsewhere =
        door.registry(Door.OPERATOR_TOKEN)
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("elsewhere")
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes("4201")
                    .build())
            .getToken();
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () -> door.registry(elsewhere).putOpeningUsage(opening().build()));
    door.registry(Door.OPERATOR_TOKEN)
        .putPerson(PutPersonRequest.newBuilder().setPerson(Door.person("410102")).build());
    assertEquals(
        100, door.registry(Door.OFFICE_TOKEN).putOpeningUsage(opening().build()).getUsedFen());
  }

  @Test
  void operator_registersACaller_whoseTokenWorks() {
    String token =
        door.registry(Door.OPERATOR_TOKEN)
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("new")
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes("4101")
                    .build())
            .getToken();
    assertEquals(
        0,
        door.registry(token)
            .listHospitals(ListHospitalsRequest.getDefaultInstance())
            .getHospitalsCount());
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.registry(Door.OPERATOR_TOKEN)
                    .registerCaller(RegisterCallerRequest.newBuilder().setHospitalId("有").build()));
    assertEquals(List.of("caller_id", "role"), Door.fields(error));
  }

  @Test
  void caller_ofAnOfficesId_isRefused() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.registry(Door.OPERATOR_TOKEN)
                    .registerCaller(
                        RegisterCallerRequest.newBuilder()
                            .setCallerId("office:410122")
                            .setRole(CallerRole.CALLER_ROLE_OFFICE)
                            .addRegionCodes("320922")
                            .setWithToken(true)
                            .build()));
    assertEquals(List.of("caller_id", "with_token"), Door.fields(error));
  }

  @Test
  void caller_withACertificate_getsATokenOnlyWhereItAsks() {
    RegisterCallerRequest.Builder request =
        RegisterCallerRequest.newBuilder()
            .setCallerId("by-certificate")
            .setRole(CallerRole.CALLER_ROLE_OPERATOR)
            .setCertificateSha256("ab".repeat(32));
    var registry = door.registry(Door.OPERATOR_TOKEN);
    assertEquals("", registry.registerCaller(request.build()).getToken());
    String token = registry.registerCaller(request.setWithToken(true).build()).getToken();
    assertEquals(
        0,
        door.registry(token)
            .listHospitals(ListHospitalsRequest.getDefaultInstance())
            .getHospitalsCount());
  }

  @Test
  void operator_registeringTheGatewaysOwnId_isRefused() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.registry(Door.OPERATOR_TOKEN)
                    .registerCaller(
                        RegisterCallerRequest.newBuilder()
                            .setCallerId(Caller.GATEWAY_START)
                            .setRole(CallerRole.CALLER_ROLE_OPERATOR)
                            .build()));
    assertEquals(List.of("caller_id"), Door.fields(error));
  }
}
