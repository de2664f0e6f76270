package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is said of certificates while they are in use. */
class CertificateWatchTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void watch_ofACertificate_showsTheDaysLeftOfTheOneInUse() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    Certificates certificates = certificates(own);
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

  private Certificates certificates(ThrowAwayKey own) {
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
    return Certificates.read(settings, Instant.now());
  }

  @Test
  void watch_ofACertificateThatExpires_isBelowZeroAndSaysSoAtOnce() throws Exception {
    Certificates certificates = certificates(ThrowAwayKey.create(folder, "own"));
    OwnCertificate shown = Objects.requireNonNull(certificates.own().get("tls-certificate"));
    AtomicReference<Instant> now = new AtomicReference<>(shown.end().minus(Duration.ofHours(6)));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Logger logger = (Logger) LoggerFactory.getLogger(CertificateWatch.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (CertificateWatch watch =
        new CertificateWatch(certificates, meters, () -> Objects.requireNonNull(now.get()))) {
      watch.look();
      assertEquals(0.25, gauge(meters), 0.001);
      assertEquals(List.of(), errors(log));

      now.set(shown.end().plus(Duration.ofHours(6)));
      watch.look();
      watch.look();
      assertEquals(-0.25, gauge(meters), 0.001);
      assertEquals(1, errors(log).size(), "once, not at every look");
      assertTrue(errors(log).get(0).contains("tls-certificate"), errors(log)::toString);

      now.set(shown.end().plus(Duration.ofHours(31)));
      watch.look();
      assertEquals(2, errors(log).size(), "and again a day later");
    } finally {
      logger.detachAppender(log);
    }
  }

  private static List<String> errors(ListAppender<ILoggingEvent> log) {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static double gauge(SimpleMeterRegistry meters) {
    return meters.get("yizhan.certificate.left").tag("setting", "tls-certificate").gauge().value();
  }

  private static long daysLeft(SimpleMeterRegistry meters) {
    return (long) gauge(meters);
  }
}
