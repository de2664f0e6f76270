package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RenewCallerRequest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Reads a caller to register and makes its token. */
final class CallerReader {
  static final int REGIONS_MAX = 64;
  private static final int TOKEN_BYTES = 32;
  private static final String TOKEN_PREFIX = "yz_";

  private CallerReader() {}

  /** The caller; throws with every violation. */
  static Caller read(RegisterCallerRequest request) {
    Violations violations = new Violations();
    violations.id("caller_id", request.getCallerId(), ClaimReader.ID_CHARACTERS_MAX);
    RegistryEndpoint.notAnOffice("caller_id", request.getCallerId(), violations);
    if (request.getCallerId().equals(Caller.GATEWAY_START)) {
      violations.add("caller_id", "此编号留给网关自己", "is reserved for the gateway itself");
    }
    Optional<Caller.Role> role = role(request.getRole());
    if (role.isEmpty()) {
      violations.notOneOf(
          "role",
          Stream.of(Caller.Role.values()).map(each -> wire(each).name()).toList(),
          Integer.toString(request.getRoleValue()));
    }
    role.ifPresent(found -> checkScope(request, found, violations));
    checkCredentials(request.getCertificateSha256(), request.getWithToken(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new Caller(
        request.getCallerId(),
        role.orElseThrow(),
        request.getHospitalId(),
        request.getRegionCodesList());
  }

  /** Throws with every violation. */
  static void check(RenewCallerRequest request) {
    Violations violations = new Violations();
    violations.id("caller_id", request.getCallerId(), ClaimReader.ID_CHARACTERS_MAX);
    checkCredentials(request.getCertificateSha256(), request.getWithToken(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  private static void checkCredentials(
      String certificate, boolean withToken, Violations violations) {
    if (!certificate.isEmpty() && !certificate.matches("[0-9a-f]{64}")) {
      violations.add(
          "certificate_sha256", "应为 64 位小写十六进制", "must be 64 lower-case hexadecimal digits");
    }
    if (certificate.isEmpty() && withToken) {
      violations.add(
          "with_token",
          "仅用于有证书的调用方：没有证书的总有令牌",
          "must be false without a certificate: there is a token then anyway");
    }
  }

  private static void checkScope(
      RegisterCallerRequest request, Caller.Role role, Violations violations) {
    if (role == Caller.Role.HOSPITAL) {
      violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
      RegistryEndpoint.notAnOffice("hospital_id", request.getHospitalId(), violations);
    } else if (!request.getHospitalId().isEmpty()) {
      violations.add("hospital_id", "仅用于医院", "must be empty unless the role is hospital");
    }
    boolean regional = role == Caller.Role.INSURER || role == Caller.Role.OFFICE;
    int count = request.getRegionCodesCount();
    if (regional ? count < 1 || count > REGIONS_MAX : count > 0) {
      violations.add(
          "region_codes",
          regional ? "应为 1–64 项，实为 " + count : "仅用于经办机构和医保",
          regional ? "must be 1 to 64 entries, was " + count : "must be empty for this role");
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!request.getRegionCodes(i).matches("[0-9]{2,6}")) {
        String shown = Violations.shown(request.getRegionCodes(i));
        violations.add(
            "region_codes[" + i + "]",
            "应为 2–6 位数字，实为 " + shown,
            "must be 2 to 6 digits, was " + shown);
      }
    }
  }

  private static Optional<Caller.Role> role(CallerRole role) {
    return switch (role) {
      case CALLER_ROLE_HOSPITAL -> Optional.of(Caller.Role.HOSPITAL);
      case CALLER_ROLE_INSURER -> Optional.of(Caller.Role.INSURER);
      case CALLER_ROLE_OFFICE -> Optional.of(Caller.Role.OFFICE);
      case CALLER_ROLE_OPERATOR -> Optional.of(Caller.Role.OPERATOR);
      case CALLER_ROLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  /** A role as it is told. */
  static CallerRole wire(Caller.Role role) {
    return switch (role) {
      case HOSPITAL -> CallerRole.CALLER_ROLE_HOSPITAL;
      case INSURER -> CallerRole.CALLER_ROLE_INSURER;
      case OFFICE -> CallerRole.CALLER_ROLE_OFFICE;
      case OPERATOR -> CallerRole.CALLER_ROLE_OPERATOR;
    };
  }

  /** A new token: 256 bits. */
  static String newToken(RandomGenerator secrets) {
    byte[] bytes = new byte[TOKEN_BYTES];
    secrets.nextBytes(bytes);
    return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
