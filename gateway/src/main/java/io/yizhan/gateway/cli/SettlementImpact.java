package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.ImpactKind;
import io.yizhan.proto.v1.ImpactLine;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.ListImpactResponse;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import java.io.IOException;
import java.io.PrintWriter;

/** Settlements already made that would come out otherwise under a proposal, as a table. */
final class SettlementImpact {
  private static final int PAGE_SIZE = 500;
  private static final int ID_COLUMNS = 28;
  private static final int HOSPITAL_COLUMNS = 14;
  private static final int AMOUNT_COLUMNS = 14;

  private final PrintWriter out;
  private long ruledCount;
  private long lineCount;
  private long patientFen;
  private long aidFen;

  private SettlementImpact(PrintWriter out) {
    this.out = out;
  }

  /** Asks page by page and prints as it comes; 0 when all was read. */
  static int print(RemoteGateway gateway, String proposalId, PrintWriter out) throws IOException {
    SettlementImpact impact = new SettlementImpact(out);
    String token = "";
    do {
      ListImpactRequest request =
          ListImpactRequest.newBuilder()
              .setProposalId(proposalId)
              .setPageSize(PAGE_SIZE)
              .setPageToken(token)
              .build();
      ListImpactResponse page =
          gateway.call(channel -> PolicyServiceGrpc.newBlockingStub(channel).listImpact(request));
      impact.add(page);
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    impact.sum();
    return ExitCode.DONE;
  }

  private void add(ListImpactResponse page) {
    ruledCount += page.getRuledCount();
    for (ImpactLine line : page.getLinesList()) {
      if (lineCount == 0) {
        heading();
      }
      lineCount++;
      patientFen += line.getAfterPatientShareFen() - line.getBeforePatientShareFen();
      aidFen += line.getAfterAidFen() - line.getBeforeAidFen();
      row(
          line.getSettlementId(),
          line.getHospitalId(),
          Yuan.format(line.getBeforePatientShareFen()),
          Yuan.format(line.getAfterPatientShareFen()),
          Yuan.format(line.getBeforeAidFen()),
          Yuan.format(line.getAfterAidFen()),
          kind(line));
    }
  }

  private void heading() {
    row("结算 settlement", "医院 hospital", "个人 patient", "改后 then", "救助 aid", "改后 then", "");
  }

  private void row(
      String id,
      String hospital,
      String patient,
      String patientThen,
      String aid,
      String aidThen,
      String kind) {
    out.println(
        (DisplayWidth.padRight(id, ID_COLUMNS)
                + DisplayWidth.padRight(hospital, HOSPITAL_COLUMNS)
                + DisplayWidth.padLeft(patient, AMOUNT_COLUMNS)
                + DisplayWidth.padLeft(patientThen, AMOUNT_COLUMNS)
                + DisplayWidth.padLeft(aid, AMOUNT_COLUMNS)
                + DisplayWidth.padLeft(aidThen, AMOUNT_COLUMNS)
                + "  "
                + kind)
            .stripTrailing());
  }

  private static String kind(ImpactLine line) {
    String name = line.getKind().name().replaceFirst("^IMPACT_KIND_", "");
    return line.getKind() == ImpactKind.IMPACT_KIND_REFUSED
        ? name + " " + line.getRefusalCode()
        : name;
  }

  private void sum() {
    out.println(
        "此版管辖的已结算 "
            + ruledCount
            + " 笔，其中 "
            + lineCount
            + " 笔会不同；没有记账。Of "
            + ruledCount
            + " settlements that the version rules "
            + lineCount
            + " would differ; nothing is booked.");
    if (lineCount > 0) {
      out.println(
          "合计（元） in all, yuan: 个人 patients " + signed(patientFen) + "，救助 aid " + signed(aidFen));
    }
  }

  private static String signed(long fen) {
    return (fen > 0 ? "+" : "") + Yuan.format(fen);
  }
}
