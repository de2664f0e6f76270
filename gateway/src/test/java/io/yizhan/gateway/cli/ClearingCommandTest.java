package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.ClearingServiceGrpc;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clearing and funds, as two clerks type and read them. */
class ClearingCommandTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServedGateway gateway;

  @SuppressWarnings("NullAway.Init")
  private Path clerk;

  @SuppressWarnings("NullAway.Init")
  private Path chief;

  @BeforeEach
  void serve() throws IOException {
    gateway = ServedGateway.start(folder.resolve("data"));
    clerk = add("clerk", "--role", "office", "--region", "410122");
    chief = add("chief", "--role", "office", "--region", "410122");
    call(
        gateway.operatorToken(),
        channel ->
            DayServiceGrpc.newBlockingStub(channel)
                .closePostingDay(
                    ClosePostingDayRequest.newBuilder()
                        .setPostingDate(
                            com.google.type.Date.newBuilder().setYear(2026).setMonth(9).setDay(30))
                        .build()));
    call(
        gateway.operatorToken(),
        channel ->
            RegistryServiceGrpc.newBlockingStub(channel)
                .putHospital(
                    PutHospitalRequest.newBuilder()
                        .setHospital(
                            Hospital.newBuilder()
                                .setHospitalId("H41010001")
                                .setName("示例医院")
                                .setRegionCode("410122")
                                .setLevelCode("2"))
                        .build()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Path add(String id, String... words) throws IOException {
    String[] all = new String[words.length + 3];
    all[0] = "caller";
    all[1] = "add";
    all[2] = id;
    System.arraycopy(words, 0, all, 3, words.length);
    Path file = folder.resolve(id + ".token");
    Files.writeString(file, gateway.run(gateway.operatorToken(), all).out());
    return file;
  }

  private <T> T call(Path token, Function<Channel, T> call) throws IOException {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + Files.readString(token).strip());
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
    try {
      return call.apply(
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
    } finally {
      channel.shutdownNow();
    }
  }

  private String done(Path token, String words, String... more) {
    String[] first = words.split(" ");
    String[] all = new String[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    Ended ended = gateway.run(token, all);
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    ended
        .out()
        .lines()
        .forEach(line -> assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, line));
    return ended.out();
  }

  private String advance() throws IOException {
    return advance("advance");
  }

  private String advance(String requestId) throws IOException {
    return call(
        clerk,
        channel ->
            ClearingServiceGrpc.newBlockingStub(channel)
                .proposeAdvance(
                    ProposeAdvanceRequest.newBuilder()
                        .setRequestId(requestId)
                        .setFundCode("610100@410122")
                        .setHospitalId("H41010001")
                        .setAmountFen(123_456)
                        .setReason("周转")
                        .build())
                .getClearing()
                .getClearingId());
  }

  @Test
  void clearing_preparedToExported_isTypedByTwoPersons() throws IOException {
    String month = "--county 410122 --month 2026-09";
    String prepared = done(clerk, "clearing prepare " + month);
    assertTrue(prepared.contains("0 clearings of 0 lines, 0.00 yuan"), prepared);
    assertEquals(prepared, done(clerk, "clearing prepare " + month));
    String id = advance();
    assertTrue(done(clerk, "clearing show --county 410122 --lang en").contains("1 clearings"));
    done(
        clerk,
        "clearing step " + id + " --take deduct --amount 34.56 --request-id s-1",
        "--reason",
        "超标准 收费");
    done(clerk, "clearing check " + id + " --request-id c-1");
    Ended own =
        gateway.run(clerk, "clearing", "approve", id, "--total", "1200.00", "--request-id", "a-0");
    assertTrue(own.err().contains("SAME_PERSON"), own.err());
    Ended other =
        gateway.run(chief, "clearing", "approve", id, "--total", "1200.01", "--request-id", "a-1");
    assertEquals(ExitCode.NO, other.code());
    assertTrue(other.err().contains("1,200.00"), other.err());
    String approved =
        done(chief, "clearing approve --county 410122 --total 1200.00 --request-id a-1");
    assertTrue(approved.contains("1 approved, unpaid 1,200.00 yuan"), approved);
    Path file = folder.resolve("pay.csv");
    String exported =
        done(clerk, "clearing export --county 410122 --request-id f-1", "--out", file.toString());
    assertTrue(
        exported.contains(HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)))), exported);
    assertTrue(Files.readString(file).contains("H41010001,示例医院,,,,,610100@410122,1200.00,"));
    done(clerk, "clearing pay " + id + " --amount 1000.00 --bank-reference B-1 --request-id p-1");
    done(clerk, "clearing dispute " + id + " --request-id d-1", "--reason", "金额不符");
    done(chief, "clearing step " + id + " --take dismiss --request-id d-2", "--reason", "核对无误");
    done(clerk, "clearing pay " + id + " --bank-reference B-2 --request-id p-2");
    String shown = done(chief, "clearing show " + id + " --lang zh");
    for (String text : new String[] {"已结清", "1,200.00", "超标准 收费", "B-2", "争议不成立"}) {
      assertTrue(shown.contains(text), shown);
    }
  }

  @Test
  void commands_sentAgain_areDoneOnce() throws IOException {
    String first = advance("one");
    String list = "clearing check --county 410122 --request-id c";
    assertTrue(done(clerk, list).contains("1 checked"));
    assertTrue(done(clerk, list).contains("0 checked"));
    String second = advance("two");
    assertTrue(done(clerk, list).contains("1 checked"), "what is left is another request");
    String approve = "clearing approve " + first + " --total 1234.56 --request-id a";
    String approved = done(chief, approve);
    done(clerk, "clearing pay " + first + " --amount 234.56 --bank-reference B-1 --request-id p-1");
    assertEquals(approved, done(chief, approve), "it was paid in part since");
    String rest = "clearing pay " + first + " --bank-reference B-2 --request-id p-2";
    String paid = done(clerk, rest);
    assertEquals(paid, done(clerk, rest));
    Ended other =
        gateway.run(
            clerk, "clearing", "pay", first, "--bank-reference", "B-2", "--request-id", "p-3");
    assertTrue(other.err().contains("BANK_REFERENCE_USED"), other.err());
    String left = "clearing approve --county 410122 --total 1234.56 --request-id ";
    String longId = "a".repeat(64);
    assertTrue(done(chief, left + longId).contains("1 approved"));
    Ended none =
        gateway.run(
            chief, "clearing approve --county 410122 --total 1234.56 --request-id aa".split(" "));
    assertEquals(ExitCode.NO, none.code());
    done(clerk, "clearing pay " + second + " --bank-reference B-2 --request-id p-4");
    String third = advance("three");
    String check = "clearing check " + third + " --request-id c-3";
    String checked = done(clerk, check);
    done(chief, "clearing approve " + third + " --total 1234.56 --request-id a-3");
    done(clerk, "clearing pay " + third + " --bank-reference B-3 --request-id p-5");
    assertEquals(checked, done(clerk, check), "it was paid since");
  }

  @Test
  void payment_typedByMistake_isTakenBackAndTypedAgain() throws IOException {
    String id = advance("one");
    done(clerk, "clearing check " + id + " --request-id c-1");
    done(chief, "clearing approve " + id + " --total 1234.56 --request-id a-1");
    String day = LocalDate.now(ZoneId.of("Asia/Shanghai")).minusDays(2).toString();
    done(clerk, "clearing pay " + id + " --bank-reference B-1 --request-id p-1 --bank-day " + day);
    String unpay = "clearing unpay " + id + " --paid-reference B-1 --reason 记错 --amount ";
    Ended other = gateway.run(clerk, (unpay + "1234.55 --request-id u-0").split(" "));
    assertTrue(other.err().contains("PAYMENT_NOT_RECORDED"), other.err());
    assertTrue(other.err().contains("1,234.56"), other.err());
    String taken = done(clerk, unpay + "1234.56 --request-id u-1");
    assertTrue(taken.contains("1,234.56"), taken);
    assertEquals(taken, done(clerk, unpay + "1234.56 --request-id u-1"));
    done(clerk, "clearing check " + id + " --request-id c-2");
    done(chief, "clearing approve " + id + " --total 1234.56 --request-id a-2");
    String again = "clearing pay " + id + " --bank-reference B-1 --request-id p-2";
    assertEquals(done(clerk, again), done(clerk, again));
    done(
        clerk,
        "clearing unpay " + id + " --paid-reference B-1 --amount 1234.56 --request-id u-2",
        "--reason",
        "户名不符 退汇",
        "--bank-reference",
        "R-9");
    String shown = done(chief, "clearing show " + id + " --lang zh");
    for (String text : new String[] {"已编制", "撤销拨付 1,234.56", day, "R-9", "户名不符 退汇"}) {
      assertTrue(shown.contains(text), shown);
    }
    assertTrue(shown.lines().allMatch(line -> DisplayWidth.of(line) <= 80), shown);
  }

  @Test
  void payment_ofMoreThanItsFileNames_saysWhatToType() throws IOException {
    String id = advance("one");
    String step = "clearing step " + id + " --amount 34.56 --reason 保证金 --take ";
    done(clerk, step + "retain --request-id s-1");
    done(clerk, "clearing check " + id + " --request-id c-1");
    done(chief, "clearing approve " + id + " --total 1200.00 --request-id a-1");
    String file = folder.resolve("pay.csv").toString();
    done(clerk, "clearing export --county 410122 --request-id f-1", "--out", file);
    done(clerk, step + "release --request-id s-2");
    done(clerk, "clearing check " + id + " --request-id c-2");
    done(chief, "clearing approve " + id + " --total 1234.56 --request-id a-2");
    String pay = "clearing pay " + id + " --bank-reference B-1 --request-id p-1";
    Ended more = gateway.run(clerk, pay.split(" "));
    assertEquals(ExitCode.NO, more.code());
    assertTrue(more.err().contains("1,200.00"), more.err());
    done(clerk, pay + " --amount 1,200.00");
    assertTrue(done(chief, "clearing show " + id + " --lang en").contains("34.56"));
  }

  @Test
  void account_typedByTwo_isInThePaymentFile() throws IOException {
    String propose =
        "clearing account propose --county 410122 --hospital H41010001 --bank 中国银行新密支行"
            + " --holder 新密市中医院 --number 253312345678 --bank-code 104491012345"
            + " --request-id pa-1";
    String proposed = done(clerk, propose);
    assertTrue(proposed.contains("待确认 proposed"), proposed);
    String account = proposed.substring(0, proposed.indexOf(' '));
    String confirm = "clearing account confirm " + account + " --number ";
    Ended own = gateway.run(clerk, (confirm + "253312345678 --request-id pa-2").split(" "));
    assertTrue(own.err().contains("SAME_PERSON"), own.err());
    String id = advance("one");
    done(clerk, "clearing check " + id + " --request-id c-1");
    done(chief, "clearing approve " + id + " --total 1234.56 --request-id a-1");
    String file = folder.resolve("pay.csv").toString();
    Ended lacks =
        gateway.run(
            clerk, ("clearing export --county 410122 --request-id f-1 --out " + file).split(" "));
    assertEquals(ExitCode.DONE, lacks.code(), lacks.err());
    assertTrue(lacks.err().contains("1 rows name a payee without a bank account"), lacks.err());
    String first = lacks.out().split(" ")[2].replace(":", "");
    assertTrue(
        done(chief, confirm + "253312345678 --request-id pa-2").contains("确认 confirmed by chief"));
    Ended whole =
        gateway.run(
            clerk,
            ("clearing export --county 410122 --request-id f-2 --replaces "
                    + first
                    + " --out "
                    + file)
                .split(" "));
    assertEquals(ExitCode.DONE, whole.code(), whole.err());
    assertEquals("", whole.err());
    assertTrue(
        Files.readString(Path.of(file))
            .contains("新密市中医院,253312345678,中国银行新密支行,104491012345,610100@410122,1234.56"));
    String longName = "新密市中医院（新密市中西医结合医院、新密市康复医院、新密市妇女儿童医院）";
    done(
        clerk,
        "clearing account propose --county 410122 --hospital H41010001 --bank "
            + longName
            + " --holder "
            + longName
            + " --number 253312345679 --request-id pa-3");
    String listed = done(chief, "clearing account list --county 410122");
    assertTrue(listed.contains("有效 in force") && listed.contains("2 accounts"), listed);
  }

  @Test
  void funds_listedAndForecast_areTables() throws IOException {
    call(
        gateway.operatorToken(),
        channel ->
            RegistryServiceGrpc.newBlockingStub(channel)
                .addFundMoney(
                    AddFundMoneyRequest.newBuilder()
                        .setRequestId("m")
                        .setFundCode("610100@410122")
                        .setBudgetYear(2026)
                        .setAmountFen(98_765_432_100L)
                        .build()));
    String listed = done(clerk, "fund list --lang zh");
    assertTrue(listed.contains("987,654,321.00"), listed);
    assertTrue(done(clerk, "fund forecast --lang en").contains("lasts"));
  }

  @Test
  void advance_typed_isClearedAsAMonthIs() throws IOException {
    String advance =
        "clearing advance --fund 610100@410122 --hospital H41010001 --amount 50,000.01"
            + " --reason 周转 --request-id ad";
    String made = done(clerk, advance);
    assertTrue(made.contains("50,000.01"), made);
    assertEquals(made, done(clerk, advance));
    done(clerk, "clearing check --county 410122 --request-id c");
    done(chief, "clearing approve --county 410122 --total 50000.01 --request-id a");
    String list = done(clerk, "clearing show --county 410122 --lang en");
    assertTrue(list.contains("1 clearings, gross 50,000.01, unpaid 50,000.01"), list);
    Ended unknown = gateway.run(clerk, advance.replace("H41010001", "H4").split(" "));
    assertTrue(unknown.err().contains("REQUEST_ID_REUSED"), unknown.err());
  }

  @Test
  void export_thatCannotBeWritten_isNotAskedForOrMayBeRepeated() throws IOException {
    String id = advance("one");
    done(clerk, "clearing check " + id + " --request-id c-1");
    done(chief, "clearing approve " + id + " --total 1234.56 --request-id a-1");
    String export = "clearing export --county 410122 --request-id ";
    Ended none =
        gateway.run(
            clerk, (export + "f-1 --out " + folder.resolve("none").resolve("pay.csv")).split(" "));
    assertEquals(ExitCode.USAGE, none.code(), none.err());
    assertTrue(none.err().contains("nothing was exported"), none.err());
    if (Files.exists(Path.of("/dev/full"))) {
      Ended full = gateway.run(clerk, (export + "f-2 --out /dev/full").split(" "));
      assertEquals(ExitCode.UNAVAILABLE, full.code(), full.err());
      assertTrue(full.err().contains("repeat with the same request id f-2"), full.err());
    }
    Path file = folder.resolve("pay.csv");
    assertTrue(done(clerk, export + "f-2 --out " + file).contains("1 行 rows"));
    assertTrue(Files.readString(file).contains("1234.56"));
  }

  @Test
  void advance_thatIsPaid_isSeenInTheFundUntilItIsPaidBack() throws IOException {
    String id = advance("one");
    call(
        clerk,
        channel ->
            RegistryServiceGrpc.newBlockingStub(channel)
                .addFundMoney(
                    AddFundMoneyRequest.newBuilder()
                        .setRequestId("money")
                        .setFundCode("610100@410122")
                        .setBudgetYear(2026)
                        .setAmountFen(1_000_000)
                        .build()));
    done(clerk, "clearing check " + id + " --request-id c-1");
    done(chief, "clearing approve " + id + " --total 1234.56 --request-id a-1");
    done(clerk, "clearing pay " + id + " --bank-reference B-1 --request-id p-1");
    String listed = done(clerk, "fund list --lang en");
    assertTrue(listed.lines().anyMatch(line -> line.matches("  advanced +1,234\\.56")), listed);
    done(
        clerk,
        "clearing step "
            + id
            + " --take repay --amount 1234.56 --bank-reference B-2 --reason 退回余款 --request-id r");
    assertTrue(!done(clerk, "fund list --lang en").contains("advanced"));
  }

  @Test
  void step_thatSendsBack_isTypedAsTheDocumentsSay() throws IOException {
    String id = advance("one");
    done(clerk, "clearing check " + id + " --request-id c-1");
    done(clerk, "clearing step " + id + " --take return --reason 有误 --request-id s-1");
    assertTrue(done(clerk, "clearing show " + id + " --lang en").contains("prepared"));
  }

  @Test
  void identifiers_thatAreLong_areNeverCut() throws IOException {
    String fund = "a_fund_with_32_characters_in_all@410122";
    done(
        clerk,
        "clearing advance --hospital H41010001 --amount 1.00 --reason r --request-id ad --fund "
            + fund);
    assertTrue(done(clerk, "clearing show --county 410122 --lang en").contains(fund));
    String party = "city_budget_with_32_characters_a";
    done(
        clerk,
        "fund share county=1 "
            + party
            + "=1 --from 2026-01-01 --remainder county --source s --fund "
            + fund);
    String made =
        done(
            clerk,
            "fund appropriate --year 2026 --amount 2.00 --document d --request-id ap --fund "
                + fund);
    assertTrue(made.contains(fund) && made.contains(party), made);
    assertTrue(done(clerk, "fund list --lang en").contains(fund));
    assertTrue(done(clerk, "fund list --lang en").contains(party));
    assertTrue(done(clerk, "fund forecast --lang en").contains(fund));
  }

  @Test
  void appropriation_typed_isSplitAndArrives() throws IOException {
    String appropriate =
        "fund appropriate --fund 610100@410122 --year 2026 --amount 100.01 --document 财社1号"
            + " --request-id ap";
    Ended early = gateway.run(clerk, appropriate.split(" "));
    assertTrue(early.err().contains("SHARES_NOT_KEPT"), early.err());
    String share =
        "fund share city=3 district=3 county=4 --fund 610100@410122 --from 2026-01-01"
            + " --remainder county --source 通知";
    done(clerk, share);
    String made = done(clerk, appropriate);
    assertTrue(made.contains("30.00") && made.contains("40.01"), made);
    assertEquals(made, done(clerk, appropriate));
    String id = made.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
    String arrive =
        "fund arrive " + id + " --party city --amount 20.00 --bank-reference B --request-id ar";
    assertEquals(done(clerk, arrive), done(clerk, arrive));
    String listed = done(clerk, "fund appropriations --fund 610100@410122 --year 2026 --lang en");
    assertTrue(listed.contains("20.00") && listed.contains("财社1号"), listed);
    Ended more =
        gateway.run(
            clerk,
            arrive
                .replace("20.00", "10.01")
                .replace("B --request-id ar", "C --request-id m")
                .split(" "));
    assertTrue(more.err().contains("MORE_THAN_DECIDED"), more.err());
    assertEquals(
        ExitCode.USAGE, gateway.run(clerk, share.replace("2026-01-01", "May").split(" ")).code());
    Ended weight = gateway.run(clerk, share.replace("city=3", "city=0").split(" "));
    assertTrue(weight.err().contains("terms[0].weight"), weight.err());
    Ended twice = gateway.run(clerk, share.replace("district=3", "city=3").split(" "));
    assertTrue(twice.err().contains("terms[1].party_code"), twice.err());
    assertEquals(
        ExitCode.USAGE, gateway.run(clerk, share.replace("city=3", "city").split(" ")).code());
  }

  @Test
  void words_thatAreNone_areRefused() {
    assertEquals(
        ExitCode.USAGE,
        gateway
            .run(clerk, "clearing", "prepare", "--county", "410122", "--month", "2026-13")
            .code());
    for (String amount : new String[] {"1000,50", "1,23", "1,000,50", ",100", "10,0000.00"}) {
      assertEquals(
          ExitCode.USAGE,
          gateway.run(chief, "clearing", "approve", "--total", amount, "--request-id", "a").code(),
          amount);
    }
    assertEquals(
        ExitCode.USAGE,
        gateway.run(chief, "clearing", "approve", "--total", "much", "--request-id", "a").code());
  }
}
