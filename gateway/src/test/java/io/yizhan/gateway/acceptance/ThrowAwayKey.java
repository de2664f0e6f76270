package io.yizhan.gateway.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A self-signed certificate for 127.0.0.1 with its key, made by the JDK's keytool.
 *
 * @param certificate PEM
 * @param key PEM, PKCS#8
 * @param sha256 of the certificate in DER, hexadecimal
 */
public record ThrowAwayKey(Path certificate, Path key, String sha256) {
  private static final String PASSWORD = "changeit";
  private static final int DAYS = 90;

  /** Makes one in the folder. */
  public static ThrowAwayKey create(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    return create(folder, name, DAYS);
  }

  /** Makes one that is valid for so many days from now on. */
  public static ThrowAwayKey create(Path folder, String name, int days)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                Integer.toString(days),
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".keytool").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(House.read(folder.resolve(name + ".keytool")));
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Certificate certificate = keys.getCertificate("key");
    return new ThrowAwayKey(
        pem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()),
        pem(
            folder.resolve(name + ".key"),
            "PRIVATE KEY",
            keys.getKey("key", PASSWORD.toCharArray()).getEncoded()),
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file,
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n",
        StandardCharsets.US_ASCII);
  }
}
