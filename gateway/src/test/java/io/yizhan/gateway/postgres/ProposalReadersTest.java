package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyStore;
import io.yizhan.gateway.desk.PolicyStore.CheckRecord;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list that the database narrows is the one that the rule of the desk lets be seen. */
class ProposalReadersTest {
  private final TestDatabase database = TestDatabase.create();

  @AfterEach
  void close() {
    database.close();
  }

  private static Proposal proposal(String id, String proposerId, String... regions) {
    return new Proposal(
        id,
        "p" + id,
        LocalDate.of(2026, 1, 1),
        Optional.empty(),
        "policy",
        List.of(regions),
        "p.yaml",
        "sha-" + id,
        proposerId,
        Instant.EPOCH,
        new CheckRecord(0, 0, 0, 0, 1, List.of()),
        Proposal.State.OPEN,
        Optional.empty());
  }

  @Test
  void list_ofEachReader_isWhatTheReaderMaySee() {
    PolicyStore store = database.stores().policies();
    List<Proposal> all =
        List.of(
            proposal("1", "a", "410102"),
            proposal("2", "a", "410102", "410103"),
            proposal("3", "b", "4101"),
            proposal("4", "b", "41"),
            proposal("5", "city", "00"));
    for (Proposal one : all) {
      store.propose(one, "text " + one.id(), (proposal, open, published) -> Optional.empty());
    }
    assertEquals(List.of("1", "2", "3", "4", "5"), seen(store, "o", Caller.Role.OPERATOR));
    assertEquals(List.of("1"), seen(store, "county", Caller.Role.OFFICE, "410102"));
    assertEquals(
        List.of("1", "2"), seen(store, "counties", Caller.Role.OFFICE, "410103", "410102"));
    assertEquals(List.of("1", "2", "3", "5"), seen(store, "city", Caller.Role.OFFICE, "4101"));
    assertEquals(List.of("1", "2", "3", "4"), seen(store, "province", Caller.Role.OFFICE, "41"));
    assertEquals(List.of(), seen(store, "elsewhere", Caller.Role.OFFICE, "42"));
  }

  private static List<String> seen(
      PolicyStore store, String callerId, Caller.Role role, String... regions) {
    Caller reader = new Caller(callerId, role, "", List.of(regions));
    List<Proposal> listed = store.proposals(reader, true, "", 100);
    List<String> visible =
        store
            .proposals(new Caller("o", Caller.Role.OPERATOR, "", List.of()), true, "", 100)
            .stream()
            .filter(one -> one.visibleTo(reader))
            .map(Proposal::id)
            .toList();
    assertEquals(visible, listed.stream().map(Proposal::id).toList());
    return visible;
  }
}
