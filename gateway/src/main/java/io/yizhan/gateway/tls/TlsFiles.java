package io.yizhan.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files in PEM as the transport reads them, read before anything is started: a certificate that
 * nobody would accept must not be served in silence. The first certificate of a file is one's own.
 */
public final class TlsFiles {
  private static final long FILE_BYTES_MAX = 1L << 20;

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  /** How a key of each algorithm signs. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "DSA", "SHA256withDSA");

  private TlsFiles() {}

  /** What is wrong with a file, in Chinese and English; each follows the file's name. */
  public record Fault(String zh, String en) {}

  /** What is wrong with a file of certificates that others are judged by. */
  public static Optional<Fault> faultOfAuthorities(Path file) {
    return faultOfAuthorities(text(file));
  }

  static Optional<Fault> faultOfAuthorities(String text) {
    return certificates(text).isEmpty()
        ? Optional.of(new Fault("须为可读的证书文件（PEM）", "must hold certificates in PEM"))
        : Optional.empty();
  }

  /** What is wrong with a file of one's own certificate at this time. */
  public static Optional<Fault> faultOfCertificate(Path file, Instant now) {
    return faultOfCertificate(text(file), now);
  }

  static Optional<Fault> faultOfCertificate(String text, Instant now) {
    List<X509Certificate> chain = certificates(text);
    if (chain.isEmpty()) {
      return faultOfAuthorities(text);
    }
    Instant from = chain.get(0).getNotBefore().toInstant();
    Instant until = chain.get(0).getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return Optional.of(
          new Fault("的证书从 " + from + " 起才有效", "must be valid now; it begins " + from));
    }
    if (now.isAfter(until)) {
      return Optional.of(
          new Fault("的证书已于 " + until + " 过期", "must be valid now; it expired " + until));
    }
    return Optional.empty();
  }

  /** What is wrong with a file of a key, or with its standing beside this certificate. */
  public static Optional<Fault> faultOfKey(Path key, Path certificate) {
    return faultOfKey(text(key), text(certificate));
  }

  static Optional<Fault> faultOfKey(String key, String certificate) {
    Optional<PrivateKey> own = privateKey(key);
    if (own.isEmpty()) {
      return Optional.of(
          new Fault(
              "须为未加密的 PKCS#8 私钥（PEM，以 BEGIN PRIVATE KEY 开头）；转换：openssl pkcs8 -topk8" + " -nocrypt",
              "must hold a private key in PEM, PKCS#8, not encrypted (BEGIN PRIVATE KEY); openssl"
                  + " pkcs8 -topk8 -nocrypt makes one"));
    }
    List<X509Certificate> chain = certificates(certificate);
    return chain.isEmpty() || isPair(own.get(), chain.get(0).getPublicKey())
        ? Optional.empty()
        : Optional.of(new Fault("与证书不是一对", "must be the key of the certificate"));
  }

  /** The certificates of a file's text; none when one of them is damaged. */
  static List<X509Certificate> certificates(String text) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Matcher blocks = CERTIFICATE.matcher(text);
      while (blocks.find()) {
        found.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(bytes(blocks.group(1)))));
      }
      return found;
    } catch (CertificateException | IllegalArgumentException damaged) {
      return List.of();
    }
  }

  /** The key of a file's text. */
  static Optional<PrivateKey> privateKey(String text) {
    try {
      Matcher block = KEY.matcher(text);
      if (!block.find()) {
        return Optional.empty();
      }
      PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(bytes(block.group(1)));
      for (String algorithm : SIGNATURES.keySet()) {
        Optional<PrivateKey> key = privateKey(algorithm, encoded);
        if (key.isPresent()) {
          return key;
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<PrivateKey> privateKey(String algorithm, PKCS8EncodedKeySpec encoded) {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
    } catch (GeneralSecurityException another) {
      return Optional.empty();
    }
  }

  /** Whether what the one signs is good by the other. */
  private static boolean isPair(PrivateKey key, PublicKey shown) {
    try {
      byte[] text = "yizhan".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), ""));
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }

  private static byte[] bytes(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  /** What a file says; nothing where it cannot be read. */
  static String text(Path file) {
    try {
      return Files.size(file) > FILE_BYTES_MAX
          ? ""
          : Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
