package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.ExportPayOutsResponse;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.ReadjudicationNotice;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableEntry;
import io.yizhan.proto.v1.ReceivableEntryKind;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a fund asks back by a correction, against what it has not paid of the settlement. */
class SetOffTest {
  private static final long FULL_FEN = 240_000;
  private static final String ELSEWHERE = "410105";
  private static final long BACK_FEN = FULL_FEN - PayOutScene.AID_FEN;

  private final PayOutScene scene = new PayOutScene();
  private int booked;

  @AfterEach
  void close() {
    scene.close();
  }

  private House house() {
    return scene.house();
  }

  private void put(Person.Builder person) {
    house().world().put(house().client(), person);
  }

  /** A claim on paper of somebody who had more aid than was due. */
  private Settlement settleAs(PersonDocument person, String category) {
    scene.months().day(PayOutScene.DAY);
    put(World.known(person, category));
    String id = scene.months().nextId();
    return house()
        .client()
        .settlements(scene.months().clerkToken())
        .settleClaim(Claims.request(id, Offices.paperStay(person, id, 1_000_000, 700_000)))
        .getSettlement();
  }

  /** Answers what the person is told. */
  private ReadjudicationNotice correctTo(PersonDocument person, Person.Builder known) {
    put(known);
    var desk = house().client().readjudications(house().world().operatorToken());
    String sha256 =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
            .getReadjudications(0)
            .getPreviewSha256();
    return desk.bookReadjudication(
            BookReadjudicationRequest.newBuilder()
                .setRequestId("correct-" + ++booked)
                .setPersonDocument(person)
                .setPreviewSha256(sha256)
                .setAccountingPeriod(PayOutScene.DAY.substring(0, 7))
                .setOperatorId("clerk-1")
                .setReason("身份更正")
                .build())
        .getNotices(0);
  }

  private static Person.Builder without(PersonDocument person, String category) {
    return World.known(person, category)
        .setIdentities(0, World.identity(category, "2014-01-01").setWithdrawn(true));
  }

  /** The person was 低保 dibao all along. */
  private ReadjudicationNotice correctToLess(PersonDocument person) {
    put(World.known(person, "dibao"));
    return correctTo(person, without(person, "tekun_home"));
  }

  private Receivable only(ReceivableKind kind) {
    List<Receivable> found =
        scene
            .desk()
            .listReceivables(ListReceivablesRequest.newBuilder().setKind(kind).build())
            .getReceivablesList();
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  private Receivable clawBack() {
    return only(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK);
  }

  private Receivable payOut() {
    return only(ReceivableKind.RECEIVABLE_KIND_PAY_OUT);
  }

  private List<Long> setOffFen(Receivable of) {
    return scene
        .desk()
        .getReceivable(
            GetReceivableRequest.newBuilder().setReceivableId(of.getReceivableId()).build())
        .getEntriesList()
        .stream()
        .filter(entry -> entry.getKind() == ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_SET_OFF)
        .map(ReceivableEntry::getAmountFen)
        .toList();
  }

  @Test
  void correction_ofWhatIsNotPaid_lowersWhatIsToBePaidAndAsksNothingBack() {
    PersonDocument person = Invented.person(1);
    Settlement settled = settleAs(person, "tekun_home");
    assertEquals(FULL_FEN, payOut().getOutstandingFen());

    ReadjudicationNotice told = correctToLess(person);
    assertTrue(told.getZh().contains("先从尚未付给您的报销款中抵减"), told::getZh);
    assertEquals(BACK_FEN, clawBack().getAmountFen());
    assertEquals(0, clawBack().getOutstandingFen());
    assertEquals(List.of(BACK_FEN), setOffFen(clawBack()));
    assertEquals(List.of(BACK_FEN), setOffFen(payOut()));
    ExportPayOutsResponse file = scene.desk().exportPayOuts(scene.file().build());
    assertEquals(PayOutScene.AID_FEN, file.getTotalFen());
    scene.payFiled(payOut(), "B-1");
    assertEquals(List.of(), house().audit());

    scene.reverse(settled);
    List<Receivable> open =
        scene
            .desk()
            .listReceivables(ListReceivablesRequest.newBuilder().setOpenOnly(true).build())
            .getReceivablesList();
    assertEquals(1, open.size(), open::toString);
    assertEquals(
        PayOutScene.AID_FEN, open.get(0).getOutstandingFen(), "what was set off was never paid");
  }

  @Test
  void correction_ofWhatIsPartlyPaid_asksBackWhatIsBeyondTheRest() {
    PersonDocument person = Invented.person(1);
    settleAs(person, "tekun_home");
    long restFen = 10_000;
    scene.pay(payOut(), FULL_FEN - restFen, "B-1");

    correctToLess(person);
    assertEquals(0, payOut().getOutstandingFen());
    assertEquals(BACK_FEN - restFen, clawBack().getOutstandingFen());
    assertEquals(List.of(restFen), setOffFen(clawBack()));

    // Given back by a further correction: the new supplement against what is still asked.
    correctTo(person, World.known(person, "tekun_home"));
    Receivable more = only(ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT);
    assertEquals(0, clawBack().getOutstandingFen());
    assertEquals(restFen, more.getOutstandingFen());
    assertEquals(
        restFen, scene.desk().exportPayOuts(scene.file().build()).getTotalFen(), "what was due");
  }

  @Test
  void correction_ofWhatAFileNames_isSetOffOnceTheFileIsReplaced() {
    PersonDocument person = Invented.person(1);
    settleAs(person, "tekun_home");
    String fileId = scene.desk().exportPayOuts(scene.file().build()).getFileId();

    correctToLess(person);
    assertEquals(FULL_FEN, payOut().getOutstandingFen(), "the bank may pay it");
    assertEquals(BACK_FEN, clawBack().getOutstandingFen());

    ExportPayOutsResponse next =
        scene.desk().exportPayOuts(scene.file().setReplacesFileId(fileId).build());
    assertEquals(1, next.getRowCount());
    assertEquals(PayOutScene.AID_FEN, next.getTotalFen());
    assertEquals(next.getFileId(), payOut().getPaymentFileId());
    assertEquals(0, clawBack().getOutstandingFen());
    assertEquals(List.of(BACK_FEN), setOffFen(payOut()));
  }

  @Test
  void file_leavingOutWhatItSetsOff_isMade() {
    PersonDocument person = Invented.person(1);
    settleAs(person, "dibao");
    String fileId = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    correctTo(person, without(person, "dibao"));
    ExportPayOutsResponse next =
        scene
            .desk()
            .exportPayOuts(
                scene
                    .file()
                    .setReplacesFileId(fileId)
                    .addLeftOutReceivableIds(payOut().getReceivableId())
                    .build());
    assertEquals(0, next.getRowCount());
    assertEquals(0, payOut().getOutstandingFen());
    assertEquals(
        "RECEIVABLE_NOT_FOUND",
        PayOutScene.reason(
            () ->
                scene
                    .desk()
                    .exportPayOuts(
                        scene
                            .file()
                            .setReplacesFileId(next.getFileId())
                            .addLeftOutReceivableIds(payOut().getReceivableId())
                            .build())),
        "nothing is owed of it");
  }

  @Test
  void correction_ofAClaimInsuredElsewhere_isKeptByTheOfficeThatPaysItOut() {
    PersonDocument person = Invented.person(1);
    scene.months().day(PayOutScene.DAY);
    put(World.known(person, "dibao"));
    house()
        .client()
        .settlements(scene.months().clerkToken())
        .settleClaim(
            Claims.request(
                "p-1",
                Offices.paperStay(person, "P-1", 1_000_000, 0)
                    .clearInsurerSettlement()
                    .setInsuredRegionCode(ELSEWHERE)));
    house().world().open(house().client(), "usage-1", person, "zhengzhou/SER", 2016, 3_000_000);
    correctTo(person, World.known(person, "dibao"));
    Receivable more = only(ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT);
    assertEquals(Claims.COUNTY, more.getCountyCode());
    assertEquals("390200@" + ELSEWHERE, more.getPartyCode());
    ExportPayOutsResponse file = scene.desk().exportPayOuts(scene.file().build());
    assertEquals(3, file.getRowCount(), "both insurers' and the rest of the aid");
  }

  @Test
  void correction_thatTakesAllFromAFile_leavesNothingToPay() {
    PersonDocument person = Invented.person(1);
    Settlement settled = settleAs(person, "dibao");
    String fileId = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    correctTo(person, without(person, "dibao"));
    ExportPayOutsResponse next =
        scene.desk().exportPayOuts(scene.file().setReplacesFileId(fileId).build());
    assertEquals(0, next.getRowCount());
    assertEquals(0, payOut().getOutstandingFen());
    assertEquals(0, clawBack().getOutstandingFen());
    scene.reverse(settled);
    assertEquals(0, clawBack().getOutstandingFen());
  }

  @Test
  void correction_ofAFiniteFund_givesItBackWhatItNeverPaid() {
    PersonDocument person = Invented.person(1);
    scene.months().day(PayOutScene.DAY);
    put(World.known(person, "dibao").addGrants(World.grant(30_000)));
    house()
        .client()
        .settlements(scene.months().clerkToken())
        .settleClaim(Claims.request("p-1", Offices.paperStay(person, "P-1", 1_000_000, 700_000)));
    String used = "SELECT used_fen FROM fund WHERE fund_code = '" + World.CHARITY + "'";
    assertEquals(30_000, house().database().number(used));

    correctTo(
        person,
        World.known(person, "dibao")
            .addGrants(World.grant(30_000).setToDate(Claims.date("2016-01-02"))));
    assertEquals(0, clawBack().getOutstandingFen());
    assertEquals(0, house().database().number(used), "others may be given it");
    assertEquals(
        PayOutScene.AID_FEN, scene.desk().exportPayOuts(scene.file().build()).getTotalFen());
  }

  @Test
  void books_ofSetOffsTamperedWith_areFound() throws SQLException {
    PersonDocument person = Invented.person(1);
    settleAs(person, "tekun_home");
    correctToLess(person);
    try (Connection connection = house().connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertEquals(
          1,
          statement.executeUpdate(
              "DELETE FROM receivable_entry e USING receivable r WHERE e.kind = 'SET_OFF'"
                  + " AND r.receivable_id = e.receivable_id AND r.kind = 'PAY_OUT'"));
      List<String> findings = LedgerAuditor.findings(connection);
      assertTrue(
          findings.stream().anyMatch(finding -> finding.contains("is set off of what the same")),
          findings::toString);
      connection.rollback();
    }
  }
}
