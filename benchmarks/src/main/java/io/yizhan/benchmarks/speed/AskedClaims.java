package io.yizhan.benchmarks.speed;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Claims of another region, whose policy asks the insurer of residents and computes what workers
 * get. Both get six tenths of the same bill, as the simulated insurer pays: what differs between
 * the two is that somebody is asked.
 */
final class AskedClaims {
  /** What tells a gateway whom to ask; the insurer's port belongs behind it. */
  static final String REGION = "4201";

  static final String ASKED_SCHEME = "390";
  static final String COMPUTED_SCHEME = "310";

  private static final String COUNTY = "420102";
  private static final String FILE = "asked.yaml";
  private static final String POLICY =
      """
      policy: asked 询问示例
      regions: [4201 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      layers:
      - layer: residents 居民医保
        fund: 390100
        stage: insurance
        amount: asked
        when: {care: 住院, scheme: 390}
        fills: bill
      - layer: workers 职工医保
        fund: 310100
        stage: insurance
        when: {care: 住院, scheme: 310}
        counts: in
        rate: 60%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      """;

  private AskedClaims() {}

  static SettleClaimRequest settle(long number, int person, String scheme) {
    SettleClaimRequest.Builder plain = BenchWorld.settle(number, person).toBuilder();
    plain.getClaimBuilder().setInsuredRegionCode(COUNTY).setInsuredSchemeCode(scheme);
    return plain.build();
  }

  /** Publishes the policy through the gateway; one that is started later knows it. */
  static void publish(HostProcess gateway) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(gateway.ready()[0]))
            .usePlaintext()
            .build();
    try {
      Channel operator = as(channel, gateway.ready()[1]);
      PolicyProposal proposal =
          PolicyServiceGrpc.newBlockingStub(operator)
              .proposePolicy(
                  ProposePolicyRequest.newBuilder()
                      .setFileName(FILE)
                      .setDocumentText(POLICY)
                      .build())
              .getProposal();
      String approver =
          RegistryServiceGrpc.newBlockingStub(operator)
              .registerCaller(
                  RegisterCallerRequest.newBuilder()
                      .setCallerId("bench-approver")
                      .setRole(CallerRole.CALLER_ROLE_OPERATOR)
                      .build())
              .getToken();
      PolicyServiceGrpc.newBlockingStub(as(channel, approver))
          .approvePolicy(
              ApprovePolicyRequest.newBuilder()
                  .setProposalId(proposal.getProposalId())
                  .setTextSha256(sha256(POLICY))
                  .build());
    } finally {
      channel.shutdownNow();
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Channel as(ManagedChannel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
