package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.NewbornOrder;
import io.yizhan.gateway.desk.RosterStore.NewbornResult;
import io.yizhan.proto.v1.RegisterNewbornRequest;
import io.yizhan.proto.v1.RegisterNewbornResponse;
import java.util.List;
import java.util.Optional;

/** Reads which newborn is to be registered, and writes what became of it. */
final class NewbornReader {
  private static final int USAGES_MAX = 32;

  private NewbornReader() {}

  static NewbornOrder read(RegisterNewbornRequest request, Caller caller, PlanBook plans) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    Optional<PersonDocument> mother =
        DocumentReader.read(
            "mother_document",
            request.hasMotherDocument(),
            request.getMotherDocument(),
            violations);
    PersonRecord child = PersonReader.read(request.hasChild(), request.getChild(), violations);
    if (!child.withdrawn().equals(RegistryStore.Withdrawn.NOTHING)
        || child.households().stream().anyMatch(RegistryStore.HouseholdMembership::withdrawn)) {
      violations.add(
          "child", "新登记的档案没有可撤销的内容", "must withdraw nothing: the record is made by this call");
    }
    if (request.getUsagesCount() > USAGES_MAX) {
      violations.add(
          "usages", "应为至多 " + USAGES_MAX + " 项", "must be at most " + USAGES_MAX + " entries");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
    List<RosterStore.Stated> usages =
        OpeningReader.stated(request.getUsagesList(), caller, plans, violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new NewbornOrder(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(request, "request_id"),
        mother.orElseThrow(),
        child,
        usages,
        Permissions.putRight(caller),
        caller.callerId());
  }

  static RegisterNewbornResponse answer(NewbornResult result) {
    if (result instanceof NewbornResult.Registered registered) {
      return RegisterNewbornResponse.newBuilder().setPersonId(registered.personId()).build();
    }
    if (result instanceof NewbornResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof NewbornResult.ChildRegistered) {
      throw Failure.of(
          ErrorReason.CHILD_REGISTERED,
          "新生儿的证件已有档案，如为同一人请合并",
          "a document of the child is known: join the records where they are one person");
    }
    throw RegistryEndpoint.personNotFound();
  }
}
