package io.yizhan.gateway.rpc;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyDesk.PublishOutcome;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.v1.CheckPolicyRequest;
import io.yizhan.proto.v1.CheckPolicyResponse;
import io.yizhan.proto.v1.GetPolicyRequest;
import io.yizhan.proto.v1.GetPolicyResponse;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.ListPoliciesResponse;
import io.yizhan.proto.v1.PolicyAssumption;
import io.yizhan.proto.v1.PolicyIssue;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.PolicyVersion;
import io.yizhan.proto.v1.PublishPolicyRequest;
import io.yizhan.proto.v1.PublishPolicyResponse;
import io.yizhan.proto.v1.PublishedPolicy;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The policy service over the desk. */
public final class PolicyEndpoint extends PolicyServiceGrpc.PolicyServiceImplBase {
  static final int DOCUMENT_BYTES_MAX = 1024 * 1024;
  private static final int FILE_NAME_CHARACTERS_MAX = 128;
  private static final int POLICY_CODE_CHARACTERS_MAX = 64;

  private final PolicyDesk desk;
  private final CallRunner runner;

  /** An endpoint over the desk. */
  public PolicyEndpoint(PolicyDesk desk, CallRunner runner) {
    this.desk = desk;
    this.runner = runner;
  }

  @Override
  public void checkPolicy(
      CheckPolicyRequest request, StreamObserver<CheckPolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          checkDocument(
              request.getFileName(), request.getDocumentText(), request.getDocumentTextBytes());
          return () -> checked(desk.check(request.getFileName(), request.getDocumentText()));
        });
  }

  private static void checkDocument(String fileName, String text, ByteString bytes) {
    Violations violations = new Violations();
    violations.text("file_name", fileName, 1, FILE_NAME_CHARACTERS_MAX);
    if (text.isEmpty() || bytes.size() > DOCUMENT_BYTES_MAX) {
      violations.add(
          "document_text",
          "应为 1 字节至 1 MiB，实为 " + bytes.size() + " 字节",
          "must be 1 byte to 1 MiB, was " + bytes.size() + " bytes");
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  private static CheckPolicyResponse checked(PolicyDesk.Verdict verdict) {
    CheckPolicyResponse.Builder out =
        CheckPolicyResponse.newBuilder().setPublishable(verdict.publishable());
    for (io.yizhan.policy.PolicyIssue issue : verdict.issues()) {
      out.addIssues(
          PolicyIssue.newBuilder()
              .setFileName(issue.file())
              .setLineNumber(issue.line())
              .setError(issue.error())
              .setSentence(Wire.sentence(issue.code(), issue.zh(), issue.en())));
    }
    verdict.assumptions().forEach(assumption -> out.addAssumptions(assumption(assumption)));
    return out.build();
  }

  private static PolicyAssumption assumption(PolicyTable.Assumption assumption) {
    return PolicyAssumption.newBuilder()
        .setPlace(assumption.place())
        .setSubject(assumption.subject())
        .setReason(assumption.reason())
        .setLineNumber(assumption.line())
        .build();
  }

  @Override
  public void publishPolicy(
      PublishPolicyRequest request, StreamObserver<PublishPolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          checkDocument(
              request.getFileName(), request.getDocumentText(), request.getDocumentTextBytes());
          return () ->
              published(desk.publish(request.getFileName(), request.getDocumentText(), caller));
        });
  }

  private static PublishPolicyResponse published(PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.Invalid invalid) {
      throw invalid(invalid.issues());
    }
    if (outcome instanceof PublishOutcome.Refused refused) {
      throw refused(refused.refusal());
    }
    PublishOutcome.Published published = (PublishOutcome.Published) outcome;
    return PublishPolicyResponse.newBuilder()
        .setVersion(version(published.document(), published.table()))
        .setNewlyPublished(published.newlyPublished())
        .build();
  }

  private static StatusRuntimeException refused(PublishRefusal refusal) {
    ErrorReason reason =
        switch (refusal.reason()) {
          case "POLICY_ALREADY_PUBLISHED" -> ErrorReason.POLICY_ALREADY_PUBLISHED;
          case "POLICY_OVERLAPS" -> ErrorReason.POLICY_OVERLAPS;
          default -> throw new IllegalStateException("a refusal must have a known reason");
        };
    return Failure.of(reason, refusal.zh(), refusal.en());
  }

  private static StatusRuntimeException invalid(List<io.yizhan.policy.PolicyIssue> issues) {
    Violations violations = new Violations();
    for (io.yizhan.policy.PolicyIssue issue : issues) {
      if (issue.error()) {
        violations.add("document_text:" + issue.line(), issue.zh(), issue.en());
      }
    }
    return violations.failure(ErrorReason.POLICY_INVALID);
  }

  private static PolicyVersion version(PublishedDocument document, PolicyTable table) {
    return Wire.version(
        table.code(), table.versionCode(), table.title(), table.inForce(), document.textSha256());
  }

  @Override
  public void listPolicies(
      ListPoliciesRequest request, StreamObserver<ListPoliciesResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          int pageSize = violations.pageSize(request.getPageSize());
          String after = Pages.key(request.getPageToken(), violations).orElse("");
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> page(desk.list(after, pageSize + 1), pageSize);
        });
  }

  private static ListPoliciesResponse page(List<PolicyDesk.Listed> listed, int pageSize) {
    ListPoliciesResponse.Builder out = ListPoliciesResponse.newBuilder();
    List<PolicyDesk.Listed> shown = listed.subList(0, Math.min(listed.size(), pageSize));
    shown.forEach(one -> out.addPolicies(policy(one)));
    if (listed.size() > pageSize) {
      out.setNextPageToken(Pages.token(shown.get(shown.size() - 1).table().versionCode()));
    }
    return out.build();
  }

  private static PublishedPolicy policy(PolicyDesk.Listed listed) {
    return PublishedPolicy.newBuilder()
        .setVersion(version(listed.document(), listed.table()))
        .addAllRegionCodes(
            listed.table().regions().stream().map(PolicyTable.Region::digits).toList())
        .setPublishTime(Wire.time(listed.document().publishTime()))
        .setPublisherId(listed.document().publisherId())
        .build();
  }

  @Override
  public void getPolicy(GetPolicyRequest request, StreamObserver<GetPolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.code("policy_code", request.getPolicyCode(), POLICY_CODE_CHARACTERS_MAX);
          Optional<LocalDate> day =
              violations.date("in_force_date", request.hasInForceDate(), request.getInForceDate());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              desk.find(request.getPolicyCode(), day.orElseThrow())
                  .map(PolicyEndpoint::got)
                  .orElseThrow(
                      () ->
                          Failure.of(
                              ErrorReason.POLICY_NOT_FOUND,
                              "这一天没有此政策的已发布版本",
                              "no published version of this policy is in force on this day"));
        });
  }

  private static GetPolicyResponse got(PolicyDesk.Listed listed) {
    return GetPolicyResponse.newBuilder()
        .setPolicy(policy(listed))
        .setDocumentText(listed.document().text())
        .addAllAssumptions(
            listed.table().assumptions().stream().map(PolicyEndpoint::assumption).toList())
        .build();
  }
}
