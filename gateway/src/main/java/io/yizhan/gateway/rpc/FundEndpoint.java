package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.yizhan.fund.RegionShares;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.FundAccountStore;
import io.yizhan.gateway.desk.FundAccountStore.AppropriationOrder;
import io.yizhan.gateway.desk.FundAccountStore.ArrivalOrder;
import io.yizhan.gateway.desk.FundAccountStore.Result;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.FundServiceGrpc;
import io.yizhan.proto.v1.FundShareTerm;
import io.yizhan.proto.v1.ListAppropriationsRequest;
import io.yizhan.proto.v1.ListAppropriationsResponse;
import io.yizhan.proto.v1.ListFundAccountsRequest;
import io.yizhan.proto.v1.ListFundAccountsResponse;
import io.yizhan.proto.v1.PutFundSharesRequest;
import io.yizhan.proto.v1.PutFundSharesResponse;
import io.yizhan.proto.v1.RecordAppropriationRequest;
import io.yizhan.proto.v1.RecordAppropriationResponse;
import io.yizhan.proto.v1.RecordArrivalRequest;
import io.yizhan.proto.v1.RecordArrivalResponse;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accounts of funds over their store. */
public final class FundEndpoint extends FundServiceGrpc.FundServiceImplBase implements Crowded {
  private static final int PARTY_CHARACTERS_MAX = 32;
  private static final int TEXT_CHARACTERS_MAX = 200;

  private final FundAccountStore store;
  private final CallRunner runner;
  private final Origins origins;
  private final InstantSource clock;

  /** An endpoint over this store. */
  public FundEndpoint(
      FundAccountStore store, CallRunner runner, InstantSource clock, IdSource ids) {
    this.store = store;
    this.runner = runner;
    this.origins = new Origins(ids, clock);
    this.clock = clock;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void listFundAccounts(
      ListFundAccountsRequest request, StreamObserver<ListFundAccountsResponse> observer) {
    runner.run(
        observer,
        () -> {
          FundReader.Page page =
              FundReader.page(request.getPageSize(), request.getPageToken(), Permissions.caller());
          LocalDate today = LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
          return () ->
              FundAccountWriter.page(
                  store.accounts(
                      page.regions(), page.afterFund(), page.afterYear(), page.size() + 1, today),
                  page.size(),
                  today);
        });
  }

  @Override
  public void putFundShares(
      PutFundSharesRequest request, StreamObserver<PutFundSharesResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Optional<String> payer = FundReader.fund(request.getFundCode(), violations);
          Optional<LocalDate> from =
              violations.date("from_date", request.hasFromDate(), request.getFromDate());
          checkTerms(request, violations);
          violations.text("source", request.getSource(), 1, TEXT_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireOwnFund(caller, payer);
          RegionShares shares =
              new RegionShares(
                  request.getTermsList().stream().map(FundShareTerm::getPartyCode).toList(),
                  request.getTermsList().stream().map(FundShareTerm::getWeight).toList(),
                  request.getRemainderPartyCode());
          return () -> {
            store.putShares(
                request.getFundCode(),
                from.orElseThrow(),
                shares,
                request.getSource(),
                caller.callerId(),
                clock.instant());
            return PutFundSharesResponse.newBuilder().setFromDate(request.getFromDate()).build();
          };
        });
  }

  private static void checkTerms(PutFundSharesRequest request, Violations violations) {
    List<FundShareTerm> terms = request.getTermsList();
    if (terms.isEmpty() || terms.size() > RegionShares.PARTIES_MAX) {
      violations.add(
          "terms",
          "应为 1–" + RegionShares.PARTIES_MAX + " 方，实为 " + terms.size(),
          "must be 1 to " + RegionShares.PARTIES_MAX + " entries, was " + terms.size());
      return;
    }
    Set<String> parties = new HashSet<>();
    for (int i = 0; i < terms.size(); i++) {
      String field = "terms[" + i + "].";
      violations.code(field + "party_code", terms.get(i).getPartyCode(), PARTY_CHARACTERS_MAX);
      violations.amount(field + "weight", terms.get(i).getWeight(), 1, RegionShares.WEIGHT_MAX);
      if (!parties.add(terms.get(i).getPartyCode())) {
        violations.add(field + "party_code", "重复列出", "must be listed once");
      }
    }
    if (!parties.contains(request.getRemainderPartyCode())) {
      violations.add("remainder_party_code", "应为所列各方之一", "must be one of the parties");
    }
  }

  @Override
  public void recordAppropriation(
      RecordAppropriationRequest request, StreamObserver<RecordAppropriationResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          Optional<String> payer = FundReader.fund(request.getFundCode(), violations);
          FundReader.year(request.getFundCode(), request.getBudgetYear(), violations);
          violations.amount("amount_fen", request.getAmountFen(), 1, Fen.AMOUNT_MAX);
          violations.key("document_number", request.getDocumentNumber(), 1, TEXT_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireOwnFund(Permissions.caller(), payer);
          AppropriationOrder order =
              new AppropriationOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getFundCode(),
                  request.getBudgetYear(),
                  request.getAmountFen(),
                  request.getDocumentNumber());
          return () ->
              recorded(
                  store.appropriate(
                      order,
                      made ->
                          RecordAppropriationResponse.newBuilder()
                              .setAppropriation(FundAccountWriter.appropriation(made))
                              .build()
                              .toByteArray()),
                  RecordAppropriationResponse.getDefaultInstance());
        });
  }

  @Override
  public void recordArrival(
      RecordArrivalRequest request, StreamObserver<RecordArrivalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.id(
              "appropriation_id", request.getAppropriationId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.code("party_code", request.getPartyCode(), PARTY_CHARACTERS_MAX);
          violations.amount("amount_fen", request.getAmountFen(), 1, Fen.AMOUNT_MAX);
          violations.id(
              "bank_reference", request.getBankReference(), ClaimReader.ID_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          ArrivalOrder order =
              new ArrivalOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getAppropriationId(),
                  request.getPartyCode(),
                  request.getAmountFen(),
                  request.getBankReference(),
                  Permissions.regionsOf(Permissions.caller()));
          return () ->
              recorded(
                  store.arrive(
                      order,
                      one ->
                          RecordArrivalResponse.newBuilder()
                              .setAppropriation(FundAccountWriter.appropriation(one))
                              .build()
                              .toByteArray()),
                  RecordArrivalResponse.getDefaultInstance());
        });
  }

  @Override
  public void listAppropriations(
      ListAppropriationsRequest request, StreamObserver<ListAppropriationsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          String fund = request.getFundCode();
          if (!fund.isEmpty()) {
            FundReader.fund(fund, violations);
          }
          int size = violations.pageSize(request.getPageSize());
          String after = Pages.key(request.getPageToken(), violations).orElse("");
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          List<String> regions = Permissions.regionsOf(Permissions.caller());
          return () ->
              FundAccountWriter.page(
                  store.appropriations(regions, fund, request.getBudgetYear(), after, size + 1),
                  size);
        });
  }

  private static <T extends Message> T recorded(Result result, T type) {
    if (result instanceof Result.Recorded recorded) {
      return StoredReply.answer(type, recorded.reply(), recorded.replayed());
    }
    if (result instanceof Result.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof Result.SharesUnknown) {
      throw Failure.of(
          ErrorReason.SHARES_NOT_KEPT,
          "此资金没有登记分担比例，请先登记（PutFundShares）",
          "no shares are kept for this fund: keep them first (PutFundShares)");
    }
    if (result instanceof Result.ArrivedBefore) {
      throw Failure.of(
          ErrorReason.BANK_REFERENCE_USED,
          "该方的此笔拨付已登记过此银行流水号",
          "the party's part of the appropriation has this bank reference already");
    }
    if (result instanceof Result.TooMuch much) {
      throw Failure.of(
          ErrorReason.MORE_THAN_DECIDED,
          "该方应拨而未到的只有 " + much.mostFen() + " 分",
          "only " + much.mostFen() + " fen of the party's part have not come",
          Map.of("most_fen", Long.toString(much.mostFen())));
    }
    throw Failure.of(
        ErrorReason.APPROPRIATION_NOT_FOUND,
        "没有您可见的此笔拨付，或其中没有此方",
        "no such appropriation that you may see, or it has no such party");
  }
}
