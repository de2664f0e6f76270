package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PayeeStore;
import io.yizhan.gateway.desk.PayeeStore.ConfirmOrder;
import io.yizhan.gateway.desk.PayeeStore.ProposeOrder;
import io.yizhan.gateway.desk.PayeeStore.Query;
import io.yizhan.gateway.desk.PayeeStore.Result;
import io.yizhan.proto.v1.ConfirmPayeeAccountRequest;
import io.yizhan.proto.v1.ConfirmPayeeAccountResponse;
import io.yizhan.proto.v1.ListPayeeAccountsRequest;
import io.yizhan.proto.v1.ListPayeeAccountsResponse;
import io.yizhan.proto.v1.PayeeServiceGrpc;
import io.yizhan.proto.v1.ProposePayeeAccountRequest;
import io.yizhan.proto.v1.ProposePayeeAccountResponse;
import java.time.InstantSource;
import java.util.Optional;

/** Payees' accounts over their store. */
public final class PayeeEndpoint extends PayeeServiceGrpc.PayeeServiceImplBase implements Crowded {
  private final PayeeStore store;
  private final CallRunner runner;
  private final Origins origins;

  /** An endpoint over this store. */
  public PayeeEndpoint(PayeeStore store, CallRunner runner, InstantSource clock, IdSource ids) {
    this.store = store;
    this.runner = runner;
    this.origins = new Origins(ids, clock);
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void proposePayeeAccount(
      ProposePayeeAccountRequest request, StreamObserver<ProposePayeeAccountResponse> observer) {
    runner.run(
        observer,
        () -> {
          PayeeStore.Destination to = PayeeReader.proposal(request, Permissions.caller());
          ProposeOrder order =
              new ProposeOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getCountyCode(),
                  request.getHospitalId(),
                  to);
          return () ->
              recorded(
                  store.propose(
                      order,
                      row ->
                          ProposePayeeAccountResponse.newBuilder()
                              .setPayeeAccount(PayeeWriter.payeeAccount(row))
                              .build()
                              .toByteArray()),
                  ProposePayeeAccountResponse.getDefaultInstance());
        });
  }

  @Override
  public void confirmPayeeAccount(
      ConfirmPayeeAccountRequest request, StreamObserver<ConfirmPayeeAccountResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          PayeeReader.confirmation(request);
          ConfirmOrder order =
              new ConfirmOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getPayeeAccountId(),
                  request.getAccountNumber(),
                  Permissions.regionsOf(caller));
          return () ->
              recorded(
                  store.confirm(
                      order,
                      row ->
                          ConfirmPayeeAccountResponse.newBuilder()
                              .setPayeeAccount(PayeeWriter.payeeAccount(row))
                              .build()
                              .toByteArray()),
                  ConfirmPayeeAccountResponse.getDefaultInstance());
        });
  }

  @Override
  public void listPayeeAccounts(
      ListPayeeAccountsRequest request, StreamObserver<ListPayeeAccountsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Query query = PayeeReader.query(request, Permissions.caller());
          return () -> PayeeWriter.page(store.list(query), query.limit() - 1);
        });
  }

  private static <T extends Message> T recorded(Result result, T type) {
    if (result instanceof Result.Recorded recorded) {
      return StoredReply.answer(type, recorded.reply(), recorded.replayed());
    }
    throw PayeeFailures.of(result);
  }
}
