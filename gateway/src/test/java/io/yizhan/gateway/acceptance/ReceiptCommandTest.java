package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.cli.CommandRun;
import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.postgres.SigningKeyFile;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Receipts, verification and the audit as they are typed. What is verified is verified when gateway
 * and database are gone: with the file of keys and the receipt alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiptCommandTest {
  private static final int DONE = 0;
  private static final int NO = 1;
  private static final int USAGE = 2;
  private static final String DAY = "2025-09-03";

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path keys;

  /** Of a settlement whose day has its root. */
  @SuppressWarnings("NullAway.Init")
  private Path rooted;

  /** Of one whose day is still open. */
  @SuppressWarnings("NullAway.Init")
  private Path open;

  @SuppressWarnings("NullAway.Init")
  private String id;

  @SuppressWarnings("NullAway.Init")
  private CommandRun audited;

  @SuppressWarnings("NullAway.Init")
  private CommandRun damagedBooks;

  @SuppressWarnings("NullAway.Init")
  private CommandRun unknownEntry;

  @SuppressWarnings("NullAway.Init")
  private CommandRun shownKeys;

  @BeforeAll
  void typeAgainstAGateway(@TempDir Path empty) throws IOException {
    folder = empty;
    keys = folder.resolve("receipt-keys.pem");
    rooted = folder.resolve("rooted.txt");
    open = folder.resolve("open.txt");
    try (ClearedMonths months = ClearedMonths.open()) {
      House house = months.house();
      PersonDocument person = months.person(1);
      Settlement settled = months.settle(DAY, World.HOSPITAL, person, 1_000_000);
      id = settled.getSettlementId();
      months.reverse(DAY, World.HOSPITAL, months.settle(DAY, World.HOSPITAL, person, 200_000));
      Settlement later = months.settle("2025-09-05", World.HOSPITAL, person, 100_000);
      assertEquals(DONE, run(house, "day", "close", DAY).code());
      giveRoots(house);
      assertEquals(
          DONE, run(house, "receipt", "get", id, "--out", rooted.toString()).code(), "a receipt");
      assertEquals(
          DONE,
          run(house, "receipt", "get", later.getSettlementId(), "--out", open.toString()).code());
      assertEquals(DONE, run(house, "receipt", "key", "--out", keys.toString()).code());
      shownKeys = run(house, "receipt", "key");
      unknownEntry = run(house, "receipt", "get", "01KE5Q8M3T0000000000000000");
      audited = run(house, "audit", "--from", "2025-09-01", "--to", "2025-09-30");
      house.execute(
          "UPDATE settlement SET paid_fen = paid_fen - 1, patient_share_fen = patient_share_fen + 1"
              + " WHERE settlement_id = '"
              + id
              + "'");
      damagedBooks = run(house, "audit", "--from", "2025-09-01", "--to", "2025-09-30");
    }
  }

  /** As another gateway of this database would, with a key of its own. */
  private void giveRoots(House house) throws IOException {
    ReceiptDesk desk =
        new ReceiptDesk(
            house.database().stores().receipts(),
            SigningKeyFile.loadOrCreate(folder.resolve("other.receipts"), new SecureRandom()),
            InstantSource.system());
    desk.begin();
    assertTrue(desk.look(10) > 0, "a closed day must get its root");
  }

  private CommandRun run(House house, String... words) throws IOException {
    Path token = folder.resolve("operator.token");
    Files.writeString(token, house.world().operatorToken());
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--target", "127.0.0.1:" + house.port(), "--token-file", token.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun verify(Path receipt, Path key) {
    return CommandRun.of("verify", receipt.toString(), "--key", key.toString());
  }

  private CommandRun verify(byte[] receipt) throws IOException {
    return verify(Files.write(folder.resolve("damaged.txt"), receipt), keys);
  }

  private static void assertRefused(CommandRun run, String chinese, String english) {
    assertEquals(NO, run.code(), run::toString);
    assertTrue(run.out().contains(chinese) && run.out().contains(english), run::toString);
  }

  @Test
  void verify_withKeyAndReceiptAlone_saysValidAndWhatItIsOf() {
    CommandRun whole = verify(rooted, keys);
    assertEquals(DONE, whole.code(), whole::toString);
    assertTrue(whole.out().startsWith("有效 valid"), whole.out());
    assertTrue(whole.out().contains("id: " + id) && whole.out().contains(DAY), whole.out());
    assertTrue(whole.out().contains("已列入当日根 in the root of its day"), whole.out());
    CommandRun before = verify(open, keys);
    assertEquals(DONE, before.code(), before::toString);
    assertTrue(before.out().contains("without the root of its day"), before.out());
    assertTrue(shownKeys.out().contains(" current\n-----BEGIN PUBLIC KEY"), shownKeys.out());
  }

  @Test
  void receipt_withOneByteOfItsContentChanged_isRefused() throws IOException {
    String text = Files.readString(rooted);
    String signed = value(text, "signed");
    byte[] bytes = java.util.Base64.getDecoder().decode(signed);
    bytes[bytes.length / 2] ^= 1;
    String other = java.util.Base64.getEncoder().encodeToString(bytes);
    assertRefused(
        verify(text.replace(signed, other).getBytes(StandardCharsets.UTF_8)),
        "签名不符：内容被改动",
        "the signature is wrong: the content was changed");
  }

  @Test
  void receipt_damagedInAnyLine_isRefused() throws IOException {
    List<String> lines = Files.readAllLines(rooted);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int at = (line.indexOf(": ") + 2 + line.length()) / 2;
      char other = line.charAt(at) == '1' ? '2' : '1';
      List<String> damaged = new ArrayList<>(lines);
      damaged.set(i, line.substring(0, at) + other + line.substring(at + 1));
      CommandRun run = verify(String.join("\n", damaged).getBytes(StandardCharsets.UTF_8));
      assertEquals(NO, run.code(), () -> line + " " + run);
      assertTrue(run.out().codePoints().anyMatch(Character::isIdeographic), run::toString);
      assertFalse(run.out().contains("base64 character"), run::toString);
      List<String> without = new ArrayList<>(lines);
      without.remove(i);
      assertEquals(
          NO,
          verify(String.join("\n", without).getBytes(StandardCharsets.UTF_8)).code(),
          () -> "without " + line);
    }
  }

  @Test
  void receipt_withASignThatBase64HasNot_saysSoInASentence() throws IOException {
    String text = Files.readString(rooted);
    CommandRun run =
        verify(text.replaceFirst("signature: .", "signature: !").getBytes(StandardCharsets.UTF_8));
    assertEquals(NO, run.code());
    assertTrue(run.out().contains("damaged: signature must be Base64"), run::toString);
  }

  @Test
  void receipt_thatIsCutOffOrIsNoText_isRefusedAsDamaged() throws IOException {
    byte[] whole = Files.readAllBytes(rooted);
    assertRefused(verify(Arrays.copyOf(whole, 40)), "已损坏", "damaged");
    byte[] spoilt = whole.clone();
    spoilt[whole.length / 2] = (byte) 0xff;
    assertEquals(NO, verify(spoilt).code());
    spoilt = whole.clone();
    spoilt[3] = (byte) 0xff;
    assertRefused(verify(spoilt), "已损坏", "damaged");
    assertRefused(verify(new byte[0]), "已损坏", "damaged");
  }

  @Test
  void receipt_withALeafOfAnotherPlace_isNotInItsDay() throws IOException {
    String text = Files.readString(rooted);
    String place = value(text, "place");
    assertRefused(
        verify(
            text.replace("place: " + place, "place: " + (place.equals("0") ? 1 : 0))
                .getBytes(StandardCharsets.UTF_8)),
        "不在当日根之内",
        "not in the root of its day");
  }

  @Test
  void verify_withAnotherKeyOrNone_saysWhichIsMissing() throws IOException {
    Path foreign =
        Files.writeString(
            folder.resolve("foreign.pem"),
            SigningKeyFile.loadOrCreate(folder.resolve("foreign.receipts"), new SecureRandom())
                .verifying()
                .pem());
    assertRefused(verify(rooted, foreign), "没有此编号的公钥", "no public key of this id");
    CommandRun none = verify(rooted, rooted);
    assertEquals(USAGE, none.code());
    assertTrue(none.err().contains("没有公钥") && none.err().contains("no public key"), none.err());
    CommandRun missing = verify(folder.resolve("nowhere"), keys);
    assertEquals(USAGE, missing.code());
    assertTrue(
        missing.err().contains("没有这个文件") && missing.err().contains("no such file"), missing.err());
  }

  @Test
  void receipt_ofAnEntryThatIsNotThere_isRefusedByTheGateway() {
    assertEquals(NO, unknownEntry.code());
    assertTrue(unknownEntry.err().contains("SETTLEMENT_NOT_FOUND"), unknownEntry::toString);
  }

  @Test
  void audit_ofRightBooks_saysAllOfThemAndOfDamagedOnesNamesEach() {
    assertEquals(DONE, audited.code(), audited::toString);
    assertTrue(audited.out().contains("全部 4 笔一致 all of 4"), audited.out());
    assertTrue(audited.out().contains("差异 differences 0"), audited.out());
    assertTrue(audited.out().contains("日根 roots 1, 尚无日根 days without 1"), audited.out());
    assertEquals(NO, damagedBooks.code(), damagedBooks::toString);
    assertTrue(damagedBooks.out().contains("AMOUNT " + id + " paid_fen"), damagedBooks.out());
    assertTrue(
        damagedBooks.out().contains("AMOUNT " + id + " patient_share_fen"), damagedBooks.out());
    assertTrue(damagedBooks.out().contains("差异 differences 2"), damagedBooks.out());
  }

  private static String value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 2);
  }
}
