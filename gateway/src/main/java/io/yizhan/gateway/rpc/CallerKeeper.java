package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.CallerRecord;
import io.yizhan.gateway.desk.RegistryStore.RegisterResult;
import io.yizhan.gateway.desk.RegistryStore.RenewResult;
import io.yizhan.gateway.desk.RegistryStore.RevokeResult;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ListCallersRequest;
import io.yizhan.proto.v1.ListCallersResponse;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegisterCallerResponse;
import io.yizhan.proto.v1.RegisteredCaller;
import io.yizhan.proto.v1.RenewCallerRequest;
import io.yizhan.proto.v1.RenewCallerResponse;
import io.yizhan.proto.v1.RevokeCallerRequest;
import io.yizhan.proto.v1.RevokeCallerResponse;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Callers and their credentials: what is read at once, and what a worker does then. */
final class CallerKeeper {
  private final RegistryStore store;
  private final RandomGenerator secrets;
  private final InstantSource clock;

  CallerKeeper(RegistryStore store, RandomGenerator secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Registers a caller. */
  Supplier<RegisterCallerResponse> register(RegisterCallerRequest request) {
    Caller caller = CallerReader.read(request);
    String token = token(request.getCertificateSha256(), request.getWithToken());
    return () -> {
      RegisterResult result =
          store.registerCaller(
              caller, tokenSha256(token), request.getCertificateSha256(), clock.instant());
      return switch (result) {
        case REGISTERED -> RegisterCallerResponse.newBuilder().setToken(token).build();
        case ID_TAKEN ->
            throw Failure.of(ErrorReason.CALLER_ID_TAKEN, "此调用方编号已登记", "this caller id is taken");
        case CERTIFICATE_TAKEN -> throw certificateTaken();
        case ID_OF_HOSPITAL ->
            throw Failure.of(
                ErrorReason.CALLER_ID_TAKEN,
                "此编号是医院的编号：请求号按编号归属，二者不得相同",
                "this id is a hospital's: request ids are kept under it, so the two must differ");
      };
    };
  }

  /** Gives a caller new credentials. */
  Supplier<RenewCallerResponse> renew(RenewCallerRequest request, Caller by) {
    CallerReader.check(request);
    String token = token(request.getCertificateSha256(), request.getWithToken());
    return () -> {
      RenewResult result =
          store.renewCaller(
              request.getCallerId(),
              tokenSha256(token),
              request.getCertificateSha256(),
              by.callerId(),
              clock.instant());
      return switch (result) {
        case RENEWED -> RenewCallerResponse.newBuilder().setToken(token).build();
        case UNKNOWN -> throw unknown();
        case REVOKED ->
            throw Failure.of(
                ErrorReason.CALLER_REVOKED,
                "此调用方已注销，不能再换凭证；请另行登记",
                "this caller was withdrawn and gets no new credential: register another");
        case LAST_OPERATOR -> throw lastOperator();
        case CERTIFICATE_TAKEN -> throw certificateTaken();
      };
    };
  }

  /** Withdraws a caller. */
  Supplier<RevokeCallerResponse> revoke(RevokeCallerRequest request, Caller by) {
    Violations violations = new Violations();
    violations.id("caller_id", request.getCallerId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return () -> {
      RevokeResult result =
          store.revokeCaller(request.getCallerId(), by.callerId(), clock.instant());
      return switch (result) {
        case REVOKED -> RevokeCallerResponse.newBuilder().setNewlyRevoked(true).build();
        case REVOKED_BEFORE -> RevokeCallerResponse.getDefaultInstance();
        case UNKNOWN -> throw unknown();
        case LAST_OPERATOR -> throw lastOperator();
      };
    };
  }

  /** Lists callers. */
  Supplier<ListCallersResponse> list(ListCallersRequest request) {
    Pages.Ask ask = Pages.Ask.read(request.getPageSize(), request.getPageToken());
    return () -> {
      ListCallersResponse.Builder out = ListCallersResponse.newBuilder();
      return out.setNextPageToken(
              Pages.show(
                  store.callers(ask.afterKey(), ask.limit()),
                  ask.size(),
                  record -> out.addCallers(registered(record)),
                  record -> Pages.token(record.caller().callerId())))
          .build();
    };
  }

  private static RegisteredCaller registered(CallerRecord record) {
    RegisteredCaller.Builder out =
        RegisteredCaller.newBuilder()
            .setCallerId(record.caller().callerId())
            .setRole(CallerReader.wire(record.caller().role()))
            .setHospitalId(record.caller().hospitalId())
            .addAllRegionCodes(record.caller().regions())
            .setHasToken(record.hasToken())
            .setCertificateSha256(record.certificateSha256())
            .setRegisterTime(Wire.time(record.registered()));
    record.revoked().ifPresent(time -> out.setRevokeTime(Wire.time(time)));
    record.lastCalled().ifPresent(day -> out.setLastCallDate(WireDate.of(day)));
    return out.build();
  }

  /** A new token, or none for who has a certificate and asked for none. */
  private String token(String certificateSha256, boolean withToken) {
    return certificateSha256.isEmpty() || withToken ? CallerReader.newToken(secrets) : "";
  }

  private static byte[] tokenSha256(String token) {
    return token.isEmpty() ? new byte[0] : CallerDirectory.tokenSha256(token);
  }

  private static StatusRuntimeException unknown() {
    return Failure.of(
        ErrorReason.CALLER_NOT_FOUND,
        "没有登记过此调用方编号，请核对",
        "no caller was ever registered under this id: look at it again");
  }

  private static StatusRuntimeException lastOperator() {
    return Failure.of(
        ErrorReason.LAST_OPERATOR,
        "这是最后一个运营方，撤销后或新凭证丢失时谁也进不来；请先登记另一个",
        "this is the last operator: without it, or were its new credential lost, nobody could"
            + " register another; register one first");
  }

  private static StatusRuntimeException certificateTaken() {
    return Failure.of(
        ErrorReason.CERTIFICATE_TAKEN,
        "此证书已由另一调用方登记",
        "this certificate is registered for another caller");
  }
}
