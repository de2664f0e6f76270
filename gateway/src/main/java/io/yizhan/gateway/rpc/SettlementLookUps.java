package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetSettlementResponse;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.GetUsageResponse;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.ListSettlementsResponse;
import io.yizhan.proto.v1.RequestState;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks up what was settled and what was used; changes nothing. Each reads and checks at once and
 * answers the work that asks the store.
 */
final class SettlementLookUps {
  private final SettlementDesk desk;
  private final RegistryStore registry;

  /** Over the desk; the register tells offices which persons are theirs. */
  SettlementLookUps(SettlementDesk desk, RegistryStore registry) {
    this.desk = desk;
    this.registry = registry;
  }

  /** What became of a claim, by settlement or by request. */
  Supplier<GetSettlementResponse> settlement(GetSettlementRequest request, Caller caller) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    checkKey(request, violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return () -> find(request, caller);
  }

  private static void checkKey(GetSettlementRequest request, Violations violations) {
    switch (request.getKeyCase()) {
      case SETTLEMENT_ID ->
          violations.id("settlement_id", request.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
      case REQUEST_ID -> {
        violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
        violations.id(
            "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
      }
      case KEY_NOT_SET ->
          violations.add(
              "settlement_id", "settlement_id 与 request_id 必填其一", "one of the two must be set");
    }
  }

  private GetSettlementResponse find(GetSettlementRequest request, Caller caller) {
    boolean byRequest = request.getKeyCase() == GetSettlementRequest.KeyCase.REQUEST_ID;
    Optional<StoredRequest> stored =
        byRequest
            ? desk.byRequest(new RequestKey(request.getHospitalId(), request.getRequestId()))
            : desk.bySettlement(request.getSettlementId());
    boolean seesAll =
        caller.role() == Caller.Role.HOSPITAL
            || caller.role() == Caller.Role.OPERATOR
            || Permissions.isOwnOffice(caller, request.getHospitalId());
    if (stored.isEmpty() && byRequest && seesAll) {
      return GetSettlementResponse.newBuilder()
          .setState(RequestState.REQUEST_STATE_NEVER_ARRIVED)
          .build();
    }
    boolean ofHospital =
        request.getHospitalId().isEmpty()
            || stored.filter(s -> s.key().ownerId().equals(request.getHospitalId())).isPresent();
    if (stored.isEmpty()
        || !ofHospital
        || !Permissions.maySee(caller, stored.get(), desk::aidCounties)) {
      throw SettlementReplies.notFound();
    }
    String settlementId = stored.get().settlementId();
    return ListWriter.stored(
        stored.get(), settlementId.isEmpty() ? List.of() : desk.corrections(settlementId));
  }

  /** A page of settlements. */
  Supplier<ListSettlementsResponse> list(ListSettlementsRequest request, Caller caller) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    Optional<ListQuery> query = ListReader.read(request, caller, violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return () -> ListWriter.page(desk.list(query.orElseThrow()));
  }

  /** What a person has used of the caps of a year. */
  Supplier<GetUsageResponse> usage(GetUsageRequest request, Caller caller) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    if (caller.role() == Caller.Role.HOSPITAL || !request.getHospitalId().isEmpty()) {
      violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    Optional<PersonDocument> person =
        DocumentReader.read(
            "person_document",
            request.hasPersonDocument(),
            request.getPersonDocument(),
            violations);
    violations.region("insured_region_code", request.getInsuredRegionCode());
    Optional<LocalDate> asOf =
        violations.date("as_of_date", request.hasAsOfDate(), request.getAsOfDate());
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireInsuredRegion(caller, request.getInsuredRegionCode());
    return () -> usage(request, caller, person.orElseThrow(), asOf.orElseThrow());
  }

  private GetUsageResponse usage(
      GetUsageRequest request, Caller caller, PersonDocument person, LocalDate asOf) {
    PersonKeeper.requireVisible(registry, caller, person);
    return ListWriter.usage(
        desk.usage(person, request.getHospitalId(), request.getInsuredRegionCode(), asOf));
  }
}
