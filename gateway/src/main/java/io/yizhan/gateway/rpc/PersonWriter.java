package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.FoundPerson;
import io.yizhan.gateway.desk.RegistryStore.HospitalRecord;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.GetPersonResponse;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ListHospitalsResponse;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.List;

/** Writes what the register knows. */
final class PersonWriter {
  private PersonWriter() {}

  /** What the caller may see of a person whom it asked for by this document. */
  static GetPersonResponse person(
      FoundPerson found,
      Caller caller,
      io.yizhan.gateway.desk.PersonDocument asked,
      LocalDate today) {
    PersonRecord record =
        Permissions.keepsWholly(caller, Keepers.of(found.person().identities(), today))
            ? found.person()
            : ofOwnRegions(found.person(), caller, asked);
    Person.Builder out = Person.newBuilder().setName(record.name());
    record
        .documents()
        .forEach(
            document ->
                out.addDocuments(
                    PersonDocument.newBuilder()
                        .setKindCode(document.kind())
                        .setNumber(document.number())));
    record.identities().forEach(identity -> out.addIdentities(identity(identity)));
    record.approvals().forEach(approval -> out.addApprovals(approval(approval)));
    record.grants().forEach(grant -> out.addGrants(grant(grant)));
    record.households().forEach(household -> out.addHouseholds(household(household)));
    return GetPersonResponse.newBuilder().setPersonId(found.personId()).setPerson(out).build();
  }

  /** Of a person shared with another office: no name, no further document, no record of others. */
  private static PersonRecord ofOwnRegions(
      PersonRecord person, Caller caller, io.yizhan.gateway.desk.PersonDocument asked) {
    return new PersonRecord(
        List.of(asked),
        "",
        person.identities().stream().filter(held -> caller.actsFor(held.county())).toList(),
        List.of(),
        List.of(),
        person.households().stream().filter(held -> caller.actsFor(held.county())).toList());
  }

  static Identity identity(Standing.Identity identity) {
    Identity.Builder out =
        Identity.newBuilder()
            .setCategoryCode(identity.category())
            .setCountyCode(identity.county())
            .setFromDate(WireDate.of(identity.from()))
            .setSourceCode(identity.source());
    identity.to().ifPresent(to -> out.setToDate(WireDate.of(to)));
    return out.build();
  }

  private static Approval approval(Standing.Approval approval) {
    Approval.Builder out =
        Approval.newBuilder()
            .setApprovalId(approval.approvalId())
            .setKindCode(approval.kind())
            .setDiseaseCode(approval.disease())
            .setTreatmentFormCode(approval.treatmentForm())
            .setHospitalId(approval.hospitalId())
            .setFromDate(WireDate.of(approval.from()));
    approval.to().ifPresent(to -> out.setToDate(WireDate.of(to)));
    approval.amountFen().ifPresent(out::setAmountFen);
    approval.ratePpm().ifPresent(out::setRatePpm);
    return out.build();
  }

  private static HouseholdMembership household(RegistryStore.HouseholdMembership held) {
    HouseholdMembership.Builder out =
        HouseholdMembership.newBuilder()
            .setCountyCode(held.county())
            .setHouseholdCode(held.code())
            .setFromDate(WireDate.of(held.from()));
    held.to().ifPresent(to -> out.setToDate(WireDate.of(to)));
    return out.build();
  }

  private static Grant grant(Standing.Grant grant) {
    return Grant.newBuilder()
        .setGrantId(grant.grantId())
        .setFundCode(grant.fund())
        .setAmountFen(grant.amountFen())
        .setFromDate(WireDate.of(grant.from()))
        .setToDate(WireDate.of(grant.to()))
        .build();
  }

  /** A page of at most so many hospitals; a further one tells that there is a next page. */
  static ListHospitalsResponse hospitals(List<HospitalRecord> records, int pageSize) {
    ListHospitalsResponse.Builder out = ListHospitalsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                records,
                pageSize,
                record -> out.addHospitals(hospital(record)),
                record -> Pages.token(record.hospitalId())))
        .build();
  }

  private static Hospital hospital(HospitalRecord record) {
    return Hospital.newBuilder()
        .setHospitalId(record.hospitalId())
        .setName(record.name())
        .setRegionCode(record.region())
        .setLevelCode(record.level())
        .setSuspended(record.suspended())
        .build();
  }
}
