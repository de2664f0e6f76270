package io.yizhan.gateway.cli;

import com.google.protobuf.util.JsonFormat;
import com.google.type.Date;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.yizhan.gateway.ServeSettings.Address;
import io.yizhan.gateway.conformance.ConformanceKit;
import io.yizhan.gateway.conformance.Defect;
import io.yizhan.gateway.conformance.Deviation;
import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.gateway.conformance.SimulatedInsurer;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** For the engineers of insurers: a simulated insurer, and the kit that checks a real one. */
@Command(
    name = "insurer",
    description = {
      "医保经办方：模拟、合规检查 / Insurers: simulate one, or check a server against the contract.",
      "合同见 docs/insurer-integration.md / The contract is explained there."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan insurer simulate --port 7400",
      "  ./yizhan insurer check 127.0.0.1:7400"
    },
    subcommands = {InsurerCommand.Simulate.class, InsurerCommand.Check.class})
final class InsurerCommand {
  private static final long SECONDS_MAX = 5;

  private InsurerCommand() {}

  /** Serves a simulated insurer. */
  @Command(
      name = "simulate",
      description = {
        "运行模拟经办方，直到中断 / Serve a simulated insurer until interrupted.",
        "它支付范围内费用的六成（390100），账在内存中。",
        "It pays six tenths of what is in scope (390100); its books are in memory.",
        "各率为千分之几 / Rates are of a thousand calls."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan insurer simulate --port 7400 --drop 50 --late 50 --differ 300 \\",
        "      --seed 7"
      })
  static final class Simulate implements Callable<Integer> {
    private static final int THOUSAND = 1_000;
    private static final int PORT_MAX = 65_535;

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "端口，0 为任意 / Port, 0 for any.")
    private int port;

    @Option(names = "--seed", paramLabel = "N", description = "随机种子 / Seed of all chances.")
    private long seed = 1;

    @Option(names = "--delay-millis", paramLabel = "N", description = "每次至多延迟 / Delay at most.")
    private int delayMillis;

    @Option(names = "--lose", paramLabel = "N", description = "请求丢失 / The request is lost.")
    private int lose;

    @Option(names = "--drop", paramLabel = "N", description = "已办，应答丢失 / Done, answer lost.")
    private int drop;

    @Option(names = "--fail", paramLabel = "N", description = "已办，却答 UNAVAILABLE / Done, denied.")
    private int fail;

    @Option(names = "--duplicate", paramLabel = "N", description = "办两次 / Done twice.")
    private int duplicate;

    @Option(names = "--late", paramLabel = "N", description = "过期才办 / Done after its deadline.")
    private int late;

    @Option(names = "--refuse", paramLabel = "N", description = "不予支付 / Not covered.")
    private int refuse;

    @Option(
        names = "--differ",
        paramLabel = "N",
        description = "重发时答不同金额 / Other amounts when repeated.")
    private int differ;

    @Option(
        names = "--defect",
        paramLabel = "NAME",
        split = ",",
        description = "违约，供试检查工具 / Breaks the contract: ${COMPLETION-CANDIDATES}.")
    private List<Defect> defects = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
      Misbehaviour misbehaviour = misbehaviour();
      Set<Defect> broken =
          defects.isEmpty() ? EnumSet.noneOf(Defect.class) : EnumSet.copyOf(defects);
      try (SimulatedInsurer insurer =
          new SimulatedInsurer("127.0.0.1", port, seed, misbehaviour, broken)) {
        spec.commandLine()
            .getOut()
            .println("yizhan: 模拟经办方已就绪 simulated insurer on 127.0.0.1 port " + insurer.port());
        spec.commandLine().getOut().flush();
        insurer.awaitStopped();
      }
      return ExitCode.DONE;
    }

    private Misbehaviour misbehaviour() {
      boolean rates =
          IntStream.of(lose, drop, fail, duplicate, late, refuse, differ)
              .allMatch(rate -> rate >= 0 && rate <= THOUSAND);
      boolean together = (long) lose + drop + fail + duplicate + late <= THOUSAND;
      if (!rates || !together || delayMillis < 0 || port < 0 || port > PORT_MAX) {
        throw new ParameterException(
            spec.commandLine(),
            "各率应为 0–1000，合计不超过 1000；延迟不得为负；端口 0–65535。"
                + "Rates are 0 to 1000 and at most 1000 together, a delay is not negative, a port"
                + " is 0 to 65535.");
      }
      return new Misbehaviour(delayMillis, lose, drop, fail, duplicate, late, refuse, differ);
    }
  }

  /** Checks a server. */
  @Command(
      name = "check",
      description = {
        "按合同逐项检查经办方的服务，列出每一处偏差 / Check a server against the contract.",
        "会预留、确认、撤销示例账单：只对试验环境运行。",
        "It reserves, confirms and cancels example bills: run it against a test system only."
      },
      footer = {
        "",
        "退出码 / Exit codes: 0 全部合规 no deviation, 1 有偏差 deviations,",
        "  3 连接不上 not reachable",
        "例 / Example:",
        "  ./yizhan insurer check insurer.example:7400 --tls-ca ca.pem \\",
        "      --claim example.json"
      })
  static final class Check implements Callable<Integer> {
    private static final int NAME_COLUMNS = 32;

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "HOST:PORT", description = "经办方地址 / The insurer's address.")
    private String target = "";

    @Option(
        names = "--claim",
        paramLabel = "FILE",
        description = {
          "经办方会支付的示例账单，yizhan.insurer.v1.Claim 的 JSON",
          "A claim that it covers, yizhan.insurer.v1.Claim as JSON."
        })
    private @Nullable Path claimFile;

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "用 TLS，信任此 CA / Use TLS, CA.")
    private @Nullable Path tlsCa;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "证书 / Certificate.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "私钥 / Its key.")
    private @Nullable Path key;

    @Override
    public Integer call() throws IOException {
      Address address;
      try {
        address = Address.parse(target);
      } catch (IllegalArgumentException malformed) {
        spec.commandLine().getErr().println("yizhan: 地址要写成 主机:端口。It must be HOST:PORT.");
        return ExitCode.USAGE;
      }
      requirePrivacy(address);
      ManagedChannel channel = open(address);
      try {
        return check(channel);
      } finally {
        channel.shutdownNow();
      }
    }

    /** Half of what TLS needs would be a call in clear; a claim of one's own may name a person. */
    private void requirePrivacy(Address address) {
      if ((certificate == null) != (key == null) || (certificate != null && tlsCa == null)) {
        throw new ParameterException(
            spec.commandLine(),
            "--tls-certificate、--tls-key 须同时给出，并给出 --tls-ca。"
                + "--tls-certificate and --tls-key go together, and with --tls-ca.");
      }
      if (tlsCa == null && claimFile != null && !address.isLoopback()) {
        throw new ParameterException(
            spec.commandLine(),
            "账单不得明文出本机，请用 --tls-ca。"
                + "A claim of one's own must not leave this machine in clear: use --tls-ca.");
      }
    }

    private ManagedChannel open(Address address) throws IOException {
      NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address.host(), address.port());
      if (tlsCa == null) {
        return builder.usePlaintext().build();
      }
      var context = GrpcSslContexts.forClient().trustManager(tlsCa.toFile());
      if (certificate != null && key != null) {
        context.keyManager(certificate.toFile(), key.toFile());
      }
      return builder.sslContext(context.build()).build();
    }

    private int check(ManagedChannel channel) throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      IdSource ids = new IdSource(new SecureRandom());
      if (!reaches(channel)) {
        return ExitCode.UNAVAILABLE;
      }
      List<Deviation> found =
          new ConformanceKit(channel, example(), () -> ids.next(Instant.now()))
              .run(each -> print(out, each));
      long deviations = found.stream().filter(each -> !each.passed()).count();
      out.println();
      out.println(
          deviations == 0
              ? found.size() + " 项全部合规。All " + found.size() + " checks keep the contract."
              : found.size()
                  + " 项中 "
                  + deviations
                  + " 处偏差。"
                  + deviations
                  + " of "
                  + found.size()
                  + " checks deviate.");
      out.flush();
      return deviations == 0 ? ExitCode.DONE : ExitCode.NO;
    }

    private boolean reaches(ManagedChannel channel) {
      try {
        int known =
            InsurerServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS)
                .lookUp(LookUpRequest.newBuilder().addRequestIds("check-hello").build())
                .getStandingsCount();
        return known >= 0;
      } catch (StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
          case UNAVAILABLE, DEADLINE_EXCEEDED -> {
            spec.commandLine()
                .getErr()
                .println("yizhan: 连接不上 " + target + "。It cannot be reached.");
            yield false;
          }
          default -> true;
        };
      }
    }

    private static void print(PrintWriter out, Deviation each) {
      out.println(
          (each.passed() ? "✓ " : "✗ ")
              + DisplayWidth.padRight(each.check(), NAME_COLUMNS)
              + (each.passed() ? "合规 kept" : "偏差 deviates"));
      if (!each.passed()) {
        out.println("    合同 " + each.zh());
        out.println("    contract: " + each.en());
        out.println("    实际 found: " + each.found());
      }
      out.flush();
    }

    private Claim example() throws IOException {
      if (claimFile == null) {
        return EXAMPLE;
      }
      Claim.Builder claim = Claim.newBuilder();
      JsonFormat.parser().merge(Files.readString(claimFile), claim);
      return claim.build();
    }
  }

  private static final Claim EXAMPLE =
      Claim.newBuilder()
          .setHospitalId("H00000000001")
          .setBillNumber("1")
          .setDocumentKindCode("birth_certificate")
          .setDocumentNumber("P000000001")
          .setInsuredRegionCode("420102")
          .setInsuredSchemeCode("390")
          .setCareTypeCode("inpatient")
          .setFirstDate(Date.newBuilder().setYear(2026).setMonth(3).setDay(1))
          .setLastDate(Date.newBuilder().setYear(2026).setMonth(3).setDay(9))
          .addDiagnosisCodes("I63.900")
          .setReferralCode("none")
          .setTotalFen(1_000_000)
          .setInScopeFen(900_000)
          .setOutOfListFen(100_000)
          .build();
}
