package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The register in maps. */
final class FakeRegistryStore implements RegistryStore, FundStore {
  volatile CountDownLatch strangersGate = new CountDownLatch(0);
  volatile CountDownLatch knownGate = new CountDownLatch(0);
  volatile @Nullable RuntimeException lookUpFailure;
  final AtomicInteger lookUps = new AtomicInteger();
  private final Map<String, Caller> byToken = new HashMap<>();
  private final Map<String, Caller> byCertificate = new HashMap<>();
  private final Map<PersonDocument, PersonRecord> persons = new HashMap<>();
  private final TreeMap<String, HospitalRecord> hospitals = new TreeMap<>();

  @Override
  public synchronized boolean putHospital(HospitalRecord hospital, String callerId, Instant now) {
    hospitals.put(hospital.hospitalId(), hospital);
    return true;
  }

  @Override
  public synchronized List<HospitalRecord> hospitals(String afterId, int limit) {
    return hospitals.tailMap(afterId, false).values().stream().limit(limit).toList();
  }

  @Override
  public synchronized PutPersonResult putPerson(
      PersonRecord person, PutRight right, String callerId, Instant now) {
    List<Standing.Identity> held = new ArrayList<>();
    int strange = 0;
    for (PersonDocument document : person.documents()) {
      PersonRecord before = persons.get(document);
      if (before == null) {
        strange++;
      } else {
        held.addAll(before.identities());
      }
    }
    boolean adds = strange > 0 && strange < person.documents().size();
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    Optional<String> refused = right.check().refused(person, new PutRight.Whose(held, today, adds));
    if (refused.isPresent()) {
      return new PutPersonResult.NotYours(refused.get(), List.of());
    }
    boolean known = persons.containsKey(person.documents().get(0));
    Set<PersonDocument> documents = new LinkedHashSet<>();
    Set<Standing.Identity> identities = new LinkedHashSet<>();
    String name = person.name();
    for (PersonDocument document : person.documents()) {
      PersonRecord before = persons.get(document);
      if (before != null) {
        documents.addAll(before.documents());
        identities.addAll(before.identities());
        for (HouseholdMembership had : before.households()) {
          for (HouseholdMembership added : person.households()) {
            if (had.overlaps(added) && !had.sameStart(added)) {
              return new PutPersonResult.HouseholdsOverlap(had, added);
            }
          }
        }
        name = name.isEmpty() ? before.name() : name;
      }
    }
    documents.addAll(person.documents());
    identities.addAll(person.identities());
    PersonRecord kept =
        new PersonRecord(
            List.copyOf(documents),
            name,
            List.copyOf(identities),
            person.approvals(),
            person.grants(),
            person.households());
    documents.forEach(document -> persons.put(document, kept));
    return new PutPersonResult.Kept("person-1", !known);
  }

  @Override
  public synchronized Optional<FoundPerson> person(
      PersonDocument document, String callerId, String purpose, Instant now) {
    return Optional.ofNullable(persons.get(document)).map(p -> new FoundPerson("person-1", p));
  }

  @Override
  public List<String> countiesOf(PersonDocument document, LocalDate from, LocalDate to) {
    return identitiesOf(document).orElse(List.of()).stream()
        .map(Standing.Identity::county)
        .toList();
  }

  @Override
  public synchronized Optional<List<Standing.Identity>> identitiesOf(PersonDocument document) {
    return Optional.ofNullable(persons.get(document)).map(PersonRecord::identities);
  }

  @Override
  public OnceResult putOpeningUsage(OpeningUsage usage, String callerId, Instant now) {
    return new OnceResult.Booked(0, usage.usedFen());
  }

  @Override
  public OnceResult addFundMoney(FundMoneyEntry entry, String callerId, Instant now) {
    return new OnceResult.Booked(entry.amountFen(), 0);
  }

  @Override
  public List<FundBalance> balances(
      List<String> regions, String afterFund, int afterYear, int limit) {
    return List.of();
  }

  @Override
  public boolean countDay(LocalDate before) {
    return false;
  }

  @Override
  public synchronized RegisterResult registerCaller(
      Caller caller, byte[] tokenSha256, String certificateSha256, Instant now) {
    if (tokenSha256.length > 0) {
      byToken.put(HexFormat.of().formatHex(tokenSha256), caller);
    }
    if (!certificateSha256.isEmpty()) {
      byCertificate.put(certificateSha256, caller);
    }
    return RegisterResult.REGISTERED;
  }

  @Override
  public synchronized RevokeResult revokeCaller(String callerId, String byCallerId, Instant now) {
    return byToken.values().removeIf(caller -> caller.callerId().equals(callerId))
        ? RevokeResult.REVOKED
        : RevokeResult.UNKNOWN;
  }

  @Override
  public synchronized RenewResult renewCaller(
      String callerId,
      byte[] tokenSha256,
      String certificateSha256,
      String byCallerId,
      Instant now) {
    throw new UnsupportedOperationException("no test renews here");
  }

  @Override
  public List<CallerRecord> callers(String afterId, int limit) {
    throw new UnsupportedOperationException("no test lists here");
  }

  @Override
  public void noteCalls(Set<String> callerIds, LocalDate day) {
    throw new UnsupportedOperationException("no test notes here");
  }

  /** Tokens are looked for until their gate opens. */
  @Override
  public Optional<Caller> callerByToken(byte[] tokenSha256) {
    lookUps.incrementAndGet();
    Optional<Caller> caller = registered(HexFormat.of().formatHex(tokenSha256));
    try {
      (caller.isPresent() ? knownGate : strangersGate).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    RuntimeException failure = lookUpFailure;
    if (failure != null) {
      throw failure;
    }
    return caller;
  }

  private synchronized Optional<Caller> registered(String tokenSha256) {
    return Optional.ofNullable(byToken.get(tokenSha256));
  }

  @Override
  public synchronized Optional<Caller> callerByCertificate(String certificateSha256) {
    return Optional.ofNullable(byCertificate.get(certificateSha256));
  }
}
