package io.yizhan.gateway.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.type.Date;
import io.yizhan.gateway.desk.RequestContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a message as the flat list of its fields, in the order of their tags, so that two requests
 * can be compared and the first difference named. Fields at their default are left out; an element
 * of a list is one field.
 */
final class ContentReader {
  private ContentReader() {}

  /** Every set field of the message but those at the left-out paths. */
  static RequestContent read(Message message, String... leftOut) {
    List<RequestContent.Field> fields = new ArrayList<>();
    flatten("", message, fields, List.of(leftOut));
    return new RequestContent(fields);
  }

  private static void flatten(
      String prefix, Message message, List<RequestContent.Field> fields, List<String> leftOut) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      String path = prefix + entry.getKey().getName();
      if (leftOut.contains(path)) {
        continue;
      }
      if (entry.getValue() instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          fields.add(new RequestContent.Field(path + "[" + i + "]", text(list.get(i))));
        }
      } else if (entry.getValue() instanceof Message nested && !(nested instanceof Date)) {
        fields.add(new RequestContent.Field(path, "present"));
        flatten(path + ".", nested, fields, leftOut);
      } else {
        fields.add(new RequestContent.Field(path, text(entry.getValue())));
      }
    }
  }

  /** A value as text; every part of a message is led by its length, so that no two are alike. */
  private static String text(Object value) {
    if (!(value instanceof Message message)) {
      return value.toString();
    }
    StringBuilder out = new StringBuilder();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      String part = text(entry.getValue());
      out.append(entry.getKey().getName()).append('=').append(part.length()).append(':');
      out.append(part).append(';');
    }
    return out.toString();
  }
}
