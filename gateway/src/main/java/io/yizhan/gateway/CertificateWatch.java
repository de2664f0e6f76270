package io.yizhan.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.yizhan.gateway.desk.Rounds;
import io.yizhan.gateway.tls.LiveFiles;
import io.yizhan.gateway.tls.OwnCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of certificates again when they change, and says how long one's own are still
 * good: a gauge each, a warning a day in their last month, and an error when they have expired.
 */
final class CertificateWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final String LEFT = "yizhan.certificate.left";
  private static final Duration WARNED = Duration.ofDays(30);
  private static final Duration WARNED_EVERY = Duration.ofDays(1);
  private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** How long a new file waits at most. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Certificates certificates;
  private final InstantSource clock;
  private final Rounds rounds;
  private Instant nextWarning = Instant.MIN;

  /** The settings whose certificates had expired at the last look. */
  private Set<String> said = Set.of();

  /** A watch that has not begun. */
  CertificateWatch(Certificates certificates, MeterRegistry meters, InstantSource clock) {
    this.certificates = certificates;
    this.clock = clock;
    this.rounds = new Rounds("certificate-watch", this::look);
    certificates
        .own()
        .forEach(
            (setting, own) ->
                Gauge.builder(LEFT, () -> daysLeft(own))
                    .description("Days until the certificate expires, negative when it has")
                    .baseUnit("days")
                    .tag("setting", setting)
                    .register(meters));
  }

  /** With their fraction: whole days would say the same before and after the last hour. */
  private double daysLeft(OwnCertificate own) {
    return Duration.between(clock.instant(), own.end()).toMillis() / DAY_MILLIS;
  }

  /** Looks from now on. */
  void start() {
    if (!certificates.all().isEmpty()) {
      rounds.start(Duration.ZERO, PAUSE);
    }
  }

  /** Takes up files that have changed, and warns of certificates that end soon. */
  void look() {
    certificates.all().forEach(this::look);
    Set<String> now = expired();
    if (!said.containsAll(now)) {
      nextWarning = clock.instant();
    }
    said = now;
    if (!clock.instant().isBefore(nextWarning)) {
      nextWarning = clock.instant().plus(WARNED_EVERY);
      certificates.own().forEach(this::warn);
    }
  }

  private Set<String> expired() {
    Set<String> expired = new HashSet<>();
    certificates
        .own()
        .forEach(
            (setting, own) -> {
              if (isOver(own)) {
                expired.add(setting);
              }
            });
    return expired;
  }

  private boolean isOver(OwnCertificate own) {
    return clock.instant().isAfter(own.end());
  }

  private void look(String setting, LiveFiles files) {
    LiveFiles.Look look = files.look(clock.instant());
    if (look.taken()) {
      LOG.info("{} 的新文件已启用 / the new files of {} are in use", setting, setting);
    }
    look.fault()
        .ifPresent(
            fault ->
                LOG.warn(
                    "{} 的新文件不能用，仍用原来的：{} / the new files of {} cannot be used, the old"
                        + " stay: {}",
                    setting,
                    fault.zh(),
                    setting,
                    fault.en()));
  }

  private void warn(String setting, OwnCertificate own) {
    if (isOver(own)) {
      LOG.error(
          "{} 的证书已于 {} 过期，新连接会被对方拒绝，请立即更换 / the certificate of {} expired at {}: others"
              + " refuse new connections, replace it now",
          setting,
          own.end(),
          setting,
          own.end());
    } else if (clock.instant().plus(WARNED).isAfter(own.end())) {
      LOG.warn(
          "{} 的证书还有 {} 天到期 / the certificate of {} expires in {} days, at {}",
          setting,
          (long) daysLeft(own),
          setting,
          (long) daysLeft(own),
          own.end());
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
