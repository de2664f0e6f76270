package io.yizhan.gateway.rpc;

import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.gateway.desk.InsurerAwayException;
import java.util.Map;

/** Errors of claims that could not be judged because of their insurer. */
final class InsurerFailure {
  private InsurerFailure() {}

  /** The error; when to repeat is said where repeating helps. */
  static StatusRuntimeException of(InsurerAwayException away, RetryInfo retry) {
    Map<String, String> metadata = Map.of("insurer", away.insurer());
    return switch (away.reason()) {
      case NOT_CONNECTED ->
          Failure.of(
              ErrorReason.INSURER_NOT_CONNECTED,
              "政策要求向医保经办方 " + away.insurer() + " 询问，但网关没有设置它的地址（insurers）；请联系运营方",
              "the policy has insurer "
                  + away.insurer()
                  + " asked, and the gateway has no address for it (insurers): tell the operator",
              metadata);
      case AWAY ->
          Failure.of(
              ErrorReason.INSURER_AWAY,
              "医保经办方 " + away.insurer() + " 现在没有应答，未作结算；请稍后用同一请求号重试",
              "insurer "
                  + away.insurer()
                  + " does not answer now, nothing was settled; repeat the same request id later",
              metadata,
              retry);
      case ANSWER_INVALID -> invalid(away.insurer(), away.rule().orElseThrow());
      case TRIED_TOO_OFTEN ->
          Failure.of(
              ErrorReason.INSURER_TRIED_TOO_OFTEN,
              "此请求号已多次向医保经办方 " + away.insurer() + " 询问而没有结果；请用新请求号",
              "insurer "
                  + away.insurer()
                  + " was asked too often under this request id; use a new id",
              metadata);
    };
  }

  private static StatusRuntimeException invalid(String insurer, BrokenRule rule) {
    return Failure.of(
        ErrorReason.INSURER_ANSWER_INVALID,
        "医保经办方 " + insurer + " 的应答不合接口约定（" + rule.zh() + "），未作结算；请告知经办方，修复后用同一请求号重试",
        "the answer of insurer "
            + insurer
            + " breaks the contract ("
            + rule.en()
            + "), nothing was settled; tell the insurer, and repeat the same request id when it is"
            + " mended",
        Map.of("insurer", insurer, "rule", rule.name()));
  }
}
