package io.yizhan.gateway.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.LedgerRow;
import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.desk.ReceiptStore;
import io.yizhan.gateway.receipt.Receipt;
import io.yizhan.gateway.receipt.Sealed;
import io.yizhan.proto.v1.GetDayRootRequest;
import io.yizhan.proto.v1.GetDayRootResponse;
import io.yizhan.proto.v1.GetReceiptRequest;
import io.yizhan.proto.v1.GetReceiptResponse;
import io.yizhan.proto.v1.ListReceiptKeysRequest;
import io.yizhan.proto.v1.ListReceiptKeysResponse;
import io.yizhan.proto.v1.ReceiptKey;
import io.yizhan.proto.v1.ReceiptServiceGrpc;
import io.yizhan.proto.v1.SignedBytes;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Receipts over their desk. */
public final class ReceiptEndpoint extends ReceiptServiceGrpc.ReceiptServiceImplBase
    implements Crowded {
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{32}");

  private final ReceiptDesk desk;
  private final CallRunner runner;

  /** An endpoint over the desk. */
  public ReceiptEndpoint(ReceiptDesk desk, CallRunner runner) {
    this.desk = desk;
    this.runner = runner;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void getReceipt(GetReceiptRequest request, StreamObserver<GetReceiptResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          String id =
              violations.id("entry_id", request.getEntryId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            LedgerRow row =
                desk.entry(id)
                    .filter(found -> Permissions.maySee(caller, found, desk::aidCounties))
                    .orElseThrow(SettlementReplies::notFound);
            Receipt receipt = desk.receipt(row).orElseThrow(SettlementReplies::notFound);
            return GetReceiptResponse.newBuilder()
                .setReceiptText(receipt.text())
                .setEntry(signed(receipt.entry()))
                .setInDayRoot(receipt.day().isPresent())
                .build();
          };
        });
  }

  private static SignedBytes signed(Sealed sealed) {
    return SignedBytes.newBuilder()
        .setAlgorithmCode(sealed.algorithm())
        .setKeyId(sealed.keyId())
        .setSignedBytes(ByteString.copyFrom(sealed.signed()))
        .setSignature(ByteString.copyFrom(sealed.signature()))
        .build();
  }

  @Override
  public void listReceiptKeys(
      ListReceiptKeysRequest request, StreamObserver<ListReceiptKeysResponse> observer) {
    runner.run(
        observer,
        () -> {
          String only = request.getKeyId();
          if (!only.isEmpty() && !KEY_ID.matcher(only).matches()) {
            Violations violations = new Violations();
            violations.add(
                "key_id", "应为 32 位十六进制数字，或留空", "must be 32 hexadecimal digits, or empty");
            violations.throwIfAny(ErrorReason.BAD_REQUEST);
          }
          return () -> keys(only);
        });
  }

  private ListReceiptKeysResponse keys(String only) {
    ListReceiptKeysResponse.Builder out = ListReceiptKeysResponse.newBuilder();
    desk.keys().stream()
        .filter(key -> only.isEmpty() || key.keyId().equals(only))
        .forEach(
            key ->
                out.addKeys(
                    ReceiptKey.newBuilder()
                        .setKeyId(key.keyId())
                        .setAlgorithmCode(key.algorithm())
                        .setPublicKeyPem(key.pem())
                        .setCurrent(key.keyId().equals(desk.keyId()))));
    return out.build();
  }

  @Override
  public void getDayRoot(GetDayRootRequest request, StreamObserver<GetDayRootResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          Optional<LocalDate> day =
              violations.date("posting_date", request.hasPostingDate(), request.getPostingDate());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            ReceiptStore.DayRoot root =
                desk.root(day.orElseThrow())
                    .orElseThrow(
                        () ->
                            Failure.of(
                                ErrorReason.DAY_ROOT_NOT_FOUND,
                                "此记账日尚未关账或尚无根",
                                "the posting day is not closed or has no root yet"));
            return GetDayRootResponse.newBuilder()
                .setEntryCount(root.entryCount())
                .setRootSha256(HexFormat.of().formatHex(root.root()))
                .setSignedRoot(signed(root.sealed()))
                .build();
          };
        });
  }
}
