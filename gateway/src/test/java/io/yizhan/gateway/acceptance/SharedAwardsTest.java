package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Approvals and grants of a person whom two counties keep, over real gRPC and a real database. */
final class SharedAwardsTest {
  private static final String OTHER_COUNTY = "410105";

  private static House house;
  private static String office;
  private static String otherOffice;

  @BeforeAll
  static void open() {
    house = House.open();
    office = Offices.register(house, "office-awards", Claims.COUNTY);
    otherOffice = Offices.register(house, "office-awards-other", OTHER_COUNTY);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static void put(String token, Person.Builder person) {
    house
        .client()
        .registry(token)
        .putPerson(PutPersonRequest.newBuilder().setPerson(person).build());
  }

  private static Person.Builder of(PersonDocument document) {
    return Person.newBuilder().addDocuments(document);
  }

  private static Person known(PersonDocument document) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("test").build())
        .getPerson();
  }

  /** Puts what must be refused; answers the error's facts with its reason. */
  private static Map<String, String> refused(
      String token, Person.Builder person, String reason, String zh, String en) throws Exception {
    StatusRuntimeException error =
        assertThrows(StatusRuntimeException.class, () -> put(token, person));
    String message = String.valueOf(error.getStatus().getDescription());
    assertTrue(message.contains(zh) && message.contains(en), message);
    ErrorInfo info = StatusProto.fromThrowable(error).getDetails(0).unpack(ErrorInfo.class);
    assertEquals(reason, info.getReason());
    return info.getMetadataMap();
  }

  @Test
  void officeOfAnotherCounty_changingApprovalAndGrant_isToldWhoseTheyAre() throws Exception {
    PersonDocument person = Invented.person(710_001);
    put(
        office,
        of(person)
            .addIdentities(World.identity("dibao", "2016-01-01"))
            .addApprovals(World.dialysisApproval())
            .addGrants(World.grant(500)));
    Person before = known(person);
    Person.Builder joining =
        of(person).addIdentities(World.identity("dibao", "2016-01-01").setCountyCode(OTHER_COUNTY));
    Approval.Builder approval = World.majorApproval().setApprovalId("approval-dialysis");
    assertEquals(
        Map.of("field", "person.approvals[0].approval_id", "division", Claims.COUNTY),
        refused(
            otherOffice,
            joining.clone().addApprovals(approval),
            "NOT_YOUR_REGION",
            "由区划 " + Claims.COUNTY + " 登记",
            "that of division " + Claims.COUNTY));
    assertEquals(
        Map.of("field", "person.grants[0].grant_id", "division", Claims.COUNTY),
        refused(
            otherOffice,
            joining.clone().addGrants(World.grant(900)),
            "NOT_YOUR_REGION",
            "由区划 " + Claims.COUNTY + " 登记",
            "that of division " + Claims.COUNTY));
    assertEquals(before, known(person));
    put(otherOffice, joining.clone().addApprovals(approval.setApprovalId("410105-1")));
    put(house.world().operatorToken(), of(person).addGrants(World.grant(900)));
    assertEquals(2, known(person).getApprovalsCount());
    assertEquals(900, known(person).getGrants(0).getAmountFen());
  }

  @Test
  void grant_drawn_keepsItsFund() throws Exception {
    PersonDocument person = Invented.person(710_002);
    put(
        office,
        of(person)
            .addIdentities(World.identity("dibao", "2016-01-01"))
            .addGrants(World.grant(500)));
    house.execute(
        "UPDATE charity_grant SET drawn_fen = 300 WHERE drawn_fen = 0 AND amount_fen = 500");
    assertEquals(
        Map.of(
            "field",
            "person.grants[0].fund_code",
            "grant_id",
            "grant-1",
            "fund_code",
            World.CHARITY,
            "used_fen",
            "300"),
        refused(
            office,
            of(person).addGrants(World.grant(500).setFundCode("another_charity")),
            "GRANT_IN_USE",
            "已支用或占用 300 分",
            "300 fen drawn or held"));
    assertEquals(List.of(World.grant(500).build()), known(person).getGrantsList());
  }

  private static StatusRuntimeException opening(String token, PersonDocument person, int year) {
    return assertThrows(
        StatusRuntimeException.class,
        () ->
            house
                .client()
                .registry(token)
                .putOpeningUsage(
                    PutOpeningUsageRequest.newBuilder()
                        .setRequestId("open-" + token.hashCode() + year)
                        .setPersonDocument(person)
                        .setAccountCode("zhengzhou/IN")
                        .setBenefitYear(year)
                        .setUsedFen(2_000_000)
                        .setSource("paper")
                        .build()));
  }

  @Test
  void office_whoseIdentityHasEnded_opensNoUsageOfALaterYear() {
    PersonDocument person = Invented.person(710_011);
    put(office, of(person).addIdentities(World.identity("dibao", "2016-01-01")));
    put(
        otherOffice,
        of(person)
            .addIdentities(
                World.identity("dibao", "1995-01-01")
                    .setToDate(Claims.date("1995-01-01"))
                    .setCountyCode(OTHER_COUNTY)));
    assertEquals(Status.Code.NOT_FOUND, opening(otherOffice, person, 2016).getStatus().getCode());
    assertEquals(
        10_000,
        house
            .client()
            .registry(office)
            .putOpeningUsage(
                PutOpeningUsageRequest.newBuilder()
                    .setRequestId("open-own")
                    .setPersonDocument(person)
                    .setAccountCode("zhengzhou/IN")
                    .setBenefitYear(2016)
                    .setUsedFen(10_000)
                    .setSource("paper")
                    .build())
            .getUsedFen());
  }
}
