package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.yizhan.gateway.ServeSettings.Address;
import io.yizhan.gateway.acceptance.ThrowAwayKey;
import io.yizhan.gateway.tls.OwnCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of certificates while they are in use. */
class CertificateWatchTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void watch_ofACertificate_showsTheDaysLeftOfTheOneInUse() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    Address anyPort = new Address("127.0.0.1", 0);
    ServeSettings settings =
        new ServeSettings(
            folder,
            anyPort,
            null,
            2,
            1,
            1,
            new ServeSettings.Tls(own.certificate(), own.key(), null),
            anyPort,
            false,
            null,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    Certificates certificates = Certificates.read(settings, Instant.now());
    OwnCertificate shown = Objects.requireNonNull(certificates.own().get("tls-certificate"));
    Instant end = shown.end();
    InstantSource clock = InstantSource.fixed(end.minus(Duration.ofDays(12)));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (CertificateWatch watch = new CertificateWatch(certificates, meters, clock)) {
      watch.look();
      assertEquals(12, daysLeft(meters));

      ThrowAwayKey longer = ThrowAwayKey.create(folder, "longer", 400);
      Files.copy(longer.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(longer.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
      watch.look();
      assertNotEquals(end, shown.end());
      assertEquals(Duration.between(clock.instant(), shown.end()).toDays(), daysLeft(meters));
    }
  }

  private static long daysLeft(SimpleMeterRegistry meters) {
    return (long)
        meters.get("yizhan.certificate.left").tag("setting", "tls-certificate").gauge().value();
  }
}
