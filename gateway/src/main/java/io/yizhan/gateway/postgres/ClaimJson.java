package io.yizhan.gateway.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.Standing;
import java.util.List;

/** Writes what a claim was decided from, so that it can be decided again, and reads it back. */
final class ClaimJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final ObjectWriter WRITER = MAPPER.writerFor(StoredInputs.class);
  private static final ObjectReader READER = MAPPER.readerFor(StoredInputs.class);

  private ClaimJson() {}

  /** As JSON. */
  static String write(Claim claim, Standing standing, List<String> policyVersions) {
    try {
      return WRITER.writeValueAsString(new StoredInputs(claim, standing, policyVersions));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a claim must be writable as JSON", e);
    }
  }

  /** From JSON. */
  static StoredInputs read(String json) {
    try {
      return READER.readValue(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored inputs must be readable", e);
    }
  }
}
