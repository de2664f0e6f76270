package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Caller;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Finds out who calls, by bearer token or client certificate, and refuses calls that the role does
 * not have. While a credential is looked up its calls wait, with no thread: the event loop never
 * does.
 */
final class CallerInterceptor implements ServerInterceptor {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "bearer ";
  private static final int TOKEN_CHARACTERS_MAX = 512;

  /** How many calls may wait for look-ups; each holds its headers and no message. */
  private static final int WAITING_MAX = 4_096;

  private final CallerDirectory directory;
  private final CallRunner runner;
  private final Semaphore waiting = new Semaphore(WAITING_MAX);

  CallerInterceptor(CallerDirectory directory, CallRunner runner) {
    this.directory = directory;
    this.runner = runner;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<CallerDirectory.Credential> credential = credential(call, headers);
    if (credential.isEmpty()) {
      return refuse(
          call,
          Failure.of(
              ErrorReason.NO_CREDENTIAL,
              "缺少凭证：请在 authorization 中带 Bearer 令牌，或使用客户端证书",
              "no credential: send a Bearer token in authorization, or use a client certificate"));
    }
    CompletableFuture<CallerDirectory.Answer> found = directory.find(credential.get());
    if (found.isDone() && !found.isCompletedExceptionally()) {
      return admit(call, headers, next, credential.get(), found.join());
    }
    if (!waiting.tryAcquire()) {
      return refuse(call, runner.overloaded(runner.turnstile()));
    }
    DelayedListener<Q> listener = new DelayedListener<>();
    Context context = Context.current();
    CompletionStage<CallerDirectory.Answer> awaited = found;
    awaited.whenComplete(
        (answer, failure) -> {
          waiting.release();
          context.run(
              () ->
                  listener.become(
                      failure == null
                          ? admitInTime(call, headers, next, credential.get(), answer)
                          : refuse(call, runner.failureOfRead(failure))));
        });
    return listener;
  }

  private <Q, R> ServerCall.Listener<Q> admitInTime(
      ServerCall<Q, R> call,
      Metadata headers,
      ServerCallHandler<Q, R> next,
      CallerDirectory.Credential credential,
      CallerDirectory.Answer answer) {
    try {
      CallRunner.checkDeadline();
      return admit(call, headers, next, credential, answer);
    } catch (RuntimeException e) {
      return refuse(call, runner.failureOfRead(e));
    }
  }

  private <Q, R> ServerCall.Listener<Q> admit(
      ServerCall<Q, R> call,
      Metadata headers,
      ServerCallHandler<Q, R> next,
      CallerDirectory.Credential credential,
      CallerDirectory.Answer answer) {
    Optional<Caller> caller = answer.caller();
    if (caller.isEmpty()) {
      return refuse(call, unknown());
    }
    try {
      Permissions.requireRole(caller.get(), call.getMethodDescriptor().getFullMethodName());
    } catch (StatusRuntimeException e) {
      return refuse(call, e);
    }
    Connection.markKnown(call);
    BooleanSupplier stillKnown = () -> directory.isStillKnown(credential, caller.get());
    return Contexts.interceptCall(
        Context.current()
            .withValues(Permissions.CALLER, caller.get(), Permissions.STILL_KNOWN, stillKnown),
        call,
        headers,
        next);
  }

  /** The error for a credential that nobody is known by. */
  static StatusRuntimeException unknown() {
    return Failure.of(
        ErrorReason.UNKNOWN_CREDENTIAL,
        "凭证未登记或已撤销",
        "the credential is not registered, or was withdrawn");
  }

  private static Optional<CallerDirectory.Credential> credential(
      ServerCall<?, ?> call, Metadata headers) {
    String authorization = headers.get(AUTHORIZATION);
    if (authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && authorization.length() <= TOKEN_CHARACTERS_MAX) {
      String token = authorization.substring(BEARER.length()).strip();
      if (!token.isEmpty()) {
        return Optional.of(CallerDirectory.Credential.ofToken(token));
      }
    }
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return Optional.of(CallerDirectory.Credential.ofCertificate(chain[0].getEncoded()));
    } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
      return Optional.empty();
    }
  }

  static <Q, R> ServerCall.Listener<Q> refuse(
      ServerCall<Q, R> call, StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }
}
