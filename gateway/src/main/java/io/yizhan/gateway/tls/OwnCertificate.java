package io.yizhan.gateway.tls;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.yizhan.gateway.tls.TlsFiles.Fault;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;

/** A certificate of one's own with its key, as the files have it: the newest is shown. */
public final class OwnCertificate extends LiveFiles {
  private final AdvancedTlsX509KeyManager shown = new AdvancedTlsX509KeyManager();
  private volatile Instant end = Instant.MAX;

  private OwnCertificate(Path certificate, Path key) {
    super(certificate, key);
  }

  /**
   * The certificate of these files, in PEM.
   *
   * @throws IllegalArgumentException where they cannot be used now
   */
  public static OwnCertificate of(Path certificate, Path key, Instant now) {
    OwnCertificate own = new OwnCertificate(certificate, key);
    own.begin(now);
    return own;
  }

  /** Whom handshakes ask for it. */
  public X509KeyManager keyManager() {
    return shown;
  }

  /** When what is shown expires. */
  public Instant end() {
    return end;
  }

  @Override
  Optional<Fault> faultOf(List<String> texts, Instant now) {
    return TlsFiles.faultOfCertificate(texts.get(0), now)
        .or(() -> TlsFiles.faultOfKey(texts.get(1), texts.get(0)));
  }

  @Override
  void use(List<String> texts) {
    X509Certificate[] chain = TlsFiles.certificates(texts.get(0)).toArray(new X509Certificate[0]);
    PrivateKey key = TlsFiles.privateKey(texts.get(1)).orElseThrow();
    shown.updateIdentityCredentials(chain, key);
    end = chain[0].getNotAfter().toInstant();
  }
}
