package io.yizhan.gateway.cli;

import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.TokenFile;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.ListCallersRequest;
import io.yizhan.proto.v1.ListCallersResponse;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegisteredCaller;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.RenewCallerRequest;
import io.yizhan.proto.v1.RevokeCallerRequest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Callers: who may call the gateway, and as what. */
@Command(
    name = "caller",
    description = "调用方：登记、换凭证、列出、注销 / Callers: add, renew, list, revoke.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan caller add his-h1 --role hospital --hospital H1 \\",
      "      --token-file data/operator.token"
    },
    subcommands = {
      CallerCommand.Add.class,
      CallerCommand.Renew.class,
      CallerCommand.ListAll.class,
      CallerCommand.Revoke.class
    })
final class CallerCommand {
  private static final int FINGERPRINT_SHOWN = 16;

  private CallerCommand() {}

  /** What a caller may be. */
  enum Role {
    hospital(CallerRole.CALLER_ROLE_HOSPITAL),
    insurer(CallerRole.CALLER_ROLE_INSURER),
    office(CallerRole.CALLER_ROLE_OFFICE),
    operator(CallerRole.CALLER_ROLE_OPERATOR);

    private final CallerRole onTheWire;

    Role(CallerRole onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  /**
   * A fingerprint as the gateway keeps it, of one as openssl prints it: {@code sha256
   * Fingerprint=AB:CD:...}.
   */
  static String fingerprint(String typed) {
    return typed
        .substring(typed.indexOf('=') + 1)
        .replace(":", "")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** By what a caller is to call, and where its token goes. */
  static final class Credentials {
    @Option(
        names = "--certificate-sha256",
        paramLabel = "HEX",
        description = {
          "客户端证书指纹 / SHA-256 of its client certificate,",
          "也可照 openssl x509 -fingerprint -sha256 的输出写 / also as openssl prints it."
        })
    private String certificateSha256 = "";

    @Option(names = "--with-token", description = "证书之外再发令牌 / A token beside the certificate.")
    private boolean withToken;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "令牌写入此新文件，仅属主可读 / Write the token to this new file, mode 0600.")
    private @Nullable Path out;

    /** Calls, and writes the token that is answered to the file, or alone to standard output. */
    private int take(CommandSpec spec, RemoteGateway gateway, TokenCall call) throws IOException {
      Path file = out;
      if (file != null) {
        reserve(file);
      }
      boolean filled = false;
      try {
        String token =
            gateway.call(channel -> call.token(RegistryServiceGrpc.newBlockingStub(channel)));
        if (token.isEmpty()) {
          spec.commandLine().getErr().println("已登记，凭证书调用 registered: it calls by its certificate");
          return ExitCode.DONE;
        }
        filled = deliver(token, file, spec);
        return filled ? ExitCode.DONE : ExitCode.UNAVAILABLE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      } finally {
        if (file != null && !filled) {
          Files.deleteIfExists(file);
        }
      }
    }

    private static void reserve(Path file) throws IOException {
      try {
        TokenFile.reserve(file);
      } catch (FileAlreadyExistsException there) {
        throw new IOException(
            "文件已存在，不覆盖：" + file + "。The file exists and is not replaced: " + file, there);
      }
    }

    /** Whether the token arrived; the gateway has it in force either way, which is said. */
    private static boolean deliver(String token, @Nullable Path file, CommandSpec spec) {
      try {
        if (file == null) {
          spec.commandLine().getOut().println(token);
          WholeFile.requireArrived(spec.commandLine().getOut());
        } else {
          TokenFile.fill(file, token);
        }
        return true;
      } catch (IOException lost) {
        spec.commandLine()
            .getErr()
            .println(
                "yizhan: 凭证已登记（原凭证已失效），但令牌没能写出：请用 caller renew 再换一个。The credential is"
                    + " in force and the one before is not, but its token could not be written: get"
                    + " another one with caller renew. "
                    + FailureText.of(lost));
        return false;
      }
    }

    /** What answers a token, empty for who calls by a certificate alone. */
    private interface TokenCall {
      String token(RegistryServiceGrpc.RegistryServiceBlockingStub register);
    }
  }

  /** Registers a caller and prints its token. */
  @Command(
      name = "add",
      description = {
        "登记调用方；令牌只显示这一次 / Register a caller; its token is shown this once.",
        "--out 写入仅属主可读的新文件；否则标准输出只有令牌 / --out writes a new file that its owner alone may "
            + "read; else standard output is the token alone.",
        "以证书登记的不发令牌，除非加 --with-token",
        "With a certificate there is no token unless --with-token asks for one."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan caller add his-h1 --role hospital --hospital H1 \\",
        "      --token-file data/operator.token --out his-h1.token"
      })
  static final class Add implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "调用方编号 / The caller's id, 1 to 64 characters.")
    private String callerId = "";

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "角色 / One of: ${COMPLETION-CANDIDATES}.")
    private Role role = Role.hospital;

    @Option(names = "--hospital", paramLabel = "ID", description = "医院编号 / The hospital it is.")
    private String hospitalId = "";

    @Option(
        names = "--region",
        paramLabel = "CODE",
        description = "行政区划，可多次 / A division it acts for; may be repeated.")
    private List<String> regions = List.of();

    @Mixin private Credentials credentials = new Credentials();

    @Override
    public Integer call() throws IOException {
      RegisterCallerRequest request =
          RegisterCallerRequest.newBuilder()
              .setCallerId(callerId)
              .setRole(role.onTheWire)
              .setHospitalId(hospitalId)
              .addAllRegionCodes(regions)
              .setCertificateSha256(fingerprint(credentials.certificateSha256))
              .setWithToken(credentials.withToken)
              .build();
      return credentials.take(
          spec, gateway, register -> register.registerCaller(request).getToken());
    }
  }

  /** Gives a caller a new credential under its id. */
  @Command(
      name = "renew",
      description = {
        "给调用方换新凭证，编号不变；旧的几秒内失效 / Give a caller a new credential under the same id;",
        "the one before ends within seconds. 选项同 add / Options as for add."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan caller renew his-h1 --token-file data/operator.token \\",
        "      --out his-h1-new.token"
      })
  static final class Renew implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "调用方编号 / The caller's id.")
    private String callerId = "";

    @Mixin private Credentials credentials = new Credentials();

    @Override
    public Integer call() throws IOException {
      RenewCallerRequest request =
          RenewCallerRequest.newBuilder()
              .setCallerId(callerId)
              .setCertificateSha256(fingerprint(credentials.certificateSha256))
              .setWithToken(credentials.withToken)
              .build();
      return credentials.take(spec, gateway, register -> register.renewCaller(request).getToken());
    }
  }

  /** Lists the callers. */
  @Command(
      name = "list",
      description = {
        "列出调用方：编号、角色、范围、凭证、登记日、注销日、最近调用日 / List the callers: id, role, scope, "
            + "credentials, the days of registering, of withdrawing and of the last call."
      },
      footer = {"", "例 / Example:", "  ./yizhan caller list --token-file data/operator.token"})
  static final class ListAll implements Callable<Integer> {
    private static final int PAGE_SIZE = 500;

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Override
    public Integer call() throws IOException {
      try {
        String token = "";
        do {
          token = page(token);
        } while (!token.isEmpty());
        return ExitCode.DONE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }

    private String page(String token) throws IOException {
      ListCallersRequest request =
          ListCallersRequest.newBuilder().setPageSize(PAGE_SIZE).setPageToken(token).build();
      ListCallersResponse page =
          gateway.call(
              channel -> RegistryServiceGrpc.newBlockingStub(channel).listCallers(request));
      page.getCallersList().forEach(each -> spec.commandLine().getOut().println(line(each)));
      return page.getNextPageToken();
    }

    private static String line(RegisteredCaller caller) {
      List<String> words = new ArrayList<>();
      words.add(caller.getCallerId());
      words.add(
          Stream.of(Role.values())
              .filter(role -> role.onTheWire == caller.getRole())
              .map(Role::name)
              .findFirst()
              .orElse("?"));
      if (!caller.getHospitalId().isEmpty()) {
        words.add(caller.getHospitalId());
      }
      if (caller.getRegionCodesCount() > 0) {
        words.add(String.join(",", caller.getRegionCodesList()));
      }
      if (caller.getHasToken()) {
        words.add("令牌 token");
      }
      if (!caller.getCertificateSha256().isEmpty()) {
        words.add(
            "证书 certificate "
                + caller.getCertificateSha256().substring(0, FINGERPRINT_SHOWN)
                + "…");
      }
      words.add(day(caller.getRegisterTime()) + " 登记 registered");
      if (caller.hasRevokeTime()) {
        words.add(day(caller.getRevokeTime()) + " 注销 revoked");
      }
      if (caller.hasLastCallDate()) {
        words.add(WireDate.day(caller.getLastCallDate()) + " 最近调用 last call");
      }
      return String.join("  ", words);
    }

    private static String day(Timestamp time) {
      return Instant.ofEpochSecond(time.getSeconds())
          .atZone(SettlementDesk.CIVIL_ZONE)
          .toLocalDate()
          .toString();
    }
  }

  /** Withdraws a caller. */
  @Command(
      name = "revoke",
      description = "注销调用方 / Withdraw a caller's credential.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan caller revoke his-h1 --token-file data/operator.token"
      })
  static final class Revoke implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "调用方编号 / The caller's id.")
    private String callerId = "";

    @Override
    public Integer call() throws IOException {
      RevokeCallerRequest request = RevokeCallerRequest.newBuilder().setCallerId(callerId).build();
      try {
        boolean newly =
            gateway
                .call(channel -> RegistryServiceGrpc.newBlockingStub(channel).revokeCaller(request))
                .getNewlyRevoked();
        spec.commandLine().getOut().println(newly ? "已注销 revoked" : "早已注销 was revoked before");
        return ExitCode.DONE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }
  }
}
