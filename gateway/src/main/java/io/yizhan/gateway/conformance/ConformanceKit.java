package io.yizhan.gateway.conformance;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.insurer.v1.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds an insurer's server against the contract and names every deviation. Every check begins with
 * request ids and bills of its own and cancels what it reserved, so a server may be checked again
 * and again; it must be one that is there to be tried.
 */
public final class ConformanceKit {
  private static final List<Check> CHECKS =
      List.of(
          new Check(
              "quote-answers",
              "Quote 给出不超过总费用的金额",
              "Quote answers amounts within the bill",
              QuoteChecks::answers),
          new Check(
              "quote-writes-nothing",
              "Quote 不占用账单",
              "Quote writes nothing: the bill can be reserved after it",
              QuoteChecks::writesNothing),
          new Check(
              "reserve-within-bill",
              "Reserve 的金额不超过总费用，并给出结算号",
              "Reserve answers amounts within the bill and a settlement id",
              ReserveChecks::withinBill),
          new Check(
              "reserve-repeats",
              "同一请求号同一内容重发，应答不变",
              "Reserve repeated gives the very same answer",
              ReserveChecks::repeats),
          new Check(
              "reserve-at-once",
              "同一请求同时到达多次，只有一个应答",
              "Reserve arriving several times at once gives one answer",
              ReserveChecks::atOnce),
          new Check(
              "reserve-repeats-after-confirm",
              "确认后重发 Reserve，应答不变",
              "Reserve repeated after Confirm gives the very same answer",
              ReserveChecks::repeatsAfterConfirm),
          new Check(
              "reserve-id-reused",
              "同一请求号不同内容：ALREADY_EXISTS，REQUEST_ID_REUSED",
              "the same id with other content: ALREADY_EXISTS, REQUEST_ID_REUSED",
              ReserveChecks::idReused),
          new Check(
              "reserve-bill-taken",
              "账单已在另一请求号下：ALREADY_EXISTS，BILL_TAKEN",
              "a bill under another id: ALREADY_EXISTS, BILL_TAKEN",
              ReserveChecks::billTaken),
          new Check(
              "reserve-late-original",
              "先撤销、后到达的原请求：FAILED_PRECONDITION，REQUEST_CANCELLED",
              "an original that arrives after its Cancel: FAILED_PRECONDITION, REQUEST_CANCELLED",
              ReserveChecks::lateOriginal),
          new Check(
              "reserve-bad-fields",
              "字段有误：INVALID_ARGUMENT，BAD_REQUEST",
              "bad fields: INVALID_ARGUMENT, BAD_REQUEST",
              ReserveChecks::badFields),
          new Check(
              "confirm-repeats",
              "Confirm 重发，应答不变",
              "Confirm repeated gives the very same answer",
              ConfirmChecks::repeats),
          new Check(
              "confirm-unknown",
              "确认未预留的请求号：NOT_FOUND，REQUEST_UNKNOWN",
              "Confirm of an id never reserved: NOT_FOUND, REQUEST_UNKNOWN",
              ConfirmChecks::unknown),
          new Check(
              "confirm-amounts-differ",
              "金额不同：FAILED_PRECONDITION，AMOUNTS_DIFFER，且不改变什么",
              "Confirm of other amounts: FAILED_PRECONDITION, AMOUNTS_DIFFER, and nothing changes",
              ConfirmChecks::amountsDiffer),
          new Check(
              "confirm-cancelled",
              "确认已撤销的：FAILED_PRECONDITION，REQUEST_CANCELLED",
              "Confirm after Cancel: FAILED_PRECONDITION, REQUEST_CANCELLED",
              ConfirmChecks::cancelled),
          new Check(
              "cancel-unknown",
              "撤销从未到达的请求号：成功，FORBIDDEN",
              "Cancel of an id that never arrived succeeds: FORBIDDEN",
              CancelChecks::unknown),
          new Check(
              "cancel-repeats",
              "Cancel 重发，应答不变",
              "Cancel repeated gives the very same answer",
              CancelChecks::repeats),
          new Check(
              "cancel-takes-back",
              "撤销已确认的：TAKEN_BACK",
              "Cancel of what was confirmed: TAKEN_BACK",
              CancelChecks::takesBack),
          new Check(
              "cancel-frees-bill",
              "撤销后账单可另行预留",
              "after Cancel the bill can be reserved under another id",
              CancelChecks::freesBill),
          new Check(
              "look-up-follows",
              "LookUp 如实给出已预留、已结算、已撤销",
              "LookUp tells reserved, settled and cancelled as they are",
              LookUpChecks::follows),
          new Check(
              "look-up-unknown",
              "LookUp 未到达的请求号：NEVER_ARRIVED，不是错误",
              "LookUp of an id that never arrived: NEVER_ARRIVED, not an error",
              LookUpChecks::unknown),
          new Check(
              "look-up-in-order",
              "LookUp 按所问次序逐一应答",
              "LookUp answers each id in the order asked",
              LookUpChecks::inOrder));

  private final Channel channel;
  private final Claim example;
  private final Supplier<String> ids;

  /**
   * A kit.
   *
   * @param example a claim that the server covers; its encounter is replaced in every check
   * @param ids fresh ids, at most 40 visible ASCII characters each
   */
  public ConformanceKit(Channel channel, Claim example, Supplier<String> ids) {
    this.channel = channel;
    this.example = example;
    this.ids = ids;
  }

  /** A part of the contract. */
  private record Check(String name, String zh, String en, Attempt attempt) {}

  /** Tries one part of the contract; answers what deviates. */
  interface Attempt {
    /** What the server did instead of what the contract asks; empty where it keeps it. */
    Optional<String> on(Trial trial);
  }

  /** The names of all checks, in their order. */
  public static List<String> names() {
    return CHECKS.stream().map(Check::name).toList();
  }

  /**
   * Runs every check.
   *
   * @param each is told of each as it ends
   * @throws StatusRuntimeException where the server cannot be reached at all
   */
  public List<Deviation> run(Consumer<Deviation> each) {
    List<Deviation> all = new ArrayList<>();
    for (Check check : CHECKS) {
      Trial trial = new Trial(channel, example, ids);
      String found;
      try {
        found = check.attempt().on(trial).orElse("");
      } catch (StatusRuntimeException failure) {
        found = Trial.text(failure);
      } finally {
        trial.cancelAll();
      }
      Deviation deviation = new Deviation(check.name(), check.zh(), check.en(), found);
      all.add(deviation);
      each.accept(deviation);
    }
    return all;
  }
}
