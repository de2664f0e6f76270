package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.RevokeCallerRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Callers: who may call the gateway, and as what. */
@Command(
    name = "caller",
    description = "调用方：登记、注销 / Callers: add, revoke.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan caller add his-h1 --role hospital --hospital H1 --token-file data/operator.token"
    },
    subcommands = {CallerCommand.Add.class, CallerCommand.Revoke.class})
final class CallerCommand {
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

  /** Registers a caller and prints its token. */
  @Command(
      name = "add",
      description = {
        "登记调用方；令牌只显示这一次 / Register a caller; its token is shown this once.",
        "标准输出只有令牌，可直接存入文件 / Standard output is the token alone.",
        "以证书登记的不发令牌，除非加 --with-token / With a certificate there is no token unless"
            + " --with-token asks for one."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan caller add his-h1 --role hospital --hospital H1 \\",
        "      --token-file data/operator.token > his-h1.token"
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

    @Option(
        names = "--certificate-sha256",
        paramLabel = "HEX",
        description = "客户端证书指纹 / SHA-256 of its client certificate.")
    private String certificateSha256 = "";

    @Option(names = "--with-token", description = "证书之外再发令牌 / A token beside the certificate.")
    private boolean withToken;

    @Override
    public Integer call() throws IOException {
      RegisterCallerRequest request =
          RegisterCallerRequest.newBuilder()
              .setCallerId(callerId)
              .setRole(role.onTheWire)
              .setHospitalId(hospitalId)
              .addAllRegionCodes(regions)
              .setCertificateSha256(certificateSha256)
              .setWithToken(withToken)
              .build();
      try {
        String token =
            gateway
                .call(
                    channel -> RegistryServiceGrpc.newBlockingStub(channel).registerCaller(request))
                .getToken();
        if (token.isEmpty()) {
          spec.commandLine().getErr().println("已登记，凭证书调用 registered: it calls by its certificate");
        } else {
          spec.commandLine().getOut().println(token);
        }
        return ExitCode.DONE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
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
