package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.yizhan.gateway.ServeSettings.Address;
import io.yizhan.gateway.tls.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options by which a command finds a running gateway, and the call itself. */
final class RemoteGateway {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final long CLOSE_SECONDS_MAX = 5;

  /** How tokens are made. Nothing else may get into a header, or the library prints it. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7300",
      description = "网关地址 / The gateway. [${DEFAULT-VALUE}]")
  private String target = "127.0.0.1:7300";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      required = true,
      description = "令牌文件，如数据目录下的 operator.token / File with the caller's token.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "用 TLS 连接，信任此 CA（PEM）/ Connect by TLS and trust this CA, PEM.")
  private @Nullable Path tlsCa;

  /**
   * Opens a channel, calls, closes.
   *
   * @param call gets a channel that carries the token
   */
  <T> T call(Function<Channel, T> call) throws IOException {
    ManagedChannel channel = open();
    try {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + token());
      return call.apply(
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
    } finally {
      close(channel);
    }
  }

  /** Calls, and answers with the exit code; where a gateway refuses, says why. */
  static int run(CommandSpec spec, Callable<Integer> calls) throws Exception {
    try {
      return calls.call();
    } catch (StatusRuntimeException refused) {
      return explain(refused, spec.commandLine().getErr());
    }
  }

  private ManagedChannel open() throws IOException {
    Address address;
    try {
      address = Address.parse(target);
    } catch (IllegalArgumentException malformed) {
      throw new WrongOptionException(
          "--target 必须写成 主机:端口，实为 " + target + "。--target must be host:port, was " + target + ".");
    }
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address.host(), address.port());
    if (tlsCa != null) {
      Optional<TlsFiles.Fault> fault = TlsFiles.faultOfAuthorities(tlsCa);
      if (fault.isPresent()) {
        throw new WrongOptionException(
            "--tls-ca " + tlsCa + " " + fault.get().zh() + "。It " + fault.get().en() + ".");
      }
      return builder
          .sslContext(GrpcSslContexts.forClient().trustManager(tlsCa.toFile()).build())
          .build();
    }
    if (!address.isLoopback()) {
      throw new IOException(
          "令牌不得明文出本机，请用 --tls-ca。" + "A token must not leave this machine in clear: use --tls-ca.");
    }
    return builder.usePlaintext().build();
  }

  private String token() throws IOException {
    if (tokenFile == null) {
      throw new IOException("--token-file 必须给出。--token-file must be given.");
    }
    try {
      // Some editors put a mark before the text.
      String token = Files.readString(tokenFile).replaceFirst("^\uFEFF", "").strip();
      if (!TOKEN.matcher(token).matches()) {
        throw new WrongOptionException(
            "--token-file 必须只有一行、一个令牌，这个文件不是："
                + tokenFile
                + "。--token-file must hold one token on one line, and this file does not.");
      }
      return token;
    } catch (WrongOptionException wrong) {
      throw wrong;
    } catch (IOException unreadable) {
      throw new IOException(
          "读不了令牌文件（不存在、无权读取或不是文本）："
              + tokenFile
              + "。The token file cannot be read: it is missing, not yours to read, or no text.",
          unreadable);
    }
  }

  private static void close(ManagedChannel channel) {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Says why a call failed; answers the exit code. */
  static int explain(StatusRuntimeException failure, PrintWriter err) {
    err.println("yizhan: " + sentenceOf(failure));
    return exitCodeOf(failure);
  }

  /**
   * The exit code of a failed call: unreachable, or a no. The gateway never says UNKNOWN, and
   * INTERNAL only with a reason: without one the library made it of a connection that broke.
   */
  static int exitCodeOf(StatusRuntimeException failure) {
    return switch (failure.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN -> ExitCode.UNAVAILABLE;
      case INTERNAL -> hasDetails(failure) ? ExitCode.NO : ExitCode.UNAVAILABLE;
      default -> ExitCode.NO;
    };
  }

  private static boolean hasDetails(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    return status != null && status.getDetailsCount() > 0;
  }

  /** What a failed call says, with its stable reason where it has one. */
  static String sentenceOf(StatusRuntimeException failure) {
    StringBuilder text = new StringBuilder(failure.getStatus().getCode().name());
    Optional<String> broken = BrokenConnection.sentenceOf(failure);
    String described = failure.getStatus().getDescription();
    if (broken.isPresent()) {
      text.append(": ").append(broken.get());
    } else if (described != null) {
      text.append(": ").append(described);
    }
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status != null) {
      status.getDetailsList().forEach(detail -> append(text, detail));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, com.google.protobuf.Any detail) {
    try {
      if (detail.is(com.google.rpc.ErrorInfo.class)) {
        text.append(" [")
            .append(detail.unpack(com.google.rpc.ErrorInfo.class).getReason())
            .append(']');
      }
      if (detail.is(com.google.rpc.BadRequest.class)) {
        detail
            .unpack(com.google.rpc.BadRequest.class)
            .getFieldViolationsList()
            .forEach(
                violation ->
                    text.append(System.lineSeparator())
                        .append("  ")
                        .append(violation.getField())
                        .append(": ")
                        .append(violation.getDescription()));
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException garbled) {
      text.append(" [?]");
    }
  }
}
