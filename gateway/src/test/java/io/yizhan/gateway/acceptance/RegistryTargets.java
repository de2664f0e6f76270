package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ListCallersRequest;
import io.yizhan.proto.v1.ListFundsRequest;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RenewCallerRequest;
import io.yizhan.proto.v1.RevokeCallerRequest;
import java.util.List;

/** Hospitals, persons, funds and callers. */
final class RegistryTargets {
  private RegistryTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("RegistryService", scene.operator());
    Hospital.Builder noHospital = Hospital.newBuilder().setHospitalId(Targets.NO_ID);
    targets.add(
        "PutHospital",
        PutHospitalRequest.newBuilder()
            .setHospital(
                noHospital.clone().setName("示例医院").setRegionCode(Claims.COUNTY).setLevelCode("2"))
            .build(),
        PutHospitalRequest.newBuilder().setHospital(noHospital).build());
    targets.add("ListHospitals", ListHospitalsRequest.newBuilder().setPageSize(2).build());
    Person person =
        World.known(Invented.person(2), "dibao")
            .addApprovals(World.dialysisApproval())
            .addGrants(World.grant(100))
            .build();
    Person flaw =
        Person.newBuilder()
            .addDocuments(PersonDocument.newBuilder().setKindCode("none").setNumber(Targets.NO_ID))
            .build();
    Person flawed = person.toBuilder().mergeFrom(flaw).build();
    targets.add(
        "PutPerson",
        PutPersonRequest.newBuilder().setPerson(flawed).build(),
        PutPersonRequest.newBuilder().setPerson(flaw).build());
    targets.addAnswered(
        "ImportPersons",
        ImportPersonsRequest.newBuilder().setPerson(flawed).build(),
        ImportPersonsRequest.newBuilder().setPerson(flaw).build());
    String noPurpose = "x".repeat(300);
    targets.add(
        "GetPerson",
        GetPersonRequest.newBuilder()
            .setPersonDocument(Invented.person(1))
            .setPurpose(noPurpose)
            .build(),
        GetPersonRequest.newBuilder().setPurpose(noPurpose).build());
    targets.add(
        "PutOpeningUsage",
        PutOpeningUsageRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setPersonDocument(Invented.person(1))
            .setAccountCode("zhengzhou/IN")
            .setBenefitYear(2016)
            .setUsedFen(100)
            .setSource("paper")
            .build(),
        PutOpeningUsageRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "AddFundMoney",
        AddFundMoneyRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setFundCode(World.CHARITY)
            .setAmountFen(100)
            .build(),
        AddFundMoneyRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add("ListFunds", ListFundsRequest.newBuilder().setPageSize(5).build());
    targets.add(
        "RegisterCaller",
        RegisterCallerRequest.newBuilder()
            .setCallerId(Targets.NO_ID)
            .setRole(CallerRole.CALLER_ROLE_OFFICE)
            .addRegionCodes(Claims.COUNTY)
            .build(),
        RegisterCallerRequest.newBuilder().setCallerId(Targets.NO_ID).build());
    targets.add(
        "RevokeCaller",
        RevokeCallerRequest.newBuilder().setCallerId(Targets.NO_ID).build(),
        RevokeCallerRequest.newBuilder().setCallerId(Targets.NO_ID).build());
    targets.add(
        "RenewCaller",
        RenewCallerRequest.newBuilder().setCallerId(Targets.NO_ID).build(),
        RenewCallerRequest.newBuilder().setCallerId(Targets.NO_ID).build());
    targets.add("ListCallers", ListCallersRequest.newBuilder().setPageSize(2).build());
    return targets.all();
  }
}
