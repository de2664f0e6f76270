package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.RegisterWords;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.AccountOwner;
import io.yizhan.gateway.desk.RegistryStore.FoundPerson;
import io.yizhan.gateway.desk.RegistryStore.FundMoneyEntry;
import io.yizhan.gateway.desk.RegistryStore.HospitalRecord;
import io.yizhan.gateway.desk.RegistryStore.OnceResult;
import io.yizhan.gateway.desk.RegistryStore.OpeningUsage;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AddFundMoneyResponse;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.GetPersonResponse;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.ListCallersRequest;
import io.yizhan.proto.v1.ListCallersResponse;
import io.yizhan.proto.v1.ListFundsRequest;
import io.yizhan.proto.v1.ListFundsResponse;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.ListHospitalsResponse;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutHospitalResponse;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.PutOpeningUsageResponse;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.PutPersonResponse;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegisterCallerResponse;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.RenewCallerRequest;
import io.yizhan.proto.v1.RenewCallerResponse;
import io.yizhan.proto.v1.RevokeCallerRequest;
import io.yizhan.proto.v1.RevokeCallerResponse;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The register over its stores. */
public final class RegistryEndpoint extends RegistryServiceGrpc.RegistryServiceImplBase
    implements Crowded {
  private static final int PURPOSE_CHARACTERS_MAX = 200;
  private static final int NAME_CHARACTERS_MAX = 100;
  private static final String IMPORT =
      RegistryServiceGrpc.getImportPersonsMethod().getFullMethodName();

  private final RegistryStore store;
  private final FundStore funds;
  private final Supplier<PlanBook> plans;
  private final Supplier<RegisterWords> words;
  private final CallRunner runner;
  private final InstantSource clock;
  private final CallerKeeper callers;

  /**
   * An endpoint; the suppliers answer the newest policies at each call and the words of those read
   * last, tokens are made of the secrets, which must be cryptographically random.
   */
  public RegistryEndpoint(
      RegistryStore store,
      FundStore funds,
      Supplier<PlanBook> plans,
      Supplier<RegisterWords> words,
      CallRunner runner,
      InstantSource clock,
      RandomGenerator secrets) {
    this.store = store;
    this.funds = funds;
    this.plans = plans;
    this.words = words;
    this.runner = runner;
    this.clock = clock;
    this.callers = new CallerKeeper(store, secrets, clock);
  }

  /** An import waits for a place, as long as it takes: it is refused nothing for a crowd. */
  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return fullMethodName.equals(IMPORT) ? Optional.empty() : Optional.of(runner.turnstile());
  }

  @Override
  public void putHospital(
      PutHospitalRequest request, StreamObserver<PutHospitalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Hospital hospital = request.getHospital();
          Violations violations = new Violations();
          violations.id(
              "hospital.hospital_id",
              hospital.getHospitalId(),
              ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          violations.printedId("hospital.hospital_id", hospital.getHospitalId());
          notAnOffice("hospital.hospital_id", hospital.getHospitalId(), violations);
          violations.text("hospital.name", hospital.getName(), 1, NAME_CHARACTERS_MAX);
          violations.printed("hospital.name", hospital.getName());
          violations.region("hospital.region_code", hospital.getRegionCode());
          violations.key(
              "hospital.level_code", hospital.getLevelCode(), 0, ClaimReader.CODE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            boolean kept =
                store.putHospital(
                    new HospitalRecord(
                        hospital.getHospitalId(),
                        hospital.getName(),
                        hospital.getRegionCode(),
                        hospital.getLevelCode(),
                        hospital.getSuspended()),
                    caller.callerId(),
                    clock.instant());
            if (!kept) {
              throw Failure.of(
                  ErrorReason.HOSPITAL_ID_TAKEN,
                  "此编号已由一调用方使用：请求号按编号归属，二者不得相同",
                  "this id is a caller's: request ids are kept under it, so the two must differ");
            }
            return PutHospitalResponse.newBuilder()
                .setHospital(hospital)
                .addAllNotes(
                    Wire.sentences(words.get().level(hospital.getLevelCode()).stream().toList()))
                .build();
          };
        });
  }

  /** In the place of a hospital's id an aid office's stands for the office. */
  static void notAnOffice(String field, String hospitalId, Violations violations) {
    if (hospitalId.startsWith(ClaimKey.OFFICE)) {
      violations.add(
          field,
          "不得以 " + ClaimKey.OFFICE + " 开头：留给救助经办机构",
          "must not begin with " + ClaimKey.OFFICE + ", which stands for aid offices");
    }
  }

  @Override
  public void listHospitals(
      ListHospitalsRequest request, StreamObserver<ListHospitalsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Pages.Ask ask = Pages.Ask.read(request.getPageSize(), request.getPageToken());
          return () ->
              PersonWriter.hospitals(store.hospitals(ask.afterKey(), ask.limit()), ask.size());
        });
  }

  @Override
  public void putPerson(PutPersonRequest request, StreamObserver<PutPersonResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          PersonRecord person =
              PersonReader.read(request.hasPerson(), request.getPerson(), violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            PutPersonResult.Kept result = PersonKeeper.put(store, caller, person, clock.instant());
            return PutPersonResponse.newBuilder()
                .setPersonId(result.personId())
                .setNewlyRegistered(result.newlyRegistered())
                .addAllNotes(Wire.sentences(words.get().of(person)))
                .build();
          };
        });
  }

  @Override
  public StreamObserver<ImportPersonsRequest> importPersons(
      StreamObserver<ImportPersonsResponse> observer) {
    PersonImport personImport =
        new PersonImport(
            store,
            words,
            runner,
            clock,
            Permissions.caller(),
            Permissions.stillKnown(),
            (ServerCallStreamObserver<ImportPersonsResponse>) observer);
    personImport.begin();
    return personImport;
  }

  @Override
  public void getPerson(GetPersonRequest request, StreamObserver<GetPersonResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Optional<PersonDocument> document =
              DocumentReader.read(
                  "person_document",
                  request.hasPersonDocument(),
                  request.getPersonDocument(),
                  violations);
          violations.text("purpose", request.getPurpose(), 1, PURPOSE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            PersonKeeper.requireVisible(store, caller, document.orElseThrow());
            FoundPerson found =
                store
                    .person(
                        document.orElseThrow(),
                        caller.callerId(),
                        request.getPurpose(),
                        clock.instant())
                    .orElseThrow(RegistryEndpoint::personNotFound);
            LocalDate today = LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
            return PersonWriter.person(found, caller, document.orElseThrow(), today);
          };
        });
  }

  @Override
  public void putOpeningUsage(
      PutOpeningUsageRequest request, StreamObserver<PutOpeningUsageResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          OpeningUsage usage = OpeningReader.read(request, caller, plans.get());
          return () -> {
            if (usage.owner() instanceof AccountOwner.OfPerson person) {
              PersonKeeper.requireHeldIn(store, caller, person.document(), usage.benefitYear());
            }
            OnceResult.Booked booked =
                booked(store.putOpeningUsage(usage, caller.callerId(), clock.instant()));
            return PutOpeningUsageResponse.newBuilder().setUsedFen(booked.usedFen()).build();
          };
        });
  }

  @Override
  public void addFundMoney(
      AddFundMoneyRequest request, StreamObserver<AddFundMoneyResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          FundMoneyEntry entry = FundReader.read(request, caller);
          return () -> {
            OnceResult.Booked booked =
                booked(store.addFundMoney(entry, caller.callerId(), clock.instant()));
            return AddFundMoneyResponse.newBuilder()
                .setBudgetFen(booked.budgetFen())
                .setUsedFen(booked.usedFen())
                .addAllNotes(Wire.sentences(words.get().fund(entry.fund()).stream().toList()))
                .build();
          };
        });
  }

  @Override
  public void listFunds(ListFundsRequest request, StreamObserver<ListFundsResponse> observer) {
    runner.run(
        observer,
        () -> {
          FundReader.Page page = FundReader.page(request, Permissions.caller());
          return () ->
              FundWriter.page(
                  funds.balances(
                      page.regions(), page.afterFund(), page.afterYear(), page.size() + 1),
                  page.size());
        });
  }

  private static OnceResult.Booked booked(OnceResult result) {
    if (result instanceof OnceResult.Booked booked) {
      return booked;
    }
    if (result instanceof OnceResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof OnceResult.BelowZero below) {
      throw Failure.of(
          ErrorReason.OPENING_BELOW_ZERO,
          "更正超过已登记的期初使用额 " + below.openingFen() + " 分",
          "the correction takes back more than the opening usage booked, "
              + below.openingFen()
              + " fen",
          Map.of("opening_fen", Long.toString(below.openingFen())));
    }
    if (result instanceof OnceResult.HouseholdUnknown) {
      throw Failure.of(
          ErrorReason.HOUSEHOLD_NOT_FOUND,
          "没有登记过此家庭，请先登记其成员",
          "no such household is registered: register a member first");
    }
    throw personNotFound();
  }

  @Override
  public void registerCaller(
      RegisterCallerRequest request, StreamObserver<RegisterCallerResponse> observer) {
    runner.run(observer, () -> callers.register(request));
  }

  @Override
  public void revokeCaller(
      RevokeCallerRequest request, StreamObserver<RevokeCallerResponse> observer) {
    runner.run(observer, () -> callers.revoke(request, Permissions.caller()));
  }

  @Override
  public void renewCaller(
      RenewCallerRequest request, StreamObserver<RenewCallerResponse> observer) {
    runner.run(observer, () -> callers.renew(request, Permissions.caller()));
  }

  @Override
  public void listCallers(
      ListCallersRequest request, StreamObserver<ListCallersResponse> observer) {
    runner.run(observer, () -> callers.list(request));
  }

  static StatusRuntimeException personNotFound() {
    return Failure.of(ErrorReason.PERSON_NOT_FOUND, "没有您可见的此人", "no such person that you may see");
  }
}
