package io.yizhan.gateway;

import io.grpc.ManagedChannel;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.insurer.InsurerChannels;
import io.yizhan.gateway.rpc.ServerSettings;
import io.yizhan.gateway.tls.Authorities;
import io.yizhan.gateway.tls.LiveFiles;
import io.yizhan.gateway.tls.OwnCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The certificates that the settings name: towards callers and towards insurers.
 *
 * @param own by the setting of its file
 * @param all those, and whose signature makes others' good, by the setting of the file
 * @param server towards callers; empty without TLS
 * @param insurers how insurers are reached
 */
record Certificates(
    Map<String, OwnCertificate> own,
    Map<String, LiveFiles> all,
    Optional<ServerSettings.Tls> server,
    Function<InsurerAddress, ManagedChannel> insurers) {
  /**
   * Reads them.
   *
   * @throws IllegalArgumentException where one cannot be used now
   */
  static Certificates read(ServeSettings settings, Instant now) {
    Map<String, OwnCertificate> own = new LinkedHashMap<>();
    Map<String, LiveFiles> all = new LinkedHashMap<>();
    Optional<ServerSettings.Tls> server = Optional.empty();
    ServeSettings.Tls tls = settings.tls();
    if (tls != null) {
      own.put("tls-certificate", OwnCertificate.of(tls.certificate(), tls.key(), now));
      Optional<Authorities> callers =
          Optional.ofNullable(tls.clientCa()).map(file -> Authorities.ofCallers(file, now));
      callers.ifPresent(each -> all.put("tls-client-ca", each));
      server = Optional.of(new ServerSettings.Tls(own.get("tls-certificate"), callers));
    }
    Function<InsurerAddress, ManagedChannel> channels = InsurerChannels.plaintext();
    Path ca = settings.insurers().ca();
    if (ca != null) {
      Authorities hosts = Authorities.ofHosts(ca, now);
      all.put("insurers-tls-ca", hosts);
      ServeSettings.Tls towards = settings.insurers().own();
      Optional<OwnCertificate> shown =
          Optional.ofNullable(towards)
              .map(files -> OwnCertificate.of(files.certificate(), files.key(), now));
      shown.ifPresent(each -> own.put("insurers-tls-certificate", each));
      channels = InsurerChannels.tls(hosts, shown);
    }
    all.putAll(own);
    return new Certificates(own, all, server, channels);
  }
}
