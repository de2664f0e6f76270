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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Who calls, by credential. What the register answered is remembered for {@link #REMEMBERED}, so
 * that a withdrawn credential works at most that long. An answer of {@link #FRESH} is asked for
 * again while it is still used: whoever calls without a pause waits for the register once. All who
 * bring a credential at the same time wait for one look-up.
 */
public final class CallerDirectory {
  /** How long an answer of the register is used. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  /** How old an answer may be when it is used without asking again. */
  static final Duration FRESH = Duration.ofSeconds(3);

  private static final int CREDENTIALS_MAX = 10_000;

  private final RegistryStore store;
  private final WorkerPool pool;
  private final WorkerPool strangers;
  private final Ticker ticker;
  private final Cache<Credential, Answer> known;

  /** Look-ups that have not ended; the pools' places are their limit. */
  private final ConcurrentMap<Credential, CompletableFuture<Answer>> asking =
      new ConcurrentHashMap<>();

  /** Credentials that somebody was known by at the last look, however long ago. */
  private final Cache<Credential, Boolean> registered =
      Caffeine.newBuilder().maximumSize(CREDENTIALS_MAX).build();

  /** The ids of those who have called since they were taken last; of registered callers alone. */
  private final Set<String> called = ConcurrentHashMap.newKeySet();

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

  /**
   * A directory over the register.
   *
   * @param pool for look-ups of credentials that somebody was known by
   * @param strangers for look-ups of those that nobody was known by: random tokens wait here, and
   *     cannot take the places of settlements
   * @param ticker tells the age of what is remembered
   */
  public CallerDirectory(
      RegistryStore store, WorkerPool pool, WorkerPool strangers, Ticker ticker) {
    this.store = store;
    this.pool = pool;
    this.strangers = strangers;
    this.ticker = ticker;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(CREDENTIALS_MAX)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .build();
  }

  /**
   * What the register answered.
   *
   * @param caller empty when it knows no such caller
   * @param askedNanos when it was asked, by the ticker: its age counts from there, because an
   *     answer that comes late may have been overtaken by a withdrawal
   */
  record Answer(Optional<Caller> caller, long askedNanos) {}

  /**
   * What is remembered, at once, or what the register answers. Never blocks. Ends with a {@link
   * RejectedExecutionException} when there is no place for the look-up, and with the register's own
   * failure.
   */
  CompletableFuture<Answer> find(Credential credential) {
    Optional<Answer> remembered = remembered(credential);
    if (remembered.isEmpty()) {
      return lookUp(credential);
    }
    if (ageNanos(remembered.get()) >= FRESH.toNanos()) {
      var unused = lookUp(credential);
    }
    return CompletableFuture.completedFuture(remembered.get());
  }

  /** Whether the caller is still known by the credential. Blocks while it asks the register. */
  boolean isStillKnown(Credential credential, Caller caller) {
    return remembered(credential)
        .orElseGet(() -> ask(credential))
        .caller()
        .equals(Optional.of(caller));
  }

  /** Takes the ids of those who have called since the last time. */
  public Set<String> takeCalled() {
    Set<String> taken = Set.copyOf(called);
    called.removeAll(taken);
    return taken;
  }

  private Optional<Answer> remembered(Credential credential) {
    return Optional.ofNullable(known.getIfPresent(credential))
        .filter(answer -> ageNanos(answer) < REMEMBERED.toNanos());
  }

  private long ageNanos(Answer answer) {
    return ticker.read() - answer.askedNanos();
  }

  private CompletableFuture<Answer> lookUp(Credential credential) {
    CompletableFuture<Answer> begun = new CompletableFuture<>();
    CompletableFuture<Answer> before = asking.putIfAbsent(credential, begun);
    if (before != null) {
      return before;
    }
    WorkerPool on = registered.getIfPresent(credential) == null ? strangers : pool;
    if (!on.offer(() -> end(credential, begun))) {
      asking.remove(credential, begun);
      begun.completeExceptionally(new RejectedExecutionException("no place for a look-up"));
    }
    return begun;
  }

  private void end(Credential credential, CompletableFuture<Answer> begun) {
    try {
      Answer answer = ask(credential);
      asking.remove(credential, begun);
      begun.complete(answer);
    } catch (Throwable failure) {
      asking.remove(credential, begun);
      begun.completeExceptionally(failure);
    }
  }

  private Answer ask(Credential credential) {
    long askedNanos = ticker.read();
    Optional<Caller> caller =
        credential.certificate()
            ? store.callerByCertificate(credential.sha256())
            : store.callerByToken(HexFormat.of().parseHex(credential.sha256()));
    if (caller.isPresent()) {
      registered.put(credential, true);
      called.add(caller.get().callerId());
    } else {
      registered.invalidate(credential);
    }
    Answer answer = new Answer(caller, askedNanos);
    known.put(credential, answer);
    return answer;
  }

  /** The hash under which the register keeps a token. */
  static byte[] tokenSha256(String token) {
    return Sha256.of(token);
  }
}
