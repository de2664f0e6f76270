package io.yizhan.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.acceptance.ThrowAwayKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found wrong with files of keys and certificates before anything is started. */
class TlsFilesTest {
  private final Instant now = Instant.now();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static String english(Optional<TlsFiles.Fault> fault) {
    return fault.map(TlsFiles.Fault::en).orElse("");
  }

  @Test
  void pair_thatBelongsTogether_hasNoFault() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    assertEquals(
        "", english(TlsFiles.faultOfCertificate(own.certificate(), now.plus(Duration.ofDays(1)))));
    assertEquals("", english(TlsFiles.faultOfKey(own.key(), own.certificate())));
    assertEquals("", english(TlsFiles.faultOfAuthorities(own.certificate())));
  }

  @Test
  void key_ofAnotherCertificate_isNamed() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    assertEquals(
        "must be the key of the certificate",
        english(TlsFiles.faultOfKey(other.key(), own.certificate())));
  }

  @Test
  void certificate_outsideItsDays_isNamed() throws Exception {
    Path own = ThrowAwayKey.create(folder, "own").certificate();
    Instant later = now.plus(Duration.ofDays(3_650));
    assertTrue(english(TlsFiles.faultOfCertificate(own, later)).contains("it expired"));
    Instant before = now.minus(Duration.ofDays(1));
    assertTrue(english(TlsFiles.faultOfCertificate(own, before)).contains("it begins"));
  }

  @Test
  void file_thatHoldsSomethingElse_isNamed() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    Path encrypted = folder.resolve("encrypted.key");
    Files.writeString(
        encrypted, Files.readString(own.key()).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    Path text = Files.writeString(folder.resolve("text"), "nothing");
    Path cut = Files.writeString(folder.resolve("cut"), Files.readString(own.certificate()));
    Files.writeString(cut, Files.readString(cut).replaceFirst("\n[A-Za-z0-9+/]+\n", "\n"));
    assertTrue(english(TlsFiles.faultOfKey(encrypted, own.certificate())).contains("PKCS#8"));
    assertTrue(english(TlsFiles.faultOfKey(own.certificate(), own.certificate())).contains("PKCS"));
    assertTrue(english(TlsFiles.faultOfCertificate(text, now)).contains("certificates in PEM"));
    assertTrue(english(TlsFiles.faultOfCertificate(cut, now)).contains("certificates in PEM"));
    assertTrue(english(TlsFiles.faultOfAuthorities(own.key())).contains("certificates in PEM"));
  }
}
