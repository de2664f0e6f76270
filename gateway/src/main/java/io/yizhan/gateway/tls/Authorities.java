package io.yizhan.gateway.tls;

import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.yizhan.gateway.tls.TlsFiles.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/** Those whose signature makes a certificate of others good, as the file has them. */
public final class Authorities extends LiveFiles {
  private final AdvancedTlsX509TrustManager trusting;

  private Authorities(Path file, Verification verification) throws GeneralSecurityException {
    super(file);
    this.trusting = AdvancedTlsX509TrustManager.newBuilder().setVerification(verification).build();
  }

  /**
   * Of those who call: a certificate names its caller by what it is, not by where it is.
   *
   * @throws IllegalArgumentException where the file cannot be used
   */
  public static Authorities ofCallers(Path file, Instant now) {
    return of(file, Verification.CERTIFICATE_ONLY_VERIFICATION, now);
  }

  /**
   * Of those who are called: their certificates name their hosts.
   *
   * @throws IllegalArgumentException where the file cannot be used
   */
  public static Authorities ofHosts(Path file, Instant now) {
    return of(file, Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION, now);
  }

  private static Authorities of(Path file, Verification verification, Instant now) {
    try {
      Authorities authorities = new Authorities(file, verification);
      authorities.begin(now);
      return authorities;
    } catch (GeneralSecurityException noProvider) {
      throw new IllegalStateException("this Java must know certificates", noProvider);
    }
  }

  /** Whom handshakes ask. */
  public X509TrustManager trustManager() {
    return trusting;
  }

  @Override
  Optional<Fault> faultOf(List<String> texts, Instant now) {
    return TlsFiles.faultOfAuthorities(texts.get(0));
  }

  @Override
  void use(List<String> texts) {
    try {
      trusting.updateTrustCredentials(
          TlsFiles.certificates(texts.get(0)).toArray(new X509Certificate[0]));
    } catch (GeneralSecurityException | IOException unfit) {
      throw new IllegalStateException("certificates that were read must be of use", unfit);
    }
  }
}
