package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.PaperClaim;
import io.yizhan.proto.v1.PaperDocument;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import java.util.List;

/** Aid offices and what they send. */
final class Offices {
  static final String OFFICE = "office:" + Claims.COUNTY;
  static final String AID = "610100@" + Claims.COUNTY;
  static final String ACCOUNT = "6228480402564890018";

  private Offices() {}

  /** A new office caller of these divisions; answers its token. */
  static String register(House house, String callerId, String... regions) {
    return register(house, CallerRole.CALLER_ROLE_OFFICE, callerId, regions);
  }

  /** The insurer's caller of these divisions; answers its token. */
  static String registerInsurer(House house, String... regions) {
    return register(house, CallerRole.CALLER_ROLE_INSURER, "insurer", regions);
  }

  private static String register(House house, CallerRole role, String callerId, String... regions) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(callerId)
                .setRole(role)
                .addAllRegionCodes(List.of(regions))
                .build())
        .getToken();
  }

  /** Says that two records are one person's. */
  static void join(House house, String requestId, PersonDocument kept, PersonDocument joined) {
    house
        .client()
        .roster(house.world().operatorToken())
        .joinPersons(
            JoinPersonsRequest.newBuilder()
                .setRequestId(requestId)
                .setKeptDocument(kept)
                .setJoinedDocument(joined)
                .setReason("同一人")
                .build());
  }

  /** A stay of one day elsewhere, whose basic insurance the insurer has settled. */
  static Claim.Builder paperStay(
      PersonDocument person, String encounter, long inScopeFen, long basicFen) {
    return Claims.settledStay(OFFICE, person, encounter, "2016-08-01", inScopeFen, basicFen)
        .setOperatorId("clerk-7")
        .setPaper(paper("INV-" + encounter));
  }

  /** The papers of a hospital in another province. */
  static PaperClaim.Builder paper(String invoice) {
    return PaperClaim.newBuilder()
        .setHospitalName("北京某医院")
        .setHospitalRegionCode("110105")
        .setHospitalLevelCode("3")
        .addDocuments(PaperDocument.newBuilder().setKindCode("invoice").setNumber(invoice))
        .addDocuments(
            PaperDocument.newBuilder().setKindCode("discharge_record").setNumber("D-" + invoice))
        .setBankAccount(
            BankAccount.newBuilder().setBankName("某农商行").setHolderName("账户名氏").setNumber(ACCOUNT));
  }
}
