package io.yizhan.gateway.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.yizhan.gateway.desk.PolicyStore.CheckRecord;

/** What a check found, as it is stored. */
final class CheckRecordJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private CheckRecordJson() {}

  static String write(CheckRecord verdict) {
    try {
      return MAPPER.writeValueAsString(verdict);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a verdict must be writable as JSON", e);
    }
  }

  static CheckRecord read(String json) {
    try {
      return MAPPER.readValue(json, CheckRecord.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored verdict must be readable", e);
    }
  }
}
