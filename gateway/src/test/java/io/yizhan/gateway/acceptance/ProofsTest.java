package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.postgres.SigningKeyFile;
import io.yizhan.gateway.receipt.Receipt;
import io.yizhan.gateway.receipt.SignedText;
import io.yizhan.gateway.receipt.SigningKey;
import io.yizhan.gateway.receipt.VerifyingKey;
import io.yizhan.proto.v1.AuditSummary;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.GetReceiptRequest;
import io.yizhan.proto.v1.GetReceiptResponse;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.ListReceiptKeysRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReceiptServiceGrpc;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Receipts that anybody verifies, and books that are decided again, through a real gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProofsTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final String DAY = "2016-08-01";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Settlement settled;

  @SuppressWarnings("NullAway.Init")
  private String reversalId;

  @SuppressWarnings("NullAway.Init")
  private String correctionId;

  @BeforeAll
  void book() {
    house = House.open();
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao").addGrants(World.grant(500_000)));
    house.world().open(house.client(), "open-1", person, "zhengzhou/IN", 2016, 100_000);
    settled = settle("r1", person);
    Settlement taken = settle("r2", person);
    reversalId =
        house
            .client()
            .settlements(house.world().token())
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("rev")
                    .setHospitalId(World.HOSPITAL)
                    .setSettlementId(taken.getSettlementId())
                    .setOperatorId("cashier-1")
                    .build())
            .getReversal()
            .getReversalId();
    hold(person);
    paper();
    join();
    correct();
  }

  private Settlement settle(String id, PersonDocument person) {
    return house.settle(
        Claims.request(id, Claims.stay(World.HOSPITAL, person, "E-" + id, DAY, 1_000_000)));
  }

  private void hold(PersonDocument person) {
    var claim = Claims.settledStay(World.HOSPITAL, person, "E-hold", DAY, 400_000, 200_000);
    house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(
            QuoteSettlementRequest.newBuilder()
                .setClaim(claim)
                .setHold(HoldTerms.newBuilder().setRequestId("hold").setHoldSeconds(600))
                .build());
    SettleClaimRequest request =
        Claims.request("settle-hold", claim).toBuilder().setHoldRequestId("hold").build();
    house.settle(request);
  }

  private void paper() {
    String office = Offices.register(house, "aid-410122", Claims.COUNTY);
    PersonDocument person = Invented.person(2);
    house.world().put(house.client(), World.known(person, "dibao"));
    assertTrue(
        house
            .client()
            .settlements(office)
            .settleClaim(
                Claims.request("p-1", Offices.paperStay(person, "P-1", 1_000_000, 700_000)))
            .hasSettlement());
  }

  private void join() {
    PersonDocument kept = Invented.person(3);
    PersonDocument joined = Invented.person(4);
    house.world().put(house.client(), World.known(kept, "dibao"));
    house.world().put(house.client(), World.known(joined, "dibao"));
    settle("k", kept);
    Settlement old = settle("j", joined);
    Offices.join(house, "join", kept, joined);
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("rev-j")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(old.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
  }

  private void correct() {
    PersonDocument person = Invented.person(5);
    house.world().put(house.client(), World.known(person, "dibao"));
    settle("c", person);
    house.world().put(house.client(), World.known(person, "tekun_home"));
    var desk = house.client().readjudications(house.world().operatorToken());
    Readjudication preview =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
            .getReadjudications(0);
    correctionId =
        desk.bookReadjudication(
                BookReadjudicationRequest.newBuilder()
                    .setRequestId("book-1")
                    .setPersonDocument(person)
                    .setPreviewSha256(preview.getPreviewSha256())
                    .setAccountingPeriod(YearMonth.from(LocalDate.now(ZONE)).toString())
                    .setOperatorId("clerk-1")
                    .setReason("身份追溯认定")
                    .build())
            .getCorrections(0)
            .getCorrectionId();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private Audited audit() {
    return Audited.of(house);
  }

  private Set<String> damaged(String damage, String mend) {
    return Audited.damaged(house, damage, mend);
  }

  private GetReceiptResponse receipt(String id) {
    return house
        .client()
        .receipts(house.world().operatorToken())
        .getReceipt(GetReceiptRequest.newBuilder().setEntryId(id).build());
  }

  private List<VerifyingKey> keys() {
    StringBuilder pem = new StringBuilder();
    house
        .client()
        .receipts(house.world().token())
        .listReceiptKeys(ListReceiptKeysRequest.getDefaultInstance())
        .getKeysList()
        .forEach(key -> pem.append(key.getPublicKeyPem()));
    return VerifyingKey.ofPem(pem.toString());
  }

  @Test
  void keys_ofOneId_areThatOne() {
    ReceiptServiceGrpc.ReceiptServiceBlockingStub receipts =
        house.client().receipts(house.world().token());
    String id = keys().get(0).keyId();
    ListReceiptKeysRequest.Builder asked = ListReceiptKeysRequest.newBuilder();
    assertEquals(id, receipts.listReceiptKeys(asked.setKeyId(id).build()).getKeys(0).getKeyId());
    assertEquals(
        0, receipts.listReceiptKeys(asked.setKeyId("0".repeat(32)).build()).getKeysCount());
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> receipts.listReceiptKeys(asked.setKeyId("no key").build()));
    assertEquals(List.of("key_id"), Refusals.of(refused).fieldNames());
  }

  @Test
  void audit_untouchedBooks_saysAllOfThem() {
    Audited audited = audit();
    assertEquals(List.of(), audited.differences());
    AuditSummary summary = audited.summary();
    assertEquals(List.of(), summary.getUndecidedList());
    assertEquals(7, summary.getSettlementCount());
    assertEquals(2, summary.getReversalCount());
    assertEquals(1, summary.getCorrectionCount());
    assertEquals(10, summary.getDecidedCount());
    assertTrue(summary.getAccountCount() > 0);
  }

  @Test
  void audit_oneAmount_isNamed() {
    String id = settled.getSettlementId();
    String where = " WHERE settlement_id = '" + id + "'";
    assertEquals(
        new TreeSet<>(List.of("AMOUNT " + id + " paid_fen", "AMOUNT " + id + " patient_share_fen")),
        damaged(
            "UPDATE settlement SET paid_fen = paid_fen + 1,"
                + " patient_share_fen = patient_share_fen - 1"
                + where,
            "UPDATE settlement SET paid_fen = paid_fen - 1,"
                + " patient_share_fen = patient_share_fen + 1"
                + where));
  }

  @Test
  void audit_oneReplyByte_isNamed() {
    String flip = "UPDATE request SET reply = set_byte(reply, 40, get_byte(reply, 40) # 1)";
    String where = " WHERE request_id = 'r1'";
    assertEquals(
        new TreeSet<>(List.of("REPLY " + settled.getSettlementId() + " byte 40")),
        damaged(flip + where, flip + where));
  }

  @Test
  void audit_oneUsageRow_isNamed() {
    String where =
        " WHERE used_fen[1] > 0 AND bucket = (SELECT bucket FROM account_year"
            + " WHERE used_fen[1] > 0 ORDER BY bucket LIMIT 1)";
    Set<String> named =
        damaged(
            "UPDATE account_year SET used_fen[1] = used_fen[1] + 1" + where,
            "UPDATE account_year SET used_fen[1] = used_fen[1] - 1" + where);
    assertFalse(named.isEmpty());
    assertTrue(named.stream().allMatch(each -> each.startsWith("TOTAL ")), named::toString);
  }

  @Test
  void audit_onePolicyText_isNamed() {
    String where = " WHERE policy_code = 'zhengzhou' AND valid_from = '2016-07-01'";
    assertEquals(
        new TreeSet<>(List.of("POLICY zhengzhou 2016-07-01 text")),
        damaged(
            "UPDATE policy SET text = text || '# '" + where,
            "UPDATE policy SET text = left(text, -2)" + where));
  }

  @Test
  void receipt_ofEachKind_isVerifiedByThePublicKeyAlone() {
    for (String id : List.of(settled.getSettlementId(), reversalId, correctionId)) {
      Receipt read = Receipt.parse(receipt(id).getReceiptText());
      assertEquals(Receipt.Finding.VALID, read.check(keys()));
      assertEquals(id, SignedText.parse(read.entry().signed()).field("id"));
      assertEquals(receipt(id), receipt(id), "the same for ever");
    }
    byte[] stored =
        house
            .client()
            .settle(
                house.world().token(),
                Claims.request(
                    "r1", Claims.stay(World.HOSPITAL, Invented.person(1), "E-r1", DAY, 1_000_000)))
            .reply();
    Receipt read = Receipt.parse(receipt(settled.getSettlementId()).getReceiptText());
    assertArrayEquals(stored, SignedText.parse(read.entry().signed()).content());
  }

  @Test
  void receipt_changedByOneByte_isRefused() {
    Receipt read = Receipt.parse(receipt(settled.getSettlementId()).getReceiptText());
    byte[] signed = read.entry().signed();
    signed[signed.length - 1] ^= 1;
    String text =
        read.text()
            .replace(
                Base64.getEncoder().encodeToString(read.entry().signed()),
                Base64.getEncoder().encodeToString(signed));
    assertEquals(Receipt.Finding.SIGNATURE_WRONG, Receipt.parse(text).check(keys()));
    assertEquals(Receipt.Finding.KEY_UNKNOWN, read.check(List.of()));
  }

  /** The JDK alone, with nothing of this house: what anybody would write. */
  @Test
  void receipt_withTheJdkAlone_verifies() throws Exception {
    String text = receipt(settled.getSettlementId()).getReceiptText();
    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(keys().get(0).encoded())));
    check.update(Base64.getDecoder().decode(value(text, "signed")));
    assertTrue(check.verify(Base64.getDecoder().decode(value(text, "signature"))));
  }

  private static String value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 2);
  }

  @Test
  void dayRoot_signedByAnotherGatewaysKey_holdsEveryEntryAndNamesALaterChange() throws IOException {
    String today = LocalDate.now(ZONE).toString();
    SigningKey other =
        SigningKeyFile.loadOrCreate(folder.resolve("keys.receipts"), new SecureRandom());
    ReceiptDesk desk =
        new ReceiptDesk(house.database().stores().receipts(), other, InstantSource.system());
    desk.begin();
    house.execute(
        "INSERT INTO posting_day (posting_date, state, closing_time, closing_caller, horizon,"
            + " closed_time, line_count) SELECT DISTINCT posting_date, 'CLOSED', now(), 'test',"
            + " pg_current_xact_id(), now(), 0 FROM settlement");
    try {
      assertTrue(desk.look(5) > 0, today);
      for (String id : List.of(settled.getSettlementId(), reversalId, correctionId)) {
        Receipt read = Receipt.parse(receipt(id).getReceiptText());
        assertTrue(read.day().isPresent());
        assertEquals(Receipt.Finding.VALID, read.check(keys()));
        assertEquals(Receipt.parse(read.text()).text(), read.text());
      }
      assertEquals(new TreeSet<>(), audit().named());
      String flip =
          "UPDATE request SET reply = set_byte(reply, 40, get_byte(reply, 40) # 1)"
              + " WHERE request_id = 'rev'";
      assertEquals(new TreeSet<>(List.of("LEAF " + reversalId + " leaf")), damaged(flip, flip));
      assertTrue(
          damaged("UPDATE day_root_page SET root_sha256 = sha256(root_sha256)", "SELECT 1")
              .contains("DAY_ROOT " + today + " root of page 0"));
      house.execute("CREATE TABLE gone AS SELECT * FROM settlement", "DELETE FROM settlement");
      try {
        Set<String> named = audit().named();
        assertTrue(named.contains("DAY_ROOT " + today + " entry-count"), named::toString);
      } finally {
        house.execute("INSERT INTO settlement SELECT * FROM gone", "DROP TABLE gone");
      }
      String before = other.verifying().keyId();
      String after =
          SigningKeyFile.replace(folder.resolve("keys.receipts"), new SecureRandom())
              .verifying()
              .keyId();
      assertFalse(before.equals(after));
      assertEquals(
          List.of("keys.receipts"),
          List.of(java.util.Objects.requireNonNull(folder.toFile().list())));
    } finally {
      house.execute("DELETE FROM day_root", "DELETE FROM day_root_page", "DELETE FROM posting_day");
    }
  }
}
