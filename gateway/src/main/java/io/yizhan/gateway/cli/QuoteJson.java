package io.yizhan.gateway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.yizhan.claim.FundAmount;
import io.yizhan.gateway.casefile.ClaimLines.ClaimLine;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Sentence;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Waterfall.Column;
import java.io.IOException;
import java.io.StringWriter;

/** One result a line. Amounts are texts in yuan; nothing of the person is repeated. */
final class QuoteJson {
  private final JsonFactory json = new JsonFactory();

  /** The result of a line that was understood. */
  String of(ClaimLine line, Decision decision) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = start(text, line)) {
      if (decision instanceof Decision.Settled settled) {
        settled(settled.settlement(), out);
      } else if (decision instanceof Decision.Refused refused) {
        out.writeStringField("refused", refused.refusal().reason().name());
        sentence(refused.refusal().sentence(), out);
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  /** The result of a line in which something is wrong. */
  String of(ClaimLine line) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = start(text, line)) {
      out.writeArrayFieldStart("errors");
      for (PolicyIssue issue : line.issues()) {
        out.writeStartObject();
        out.writeStringField("code", issue.code());
        out.writeStringField("zh", issue.zh());
        out.writeStringField("en", issue.en());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return text.toString();
  }

  private JsonGenerator start(StringWriter text, ClaimLine line) throws IOException {
    JsonGenerator out = json.createGenerator(text);
    out.writeStartObject();
    out.writeNumberField("line", line.number());
    String reference = line.entry().map(entry -> entry.reference()).orElse("");
    if (!reference.isEmpty()) {
      out.writeStringField("claim", reference);
    }
    return out;
  }

  private static void settled(Settlement settlement, JsonGenerator out) throws IOException {
    out.writeStringField("judged_date", settlement.judgedDate().toString());
    out.writeArrayFieldStart("versions");
    for (PolicyPlan.Version version : settlement.plan().versions()) {
      out.writeString(version.versionCode());
    }
    out.writeEndArray();
    if (settlement.identityUsed().isPresent()) {
      out.writeStringField("identity", settlement.identityUsed().get().category());
    }
    out.writeStringField("total", plain(settlement.claim().bill().totalFen()));
    out.writeArrayFieldStart("payments");
    for (int i = 0; i < settlement.plan().layers().size(); i++) {
      PlanLayer layer = settlement.plan().layers().get(i);
      long paid = settlement.waterfall().of(i, Column.PAID);
      if (paid != 0) {
        payment(layer.code(), layer.fund(), paid, out);
      }
    }
    for (FundAmount other : settlement.otherInsurerPayments()) {
      payment("", other.fundCode(), other.amountFen(), out);
    }
    out.writeEndArray();
    out.writeStringField("hospital", plain(settlement.waterfall().hospitalShareFen()));
    out.writeStringField("patient", plain(settlement.waterfall().patientShareFen()));
    out.writeArrayFieldStart("sentences");
    for (Sentence each : settlement.sentences()) {
      out.writeStartObject();
      out.writeStringField("code", each.code());
      sentence(each, out);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void payment(String layer, String fund, long fen, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("layer", layer);
    out.writeStringField("fund", fund);
    out.writeStringField("amount", plain(fen));
    out.writeEndObject();
  }

  private static void sentence(Sentence sentence, JsonGenerator out) throws IOException {
    out.writeStringField("zh", sentence.zh());
    out.writeStringField("en", sentence.en());
  }

  /** Yuan without the commas that people read. */
  private static String plain(long fen) {
    return Yuan.format(fen).replace(",", "");
  }
}
