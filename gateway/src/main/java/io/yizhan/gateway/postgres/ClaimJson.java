package io.yizhan.gateway.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Writes what a claim was decided from, so that it can be decided again, and reads it back. The
 * records are written as they are, under the number of their format: a later shape of them must get
 * a number of its own and a reader of this one.
 */
final class ClaimJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** The shape of the records that is written now. */
  static final int FORMAT = 6;

  /** The shape that names the versions of the identity used alone. */
  private static final int FORMAT_BEFORE_CONSIDERED = 5;

  /** The shape that does not say as what a fact of a policy's own was said. */
  private static final int FORMAT_BEFORE_KINDS_OF_FACTS = 4;

  /** The shape without what may be aided under provisional identities. */
  private static final int FORMAT_BEFORE_EXPOSURES = 2;

  /** The shape in which every insurer's settlement was brought by the hospital. */
  private static final int FORMAT_BEFORE_ASKING = 3;

  /** The shape without facts of a policy's own, item classes, households and decided figures. */
  private static final int FORMAT_BEFORE_FACTS = 1;

  private static final ObjectWriter WRITER = MAPPER.writerFor(Stored.class);
  private static final ObjectReader READER = MAPPER.readerFor(Stored.class);

  private ClaimJson() {}

  /** What is stored; no considered versions before the format that has them. */
  record Stored(
      int format,
      Claim claim,
      Standing standing,
      List<String> policyVersions,
      Optional<List<String>> consideredVersions) {}

  /** As JSON. */
  static String write(
      Claim claim,
      Standing standing,
      List<String> policyVersions,
      List<String> consideredVersions) {
    try {
      return WRITER.writeValueAsString(
          new Stored(FORMAT, claim, standing, policyVersions, Optional.of(consideredVersions)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a claim must be writable as JSON", e);
    }
  }

  /** From JSON; the format is looked at before anything else of it. */
  static StoredInputs read(String json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int format = tree.path("format").asInt();
      if (format < FORMAT_BEFORE_FACTS || format > FORMAT) {
        throw new IllegalStateException("stored inputs must be of format 1 to " + FORMAT);
      }
      if (format == FORMAT_BEFORE_FACTS) {
        addWhatWasNotAsked(tree);
      }
      if (format <= FORMAT_BEFORE_EXPOSURES) {
        ((ObjectNode) tree.path("standing")).putArray("exposures");
      }
      if (format <= FORMAT_BEFORE_ASKING
          && tree.path("claim").path("insurer") instanceof ObjectNode insurer) {
        insurer.put("source", "SUPPLIED");
      }
      if (format <= FORMAT_BEFORE_KINDS_OF_FACTS) {
        ((ObjectNode) tree.path("claim").path("facts")).putObject("saidAs");
      }
      if (tree.has("consideredVersions") != (format > FORMAT_BEFORE_CONSIDERED)) {
        throw new IllegalStateException("stored inputs must have the parts of their format");
      }
      Stored stored = READER.readValue(tree);
      return new StoredInputs(
          stored.claim(), stored.standing(), stored.policyVersions(), stored.consideredVersions());
    } catch (IOException e) {
      throw new IllegalStateException("stored inputs must be readable", e);
    }
  }

  /** Gives a claim of the first format the empty values of what no policy asked then. */
  private static void addWhatWasNotAsked(JsonNode tree) {
    ObjectNode claim = (ObjectNode) tree.path("claim");
    ObjectNode facts = claim.putObject("facts");
    facts.putObject("words");
    facts.putObject("numbers");
    claim.path("items").forEach(item -> ((ObjectNode) item).put("itemClass", ""));
    ObjectNode standing = (ObjectNode) tree.path("standing");
    standing.put("householdId", "");
    standing
        .path("approvals")
        .forEach(approval -> ((ObjectNode) approval).putNull("amountFen").putNull("ratePpm"));
    standing.path("usage").forEach(usage -> ((ObjectNode) usage).put("ofHousehold", false));
  }
}
