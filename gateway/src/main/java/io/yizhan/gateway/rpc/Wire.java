package io.yizhan.gateway.rpc;

import com.google.protobuf.Timestamp;
import io.yizhan.policy.DateSpan;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.PolicyVersion;
import io.yizhan.proto.v1.Sentence;
import java.time.Instant;
import java.util.List;

/** Small words of the core in wire form. */
final class Wire {
  private Wire() {}

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Sentence sentence(String code, String zh, String en) {
    return Sentence.newBuilder().setCode(code).setZh(zh).setEn(en).build();
  }

  /** Of a description in both languages, as errors have them: "Chinese / English". */
  static Sentence sentence(String code, String description) {
    int cut = description.indexOf(" / ");
    return sentence(
        code,
        cut < 0 ? description : description.substring(0, cut),
        cut < 0 ? description : description.substring(cut + 3));
  }

  static Sentence sentence(io.yizhan.settlement.Sentence sentence) {
    return sentence(sentence.code(), sentence.zh(), sentence.en());
  }

  static List<Sentence> sentences(List<io.yizhan.settlement.Sentence> sentences) {
    return sentences.stream().map(Wire::sentence).toList();
  }

  static PolicyVersion version(PolicyPlan.Version version) {
    return version(
        version.policyCode(),
        version.versionCode(),
        version.title(),
        version.inForce(),
        version.textSha256());
  }

  static PolicyVersion version(
      String policyCode, String versionCode, String title, DateSpan inForce, String textSha256) {
    PolicyVersion.Builder out =
        PolicyVersion.newBuilder()
            .setPolicyCode(policyCode)
            .setVersionCode(versionCode)
            .setTitle(title)
            .setFromDate(WireDate.of(inForce.from()))
            .setTextSha256(textSha256);
    inForce.to().ifPresent(to -> out.setToDate(WireDate.of(to)));
    return out.build();
  }
}
