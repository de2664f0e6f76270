package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keeps a person for a caller, if the person is the caller's to keep. */
final class PersonKeeper {
  private PersonKeeper() {}

  /** Keeps the person, if {@link Permissions#requireMayPut} lets the caller. May block. */
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
                    "这些证件属于两个已登记的人，请先核实；尚不支持合并两份档案，请联系运营方",
                    "these documents belong to two registered persons; find out which is right."
                        + " Joining two records is not built yet: ask the operator"));
  }

  private static void requireOwn(RegistryStore store, Caller caller, PersonRecord person) {
    Set<String> counties = new TreeSet<>();
    int known = 0;
    for (PersonDocument document : person.documents()) {
      Optional<List<String>> held = store.countiesOf(document);
      if (held.isPresent()) {
        known++;
        counties.addAll(held.get());
      }
    }
    boolean addsDocuments = known > 0 && known < person.documents().size();
    Permissions.requireMayPut(caller, person, counties, addsDocuments);
  }
}
