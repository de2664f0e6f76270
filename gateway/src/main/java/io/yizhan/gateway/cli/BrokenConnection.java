package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.netty.handler.ssl.NotSslRecordException;
import io.yizhan.gateway.desk.Causes;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * Why a gateway was not reached, as who typed the command can mend it. The transport's own words
 * tell of its pipeline and quote bytes.
 */
final class BrokenConnection {
  /** What the transport appends for whoever mends the transport. */
  private static final String PIPELINE = "\nChannel Pipeline:";

  private static final String CLOSED = "Network closed for unknown reason";

  /** Of a server that answers by TLS, quoting its bytes. */
  private static final String OTHER_WORDS = "First received frame was not SETTINGS";

  private BrokenConnection() {}

  /** What to say instead of the description; empty where the description is the gateway's own. */
  static Optional<String> sentenceOf(StatusRuntimeException failure) {
    Optional<String> tls = tls(failure);
    if (tls.isPresent()) {
      return tls;
    }
    String described = Optional.ofNullable(failure.getStatus().getDescription()).orElse("");
    if (described.contains(CLOSED) || saysOtherWords(failure)) {
      return Optional.of(
          "网关断开了连接，若它只收 TLS，请加 --tls-ca / the gateway closed the connection; if it takes"
              + " TLS alone, give --tls-ca");
    }
    Optional<String> unreached =
        message(failure, BrokenConnection::isOfNetwork)
            .map(why -> "连不上 / not reached: " + withoutPipeline(why));
    if (unreached.isPresent() || !described.contains(PIPELINE)) {
      return unreached.map(
          why -> described.isEmpty() ? why : withoutPipeline(described) + "; " + why);
    }
    return Optional.of(withoutPipeline(described));
  }

  private static Optional<String> tls(StatusRuntimeException failure) {
    if (message(failure, NotSslRecordException.class::isInstance).isPresent()) {
      return Optional.of("网关不用 TLS，请去掉 --tls-ca / the gateway has no TLS: leave --tls-ca out");
    }
    Optional<String> ended = message(failure, CertificateExpiredException.class::isInstance);
    if (ended.isPresent()) {
      return Optional.of(
          "TLS 握手失败：网关的证书已过期，须在网关上更换 / TLS failed: the gateway's certificate has expired and"
              + " must be renewed there: "
              + ended.get());
    }
    Optional<String> early = message(failure, CertificateNotYetValidException.class::isInstance);
    if (early.isPresent()) {
      return Optional.of(
          "TLS 握手失败：网关的证书尚未生效，请查两边的时钟 / TLS failed: the gateway's certificate is not valid"
              + " yet, look at both clocks: "
              + early.get());
    }
    if (message(failure, CertPathBuilderException.class::isInstance).isPresent()) {
      return Optional.of(
          "TLS 握手失败：--tls-ca 须为签发网关证书的 CA / TLS failed: --tls-ca must be the CA that signed the"
              + " gateway's certificate");
    }
    return message(failure, SSLException.class::isInstance)
        .map(why -> "TLS 握手失败 / TLS failed: " + innermost(failure));
  }

  private static boolean saysOtherWords(StatusRuntimeException failure) {
    return message(failure, cause -> String.valueOf(cause.getMessage()).contains(OTHER_WORDS))
        .isPresent();
  }

  private static boolean isOfNetwork(Throwable cause) {
    return cause instanceof SocketException || cause instanceof UnknownHostException;
  }

  /** The message of the first cause of this kind. */
  private static Optional<String> message(Throwable failure, Predicate<Throwable> kind) {
    return Causes.of(failure).stream()
        .skip(1)
        .filter(kind)
        .findFirst()
        .map(cause -> String.valueOf(cause.getMessage()));
  }

  /** What the innermost cause says: an authority, a name or a day that is wrong. */
  private static String innermost(Throwable failure) {
    List<Throwable> causes = Causes.of(failure);
    return withoutPipeline(String.valueOf(causes.get(causes.size() - 1).getMessage()));
  }

  private static String withoutPipeline(String text) {
    int at = text.indexOf(PIPELINE);
    return at < 0 ? text : text.substring(0, at);
  }
}
