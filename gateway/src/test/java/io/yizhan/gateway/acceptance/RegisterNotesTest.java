package io.yizhan.gateway.acceptance;

import static io.yizhan.proto.v1.ImportMode.IMPORT_MODE_PREVIEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AddFundMoneyResponse;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is kept and no published policy has a word for is said to whoever writes it. */
class RegisterNotesTest {
  private static final String CATEGORY =
      "WORD_IN_NO_POLICY The category 'dibaoo' is in no published policy of 410122, so it gives"
          + " nothing; check.";

  private static House house;
  private static String office;
  private static int persons = 300_000;

  @BeforeAll
  static void open() {
    house = House.open();
    office = Offices.register(house, "aid-notes", Claims.COUNTY, "999999");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static PersonDocument document() {
    return Invented.person(++persons);
  }

  private static List<String> texts(List<Sentence> notes) {
    return notes.stream().map(note -> note.getCode() + " " + note.getEn()).toList();
  }

  private static List<String> put(Person.Builder person) {
    return texts(
        house
            .client()
            .registry(house.world().operatorToken())
            .putPerson(PutPersonRequest.newBuilder().setPerson(person).build())
            .getNotesList());
  }

  @Test
  void person_whoseWordsPoliciesHave_hasNoNotes() {
    assertEquals(
        List.of(),
        put(
            World.known(document(), "dibao")
                .addApprovals(World.dialysisApproval())
                .addApprovals(World.majorApproval())
                .addGrants(World.grant(1_000))));
  }

  private static List<String> putHospital(House at, String level) {
    return texts(
        at.client()
            .registry(at.world().operatorToken())
            .putHospital(
                PutHospitalRequest.newBuilder()
                    .setHospital(
                        Hospital.newBuilder()
                            .setHospitalId("H-levels")
                            .setName("乡镇卫生院")
                            .setRegionCode("341524")
                            .setLevelCode(level))
                    .build())
            .getNotesList());
  }

  @Test
  void hospital_ofALevelThatNoPolicyHas_isKeptAndToldWhatPoliciesWrite() throws IOException {
    try (House at = House.open()) {
      assertEquals(List.of(), putHospital(at, "9"), "no policy goes by level");
      Path pack = Path.of("..", "policies", "chongqing", "chongqing-2023.yaml");
      at.world().publish(at.client(), pack.getFileName().toString(), Files.readString(pack));
      assertEquals(List.of(), putHospital(at, "二级"));
      assertEquals(List.of(), putHospital(at, ""));
      assertEquals(
          List.of(
              "WORD_IN_NO_POLICY The hospital level '9' is in no published policy, so what goes by"
                  + " level gives nothing; policies write 二级; check."),
          putHospital(at, "9"));
    }
  }

  @Test
  void person_withWordsThatNoPolicyHas_isKeptAndEachIsSaid() {
    PersonDocument document = document();
    Person.Builder person =
        World.known(document, "dibaoo")
            .addIdentities(World.identity("dibao", "2014-01-01").setCountyCode("999999"))
            .addApprovals(
                World.dialysisApproval().setDiseaseCode("esrdd").setTreatmentFormCode("dialysis"))
            .addApprovals(World.majorApproval().setApprovalId("m-2").setKindCode("majorr"))
            .addGrants(World.grant(1_000).setFundCode("zhengzhou_charityy"));
    assertEquals(
        List.of(
            CATEGORY,
            "COUNTY_NOT_CONNECTED The county 999999 has no published policy of aid, so this gives"
                + " none; check.",
            "WORD_IN_NO_POLICY The disease 'esrdd' is in no published policy, so it gives nothing;"
                + " check.",
            "WORD_IN_NO_POLICY The kind of approval 'majorr' is in no published policy, so it gives"
                + " nothing; check.",
            "WORD_IN_NO_POLICY The fund 'zhengzhou_charityy' is in no published policy, so it gives"
                + " nothing; check."),
        put(person));
    assertEquals(
        1, house.database().number("SELECT count(*) FROM identity WHERE category = 'dibaoo'"));
  }

  @Test
  void imports_withAWordThatNoPolicyHas_sayItOnce() throws Exception {
    CompletableFuture<ImportPersonsResponse> kept = new CompletableFuture<>();
    StreamObserver<ImportPersonsRequest> persons =
        house
            .client()
            .registryStream(house.world().operatorToken())
            .importPersons(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ImportPersonsResponse response) {
                    kept.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    kept.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    kept.completeExceptionally(new IllegalStateException("must answer"));
                  }
                });
    for (int i = 0; i < 3; i++) {
      persons.onNext(
          ImportPersonsRequest.newBuilder().setPerson(World.known(document(), "poorest")).build());
    }
    persons.onCompleted();
    ImportPersonsResponse answer = kept.get(60, TimeUnit.SECONDS);
    assertEquals(3, answer.getRegisteredCount());
    assertEquals(
        List.of(
            "WORD_IN_NO_POLICY The category 'poorest' is in no published policy of 410122, so it"
                + " gives nothing; check."),
        texts(answer.getNotesList()));
    Rosters.Answers preview =
        Rosters.send(
            house.client().rosterStream(office),
            Rosters.order(IMPORT_MODE_PREVIEW),
            List.of(
                Rosters.line(2, document(), World.identity("dibaoo", "2016-01-01")),
                Rosters.line(3, document(), World.identity("dibao", "2016-01-01")),
                Rosters.line(4, document(), World.identity("dibaoo", "2016-01-01"))));
    assertEquals(List.of(CATEGORY), texts(preview.last().getNotesList()));
  }

  @Test
  void fundMoney_ofAFundThatNoPolicyHas_isBookedAndSaid() {
    assertEquals(List.of(), texts(book("notes-1", "610100@410122", 2016).getNotesList()));
    AddFundMoneyResponse booked = book("notes-2", "zhengzhou_charityy", 0);
    assertEquals(100, booked.getBudgetFen());
    assertTrue(
        texts(booked.getNotesList()).toString().contains("'zhengzhou_charityy'"), booked::toString);
  }

  private static AddFundMoneyResponse book(String requestId, String fund, int year) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId(requestId)
                .setFundCode(fund)
                .setBudgetYear(year)
                .setAmountFen(100)
                .build());
  }
}
