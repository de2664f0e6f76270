package io.yizhan.gateway.rpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.Sha256;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who calls, by credential. What the register answered is remembered for {@link #REMEMBERED}, so
 * that a withdrawn credential works at most that long.
 */
public final class CallerDirectory {
  /** How long an answer of the register is used. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  private static final int CREDENTIALS_MAX = 10_000;

  private final RegistryStore store;
  private final Cache<Credential, Answer> known;

  /** Credentials that somebody was known by at the last look, however long ago. */
  private final Cache<Credential, Boolean> registered =
      Caffeine.newBuilder().maximumSize(CREDENTIALS_MAX).build();

  /** A token or a certificate, by its SHA-256 in hexadecimal. */
  record Credential(boolean certificate, String sha256) {
    /** Of a bearer token; the token itself is not kept. */
    static Credential ofToken(String token) {
      return new Credential(false, HexFormat.of().formatHex(Sha256.of(token)));
    }

    /** Of a client certificate in DER. */
    static Credential ofCertificate(byte[] der) {
      return new Credential(true, HexFormat.of().formatHex(Sha256.of(der)));
    }
  }

  /** A directory over the register; the ticker tells the age of what is remembered. */
  public CallerDirectory(RegistryStore store, Ticker ticker) {
    this.store = store;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(CREDENTIALS_MAX)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .build();
  }

  /** What the register answered; empty when it knows no such caller. */
  record Answer(Optional<Caller> caller) {}

  /** What is remembered; empty when the register must be asked. */
  Optional<Answer> remembered(Credential credential) {
    return Optional.ofNullable(known.getIfPresent(credential));
  }

  /** Asks the register where nothing is remembered. May block. */
  Answer find(Credential credential) {
    return known.get(credential, this::ask);
  }

  /** Whether somebody was known by it at the last look. */
  boolean wasRegistered(Credential credential) {
    return registered.getIfPresent(credential) != null;
  }

  private Answer ask(Credential credential) {
    Answer answer =
        new Answer(
            credential.certificate()
                ? store.callerByCertificate(credential.sha256())
                : store.callerByToken(HexFormat.of().parseHex(credential.sha256())));
    if (answer.caller().isPresent()) {
      registered.put(credential, true);
    } else {
      registered.invalidate(credential);
    }
    return answer;
  }

  /** The hash under which the register keeps a token. */
  static byte[] tokenSha256(String token) {
    return Sha256.of(token);
  }
}
