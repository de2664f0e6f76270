package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps a person for a caller, if the person is the caller's to keep. */
final class PersonKeeper {
  private PersonKeeper() {}

  /**
   * Keeps the person. An office may write identities of its own counties only; it may write a
   * person who is new, who has an identity of its counties, or whom it gives one now. May block.
   */
  static PutPersonResult put(RegistryStore store, Caller caller, PersonRecord person, Instant now) {
    if (caller.role() == Caller.Role.OFFICE) {
      requireOwn(store, caller, person);
    }
    return store
        .putPerson(person, caller.callerId(), now)
        .orElseThrow(
            () ->
                Failure.of(
                    ErrorReason.DOCUMENTS_OF_TWO_PERSONS,
                    "这些证件属于两个已登记的人，请先核实",
                    "these documents belong to two registered persons; find out which is right"));
  }

  private static void requireOwn(RegistryStore store, Caller caller, PersonRecord person) {
    for (Standing.Identity identity : person.identities()) {
      if (!caller.actsFor(identity.county())) {
        throw Permissions.notYourRegion("person.identities.county_code");
      }
    }
    if (!person.identities().isEmpty()) {
      return;
    }
    for (PersonDocument document : person.documents()) {
      Optional<List<String>> counties = store.countiesOf(document);
      if (counties.isPresent() && !Permissions.mayKeep(caller, counties.get())) {
        throw Permissions.notYourRegion("person.documents");
      }
    }
  }
}
