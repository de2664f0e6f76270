package io.yizhan.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.yizhan.gateway.desk.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how long the certificates that were loaded at the start are still good: a gauge each, and a
 * warning a day in their last month. A new file is served from the next start on.
 */
final class CertificateWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final String LEFT = "yizhan.certificate.left";
  private static final Duration WARNED = Duration.ofDays(30);
  private static final Duration PAUSE = Duration.ofDays(1);

  private final InstantSource clock;
  private final Map<String, Instant> ends = new LinkedHashMap<>();
  private final Rounds rounds;

  /** A watch of the certificates that the settings name, which has not begun. */
  CertificateWatch(ServeSettings settings, MeterRegistry meters, InstantSource clock) {
    this.clock = clock;
    this.rounds = new Rounds("certificate-watch", this::look);
    ServeSettings.Tls own = settings.tls();
    ServeSettings.Tls towardsInsurers = settings.insurers().own();
    if (own != null) {
      add("tls-certificate", own.certificate(), meters);
    }
    if (towardsInsurers != null) {
      add("insurers-tls-certificate", towardsInsurers.certificate(), meters);
    }
  }

  private void add(String setting, Path file, MeterRegistry meters) {
    TlsFiles.endOf(file)
        .ifPresent(
            end -> {
              ends.put(setting, end);
              Gauge.builder(LEFT, () -> daysUntil(end))
                  .description("Days until the certificate expires")
                  .baseUnit("days")
                  .tag("setting", setting)
                  .register(meters);
            });
  }

  private long daysUntil(Instant end) {
    return Duration.between(clock.instant(), end).toDays();
  }

  /** Looks from now on. */
  void start() {
    rounds.start(Duration.ZERO, PAUSE);
  }

  /** Warns of those that end soon. */
  void look() {
    ends.forEach(
        (setting, end) -> {
          if (clock.instant().plus(WARNED).isAfter(end)) {
            LOG.warn(
                "{} 的证书还有 {} 天到期 / the certificate of {} expires in {} days, at {}",
                setting,
                daysUntil(end),
                setting,
                daysUntil(end),
                end);
          }
        });
  }

  @Override
  public void close() {
    rounds.close();
  }
}
