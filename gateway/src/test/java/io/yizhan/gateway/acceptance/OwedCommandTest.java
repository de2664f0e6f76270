package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.cli.CommandRun;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is owed, listed, filed and paid by an office's clerk, against a whole gateway. */
class OwedCommandTest {
  private static final int DONE = 0;
  private static final int NO = 1;
  private static final int USAGE = 2;
  private static final int COLUMNS_MAX = 80;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private String office;

  @SuppressWarnings("NullAway.Init")
  private Path token;

  private int persons;

  @BeforeEach
  void open() throws IOException {
    house = House.open();
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    token = Files.writeString(folder.resolve("clerk.token"), office);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private CommandRun run(String... words) {
    List<String> all = new ArrayList<>(List.of("owed"));
    all.addAll(List.of(words));
    all.addAll(List.of("--target", "127.0.0.1:" + house.port(), "--token-file", token.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private String done(String... words) {
    CommandRun run = run(words);
    assertEquals(DONE, run.code(), run.err());
    run.out().lines().forEach(line -> assertTrue(DisplayWidth.of(line) <= COLUMNS_MAX, line));
    return run.out();
  }

  private Settlement settle(String requestId) {
    PersonDocument person = Invented.person(500 + ++persons);
    house.world().put(house.client(), World.known(person, "dibao"));
    return house
        .client()
        .settlements(office)
        .settleClaim(
            Claims.request(requestId, Offices.paperStay(person, requestId, 1_000_000, 700_000)))
        .getSettlement();
  }

  private List<Receivable> owed() {
    return house
        .client()
        .receivables(office)
        .listReceivables(ListReceivablesRequest.getDefaultInstance())
        .getReceivablesList();
  }

  @Test
  void payOuts_listedFiledAndPaid_areSettledOnce() throws IOException {
    settle("paper-1");
    settle("paper-2");
    String listed = done("list", "--county", Claims.COUNTY, "--kind", "pay_out");
    assertTrue(listed.contains("共 2 笔，未结 4,200.00 元。"), listed);
    assertTrue(listed.contains("2 in all, open 4,200.00."), listed);
    Path out = folder.resolve("pay.csv");
    String[] export = {
      "export",
      "--county",
      Claims.COUNTY,
      "--out",
      out.toString(),
      "--purpose",
      "每周付款",
      "--request-id",
      "f-1"
    };
    String exported = done(export);
    assertTrue(exported.contains("2 行 rows, 合计 total 4,200.00"), exported);
    String content = Files.readString(out);
    assertEquals(4, content.lines().count(), content);
    assertTrue(content.contains(Offices.ACCOUNT), content);
    Files.delete(out);
    assertEquals(exported, done(export));
    assertEquals(content, Files.readString(out), "the same request, the same file");
    String file = owed().get(0).getPaymentFileId();

    String[] pay = {
      "pay",
      "--file",
      file,
      "--bank-reference",
      "B-77",
      "--note",
      "代发",
      "--request-id",
      "0f8fad5b-d9cb-469f-a165-70867728950e"
    };
    String paid = done(pay);
    assertTrue(paid.contains("已登记支付 2 笔，4,200.00 元，尚欠 0.00 元。"), paid);
    CommandRun again = run(pay);
    assertEquals(NO, again.code(), "what is paid is in no file");
    assertTrue(again.err().contains("Nothing was recorded"), again.err());
    CommandRun late = run(export);
    assertEquals(DONE, late.code(), late.err());
    assertTrue(late.err().contains("4,200.00 元已登记支付，勿再付款"), late.err());
    String nothing =
        run(
                "export",
                "--county",
                Claims.COUNTY,
                "--out",
                out.toString(),
                "--purpose",
                "每周付款",
                "--request-id",
                "f-2")
            .err();
    assertTrue(nothing.contains("NOTHING_TO_PAY"), nothing);

    String id = owed().get(0).getReceivableId();
    String details = done("list", id);
    assertTrue(details.contains("B-77") && details.contains("代发"), details);
    String entry =
        house
            .database()
            .rows("SELECT entry_id FROM receivable_entry WHERE receivable_id = '" + id + "'")
            .get(0);
    String returned =
        done(
            "take-back",
            id,
            "--entry",
            entry,
            "--reason",
            "户名不符",
            "--bank-reference",
            "R-1",
            "--request-id",
            "t-1");
    assertTrue(returned.contains("未结 2,100.00 元"), returned);
    String part = done("pay", id, "--amount", "100.00", "--note", "现金", "--request-id", "p-2");
    assertTrue(part.contains("still owed 2,000.00"), part);
    assertEquals(
        part, done("pay", id, "--amount", "100.00", "--note", "现金", "--request-id", "p-2"));
    assertFalse(done("list", "--all").contains(Offices.ACCOUNT), "no account in a list");
  }

  @Test
  void file_replacedWithOneLeftOut_isNotWrittenAgainAndTheOneIsPaidOtherwise() throws IOException {
    settle("paper-1");
    settle("paper-2");
    Path out = folder.resolve("pay.csv");
    String[] first = {
      "export",
      "--county",
      Claims.COUNTY,
      "--out",
      out.toString(),
      "--purpose",
      "每周付款",
      "--request-id",
      "f-1"
    };
    done(first);
    Receivable one = owed().get(0);
    String file = one.getPaymentFileId();
    String replaced =
        done(
            "export",
            "--county",
            Claims.COUNTY,
            "--out",
            out.toString(),
            "--purpose",
            "每周付款",
            "--replaces",
            file,
            "--leave-out",
            one.getReceivableId(),
            "--request-id",
            "f-2");
    assertTrue(replaced.contains("1 行 rows, 合计 total 2,100.00"), replaced);
    CommandRun old = run(first);
    assertEquals(NO, old.code(), old.out());
    assertTrue(old.err().contains("would be paid twice"), old.err());
    assertEquals(3, Files.readAllLines(out).size(), "the new one stands");
    done(
        "pay", one.getReceivableId(), "--amount", "2100.00", "--note", "现金", "--request-id", "p-1");
    Receivable other = owed().get(1);
    done(
        "pay",
        other.getReceivableId(),
        "--file",
        other.getPaymentFileId(),
        "--note",
        "转账",
        "--bank-reference",
        "B-1",
        "--request-id",
        "p-2");
    assertEquals(List.of(0L, 0L), owed().stream().map(Receivable::getOutstandingFen).toList());
  }

  @Test
  void commands_thatNameNoOneOrTwo_areRefused() {
    assertEquals(USAGE, run("pay", "--note", "x", "--request-id", "p").code());
    assertEquals(USAGE, run("pay", "ID", "--note", "x", "--request-id", "p").code());
    assertEquals(
        USAGE,
        run("pay", "ID", "--amount", "1.00", "--file", "F", "--note", "x", "--request-id", "p")
            .code());
    assertEquals(
        USAGE,
        run(
                "export",
                "--county",
                Claims.COUNTY,
                "--out",
                "/nowhere/pay.csv",
                "--purpose",
                "x",
                "--request-id",
                "f")
            .code());
    CommandRun unknown =
        run(
            "write-off",
            "none",
            "--amount",
            "1.00",
            "--fund",
            Offices.AID,
            "--reason",
            "x",
            "--request-id",
            "w");
    assertEquals(NO, unknown.code(), unknown.err());
    assertTrue(unknown.err().contains("RECEIVABLE_NOT_FOUND"), unknown.err());
  }
}
