package io.yizhan.gateway.desk;

import java.util.List;

/**
 * What a request said, field by field, so that a second request under the same id can be compared
 * and the first field that differs be named. Values are kept only as keyed hashes; the text form
 * hides them.
 */
public record RequestContent(List<Field> fields) {
  public RequestContent {
    fields = List.copyOf(fields);
  }

  /** One field of the request, for example {@code claim.bill.total_fen} and {@code 1000000}. */
  public record Field(String path, String value) {}

  @Override
  public String toString() {
    return "RequestContent[" + fields.size() + " fields, hidden]";
  }
}
