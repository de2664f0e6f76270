package io.yizhan.gateway.cli;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.GatewayStart;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.desk.UnfitSetupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Runs the gateway until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "运行网关，直到收到 SIGTERM 或 SIGINT / Run the gateway until SIGTERM or SIGINT.",
      "优先级：参数 > 环境变量 YIZHAN_… > 配置文件 > 默认 / Precedence: flags, environment, file, defaults.",
      "环境变量由键得出：--data-folder 即 YIZHAN_DATA_FOLDER / Variables are named after the flags.",
      "配置文件每行“键 = 值” / A settings file has one 'key = value' a line: data-folder = data"
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan serve --data-folder /var/lib/yizhan \\",
      "      --policies-folder policies/zhengzhou",
      "  ./yizhan serve --config gateway.conf --listen 0.0.0.0:7300 \\",
      "      --tls-certificate server.pem --tls-key server.key"
    })
final class ServeCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "配置文件，或 YIZHAN_CONFIG / The settings file, or YIZHAN_CONFIG.")
  private @Nullable Path config;

  /** The command with one flag for each setting. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new ServeCommand());
    for (Setting setting : Setting.values()) {
      line.getCommandSpec()
          .addOption(
              OptionSpec.builder(setting.flag())
                  .paramLabel(setting.shape())
                  .type(String.class)
                  .description(setting.description())
                  .build());
    }
    return line;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = System.getenv();
    ServeSettings settings;
    try {
      settings = SettingsReader.read(flags(), environment, configFile(environment));
    } catch (InvalidSettingsException invalid) {
      spec.commandLine().getErr().println(invalid.getMessage());
      return ExitCode.USAGE;
    }
    GatewayStart start = new GatewayStart();
    Thread stop = new Thread(start::stop, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    Gateway gateway;
    try {
      gateway = start.run(settings, Gateway.ExtraServices.NONE, InstantSource.system());
    } catch (UnfitSetupException unfit) {
      spec.commandLine().getErr().println("yizhan: " + unfit.getMessage());
      return ExitCode.USAGE;
    }
    spec.commandLine()
        .getOut()
        .println(
            "yizhan: 已就绪 serving grpc port "
                + gateway.port()
                + ", metrics port "
                + gateway.metricsPort()
                + operatorToken(gateway.operatorTokenFile()));
    spec.commandLine().getOut().flush();
    return gateway.awaitStopped() ? ExitCode.DONE : ExitCode.UNAVAILABLE;
  }

  /** Where the first operator's token lies; nothing when it was made elsewhere or taken away. */
  private static String operatorToken(Path file) {
    return Files.exists(file) ? ", operator token " + file : "";
  }

  private Map<Setting, String> flags() {
    ParseResult typed = spec.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = typed.matchedOptionValue(setting.flag(), "");
      if (typed.hasMatchedOption(setting.flag())) {
        flags.put(setting, value);
      }
    }
    return flags;
  }

  private Optional<Path> configFile(Map<String, String> environment) {
    return config != null
        ? Optional.of(config)
        : Optional.ofNullable(environment.get(SettingSources.CONFIG_VARIABLE)).map(Path::of);
  }
}
