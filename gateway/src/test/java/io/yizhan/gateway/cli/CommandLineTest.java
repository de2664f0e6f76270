package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
  private static final Path PACK = Path.of("..", "policies", "zhengzhou", "zhengzhou-2016.yaml");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  static Stream<String> commandsByName() {
    return commands(Yizhan.commandLine()).map(line -> line.getCommandSpec().qualifiedName());
  }

  private static Stream<CommandLine> commands(CommandLine line) {
    return Stream.concat(
        Stream.of(line),
        line.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
  }

  @ParameterizedTest
  @MethodSource("commandsByName")
  void help_everyCommand_hasAnExampleInBothLanguages(String name) {
    String[] words = (name + " --help").replaceFirst("^yizhan ", "").split(" ");
    Ended ended = run(words);
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    assertTrue(ended.out().contains("例 / Example:"), ended.out());
    assertTrue(ended.out().contains("./" + name), ended.out());
    assertTrue(ended.out().endsWith(System.lineSeparator()), "its last line is ended");
  }

  @ParameterizedTest
  @MethodSource("commandsByName")
  void help_everyCommand_isAsWideAsATerminalAndListsWholeSentences(String name) {
    String[] words = (name + " --help").replaceFirst("^yizhan ", "").split(" ");
    String help = run(words).out();
    for (String line : help.lines().toList()) {
      assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, line);
    }
    Matcher listed = Pattern.compile("(?s)Commands:\\n(.*?)\\n\\n").matcher(help);
    if (listed.find()) {
      for (String command : listed.group(1).split("\n(?=  \\S)")) {
        assertTrue(command.endsWith("."), command);
      }
    }
  }

  @Test
  void language_ofEveryCommandThatHasOne_isTakenByBothNames() {
    List<CommandLine> speaking =
        commands(Yizhan.commandLine()).filter(CommandLineTest::hasLanguage).toList();
    assertTrue(speaking.size() > 10, speaking::toString);
    for (CommandLine each : speaking) {
      for (String name : List.of("--lang", "--language")) {
        assertNotNull(
            each.getCommandSpec().findOption(name),
            () -> each.getCommandSpec().qualifiedName() + " " + name);
      }
    }
  }

  private static boolean hasLanguage(CommandLine line) {
    return line.getCommandSpec().options().stream()
        .anyMatch(option -> option.longestName().startsWith("--lang"));
  }

  @Test
  void help_serve_namesEverySetting() {
    String help = run("serve", "--help").out();
    for (Setting setting : Setting.values()) {
      assertTrue(help.contains(setting.flag()), setting.flag());
    }
  }

  @Test
  void help_serve_fitsATerminalOfEightyColumns() {
    for (String line : run("serve", "--help").out().split("\\R")) {
      long columns = line.codePoints().map(point -> point < 0x2E80 ? 1 : 2).sum();
      assertTrue(columns <= 80, () -> columns + " columns: " + line);
    }
  }

  @Test
  void failure_ofFiles_isASentenceWithThePath() {
    assertEquals(
        "没有这个文件或目录 / there is no such file or folder: /no/such",
        FailureText.of(new UncheckedIOException(new NoSuchFileException("/no/such"))));
    assertEquals(
        "先说这个; 无权读写 / this user may not read or write: /root/x",
        FailureText.of(new IllegalStateException("先说这个", new AccessDeniedException("/root/x"))));
  }

  @Test
  void failure_thatIsAnError_isALineAndNotAvailable() {
    CommandLine line =
        new CommandLine(CommandLine.Model.CommandSpec.create())
            .setExecutionStrategy(
                parsed -> {
                  throw new ExceptionInInitializerError(new IllegalStateException("the cause"));
                });
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err, true));
    assertEquals(ExitCode.UNAVAILABLE, CommandProcess.execute(line));
    assertTrue(err.toString().startsWith("yizhan: "), err.toString());
    assertTrue(err.toString().contains("the cause"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void failure_ofTls_saysWhatItsInnermostCauseSays() {
    StatusRuntimeException failure =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(
                new SSLHandshakeException("General OpenSslEngine problem")
                    .initCause(new CertificateException("timestamp check failed")))
            .asRuntimeException();
    String said = RemoteGateway.sentenceOf(failure);
    assertTrue(said.contains("TLS 握手失败"), said);
    assertTrue(said.contains("timestamp check failed"), said);
  }

  @Test
  void fingerprint_asOpensslPrintsIt_isTaken() {
    assertEquals("ab01", CallerCommand.fingerprint("sha256 Fingerprint=AB:01"));
    assertEquals("ab01", CallerCommand.fingerprint("AB:01"));
    assertEquals("ab01", CallerCommand.fingerprint("ab01"));
    assertEquals("", CallerCommand.fingerprint(""));
  }

  @Test
  void serve_unknownFlag_namesTheNearest() {
    Ended ended = run("serve", "--data-foldr", "x");
    assertEquals(ExitCode.USAGE, ended.code());
    assertTrue(ended.err().contains("did you mean --data-folder?"), ended.err());
  }

  @Test
  void wrongCommandLine_thatTheLibraryRefuses_isSaidInChineseToo() {
    for (String[] words :
        List.of(
            new String[] {"缺少必需的选项或参数。Missing required", "caller", "list"},
            new String[] {"缺少子命令。Missing required subcommand", "caller"},
            new String[] {
              "选项或参数的值不对。Invalid value",
              "registry",
              "rekey",
              "run",
              "--token-file",
              "x",
              "--rows",
              "many"
            },
            new String[] {"选项只能给一次。", "serve", "--listen", "a:1", "--listen", "a:2"})) {
      Ended ended = run(Arrays.copyOfRange(words, 1, words.length));
      assertEquals(ExitCode.USAGE, ended.code(), ended.err());
      assertTrue(ended.err().startsWith("yizhan: " + words[0]), ended.err());
    }
  }

  @Test
  void unknownCommand_namesTheNearest() {
    Ended ended = run("polcy");
    assertEquals(ExitCode.USAGE, ended.code());
    assertTrue(ended.err().contains("did you mean policy?"), ended.err());
  }

  @Test
  void serve_invalidSettings_namesAllAndStartsNothing() {
    Ended ended = run("serve", "--workers", "0", "--listen", "x", "--pool-size", "no");
    assertEquals(ExitCode.USAGE, ended.code());
    assertTrue(ended.err().contains("workers"), ended.err());
    assertTrue(ended.err().contains("listen"), ended.err());
    assertTrue(ended.err().contains("pool-size"), ended.err());
  }

  @Test
  void policyCheck_publishedPack_isPublishableAndListsAssumptions() {
    Ended ended = run("policy", "check", PACK.toString());
    assertEquals(ExitCode.DONE, ended.code(), ended.out() + ended.err());
    assertTrue(ended.out().contains("可以发布"), ended.out());
    assertTrue(ended.out().contains("assumed because"), ended.out());
  }

  @Test
  void policyCheck_brokenPack_namesFileAndLine() throws IOException {
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, Files.readString(PACK).replace("identities:", "identitis:"));
    Ended ended = run("policy", "check", broken.toString());
    assertEquals(ExitCode.NO, ended.code(), ended.out() + ended.err());
    assertTrue(ended.out().contains("broken.yaml:"), ended.out());
    assertTrue(ended.out().contains("identities"), ended.out());
  }

  @Test
  void policyCheck_missingFile_saysSo() {
    Ended ended = run("policy", "check", folder.resolve("none.yaml").toString());
    assertEquals(ExitCode.UNAVAILABLE, ended.code());
    assertTrue(ended.err().contains("none.yaml"), ended.err());
  }

  @Test
  void callerAdd_tokenFileMissingOrNoFile_saysThatItCannotBeReadInBothLanguages() {
    for (Path token : List.of(folder.resolve("operator.token"), folder)) {
      Ended ended =
          run("caller", "add", "x", "--role", "operator", "--token-file", token.toString());
      assertEquals(ExitCode.UNAVAILABLE, ended.code());
      assertTrue(ended.err().contains("读不了令牌文件"), ended.err());
      assertTrue(ended.err().contains("The token file cannot be read"), ended.err());
      assertTrue(ended.err().contains(token.toString()), ended.err());
    }
  }

  @Test
  void callerAdd_outIsAFileThatExists_isRefusedAndTheFileStays() throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "secret-token");
    Ended ended = callerAdd(token, token);
    assertEquals(ExitCode.UNAVAILABLE, ended.code());
    assertTrue(ended.err().contains("文件已存在，不覆盖：" + token), ended.err());
    assertTrue(ended.err().contains("is not replaced: " + token), ended.err());
    assertEquals("secret-token", Files.readString(token));
  }

  @Test
  void callerAdd_notRegistered_leavesNoFileBehind() throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "secret-token");
    Path out = folder.resolve("new.token");
    assertEquals(ExitCode.UNAVAILABLE, callerAdd(token, out).code());
    assertFalse(Files.exists(out));
  }

  private Ended callerAdd(Path token, Path out) {
    return run(
        "caller",
        "add",
        "x",
        "--role",
        "operator",
        "--target",
        "192.0.2.1:7300",
        "--token-file",
        token.toString(),
        "--out",
        out.toString());
  }

  @Test
  void callerAdd_tokenOverOpenNetwork_isRefused() throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "secret-token");
    Ended ended =
        run(
            "caller",
            "add",
            "x",
            "--role",
            "operator",
            "--target",
            "192.0.2.1:7300",
            "--token-file",
            token.toString());
    assertEquals(ExitCode.UNAVAILABLE, ended.code());
    assertTrue(ended.err().contains("--tls-ca"), ended.err());
  }

  @Test
  void tokenFile_thatIsNotOneTokenOnOneLine_isRefusedAndNotShown() throws IOException {
    for (String text : List.of("", "\uFEFF\n", "yz_first\nyz_second\n", "yz_ first", "yz_一")) {
      Path token = Files.writeString(folder.resolve("token"), text);
      Ended ended = run("caller", "list", "--token-file", token.toString());
      assertEquals(ExitCode.USAGE, ended.code(), ended.err());
      assertTrue(ended.err().contains("必须只有一行"), ended.err());
      assertTrue(ended.err().contains("must hold one token on one line"), ended.err());
      assertFalse(ended.err().contains("yz_"), ended.err());
      assertEquals(1, ended.err().lines().count(), ended.err());
    }
  }

  @Test
  void tokenFile_withAMarkBeforeItsText_isTaken() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "\uFEFFyz_first\n");
    Ended ended =
        run("caller", "list", "--target", "127.0.0.1:1", "--token-file", token.toString());
    assertEquals(ExitCode.UNAVAILABLE, ended.code(), ended.err());
    assertTrue(ended.err().contains("not reached"), ended.err());
  }

  @Test
  void target_orAuthoritiesThatAreNone_areAWrongCommandLine() throws IOException {
    String token = Files.writeString(folder.resolve("token"), "yz_first").toString();
    Ended target = run("caller", "list", "--target", "foo", "--token-file", token);
    assertEquals(ExitCode.USAGE, target.code(), target.err());
    assertTrue(target.err().contains("--target must be host:port, was foo"), target.err());
    Ended authorities = run("caller", "list", "--tls-ca", "/nonexist", "--token-file", token);
    assertEquals(ExitCode.USAGE, authorities.code(), authorities.err());
    assertTrue(authorities.err().contains("--tls-ca /nonexist"), authorities.err());
  }

  @Test
  void failure_ofTheDatabase_isSaidInBothLanguages() {
    assertEquals(
        "数据库没有应答 / the database did not answer; Connection refused",
        FailureText.of(
            new StoreUnavailableException(new IllegalStateException("Connection refused"))));
  }

  @Test
  void insurerSimulate_rateBeyondAThousandOrNoPort_isAWrongCommandLine() {
    for (String[] words :
        List.of(
            new String[] {"--drop", "1001"},
            new String[] {"--refuse", "-1"},
            new String[] {"--drop", "600", "--late", "600"},
            new String[] {"--delay-millis", "-1"},
            new String[] {"--port", "65536"})) {
      Ended ended =
          run(
              Stream.concat(Stream.of("insurer", "simulate"), Stream.of(words))
                  .toArray(String[]::new));
      assertEquals(ExitCode.USAGE, ended.code(), String.join(" ", words));
      assertTrue(ended.err().contains("Rates are 0 to 1000"), ended.err());
    }
  }

  @Test
  void insurerCheck_halfOfWhatTlsNeedsOrAClaimInClear_isAWrongCommandLine() throws IOException {
    String file = Files.writeString(folder.resolve("any"), "any").toString();
    Ended half = run("insurer", "check", "127.0.0.1:1", "--tls-certificate", file);
    assertEquals(ExitCode.USAGE, half.code());
    assertTrue(half.err().contains("--tls-key"), half.err());
    Ended clear = run("insurer", "check", "192.0.2.1:1", "--claim", file);
    assertEquals(ExitCode.USAGE, clear.code());
    assertTrue(clear.err().contains("--tls-ca"), clear.err());
  }

  @Test
  void version_says010() {
    assertTrue(run("version").out().startsWith("yizhan 0.1.0"));
  }

  private static Ended run(String... arguments) {
    return Ended.of(arguments);
  }
}
