package io.yizhan.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.acceptance.ThrowAwayKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are put in the place of others while they are in use. */
class LiveFilesTest {
  /** Later than the keys are made. */
  private final Instant now = Instant.now().plus(Duration.ofHours(1));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private ThrowAwayKey first;

  @SuppressWarnings("NullAway.Init")
  private ThrowAwayKey second;

  @SuppressWarnings("NullAway.Init")
  private OwnCertificate own;

  @BeforeEach
  void begin() throws Exception {
    first = ThrowAwayKey.create(folder, "first");
    second = ThrowAwayKey.create(folder, "second");
    put("own.crt", first.certificate());
    put("own.key", first.key());
    own = OwnCertificate.of(folder.resolve("own.crt"), folder.resolve("own.key"), now);
  }

  private void put(String name, Path file) throws Exception {
    Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void assertShown(ThrowAwayKey expected) throws Exception {
    String[] aliases = own.keyManager().getServerAliases("EC", null);
    X509Certificate shown = own.keyManager().getCertificateChain(aliases[0])[0];
    X509Certificate wanted = TlsFiles.certificates(Files.readString(expected.certificate())).get(0);
    assertArrayEquals(wanted.getEncoded(), shown.getEncoded());
    assertEquals(wanted.getNotAfter().toInstant(), own.end());
  }

  @Test
  void certificate_putInPlaceWithItsKey_isShownFromTheNextLookOn() throws Exception {
    assertShown(first);
    assertFalse(own.look(now).taken());
    put("own.crt", second.certificate());
    put("own.key", second.key());
    assertShown(first);
    assertTrue(own.look(now).taken());
    assertShown(second);
    assertFalse(own.look(now).taken());
  }

  @Test
  void certificate_putInPlaceBeforeItsKey_waitsForItWithoutAWord() throws Exception {
    put("own.crt", second.certificate());
    LiveFiles.Look half = own.look(now);
    assertFalse(half.taken());
    assertTrue(half.fault().isEmpty());
    put("own.key", second.key());
    assertTrue(own.look(now).taken());
    assertShown(second);
  }

  @Test
  void files_thatCannotBeUsed_areSaidOnceAndLeaveThoseInUse() throws Exception {
    Files.writeString(folder.resolve("own.crt"), "no certificate");
    assertTrue(own.look(now).fault().isEmpty(), "perhaps half written");
    assertEquals("must hold certificates in PEM", own.look(now).fault().orElseThrow().en());
    assertTrue(own.look(now).fault().isEmpty(), "said already");
    assertShown(first);

    Files.delete(folder.resolve("own.key"));
    assertTrue(own.look(now).fault().isEmpty());
    assertTrue(own.look(now).fault().isPresent(), "another fault");

    put("own.crt", first.certificate());
    put("own.key", first.key());
    assertFalse(own.look(now).taken(), "as they were");
    Files.writeString(folder.resolve("own.crt"), "no certificate");
    assertTrue(own.look(now).fault().isEmpty());
    assertTrue(own.look(now).fault().isPresent(), "the fault has come again");
  }

  @Test
  void certificate_thatIsNotValidYet_isNotShown() throws Exception {
    put("own.crt", second.certificate());
    put("own.key", second.key());
    Instant early = now.minus(Duration.ofDays(2));
    assertFalse(own.look(early).taken());
    assertTrue(own.look(early).fault().orElseThrow().en().contains("must be valid now"));
    assertShown(first);
    assertTrue(own.look(now).taken(), "its time has come");
  }

  @Test
  void files_thatCannotBeUsedAtFirst_areRefused() {
    Path none = folder.resolve("none.crt");
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> OwnCertificate.of(none, first.key(), now));
    assertTrue(refusal.toString().contains("none.crt"), refusal.toString());
    assertThrows(IllegalArgumentException.class, () -> Authorities.ofCallers(none, now));
  }

  @Test
  void authorities_thatAreReplaced_trustTheNewOnesAlone() throws Exception {
    put("ca.crt", first.certificate());
    Authorities authorities = Authorities.ofCallers(folder.resolve("ca.crt"), now);
    assertEquals(1, authorities.trustManager().getAcceptedIssuers().length);
    put("ca.crt", second.certificate());
    assertTrue(authorities.look(now).taken());
    X509Certificate trusted = authorities.trustManager().getAcceptedIssuers()[0];
    assertTrue(trusted.getSubjectX500Principal().getName().contains("second"));
  }
}
