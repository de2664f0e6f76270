package io.yizhan.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The style of the contract, read from its descriptor set. */
final class ProtoStyleTest {
  private static final Path DESCRIPTORS =
      Path.of("target/generated-resources/protobuf/descriptor-sets/yizhan.protobin");

  /** Whole numbers that are no money: places in a stream, counts that a policy asks for. */
  private static final Set<String> NOT_MONEY =
      Set.of("ImportRefusal.place_number", "OwnCostRefusal.place_number", "ClaimFact.number");

  private static List<FileDescriptorProto> ours() throws IOException {
    return FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS)).getFileList().stream()
        .filter(file -> file.getPackage().startsWith("yizhan."))
        .toList();
  }

  @Test
  void contract_allServices_areRead() throws IOException {
    assertTrue(ours().stream().mapToInt(FileDescriptorProto::getServiceCount).sum() >= 4);
  }

  @Test
  void everyElement_ofEveryFile_hasAComment() throws IOException {
    List<String> missing = new ArrayList<>();
    for (FileDescriptorProto file : ours()) {
      Map<List<Integer>, String> comments = new HashMap<>();
      for (Location location : file.getSourceCodeInfo().getLocationList()) {
        comments.put(location.getPathList(), location.getLeadingComments().strip());
      }
      for (Map.Entry<List<Integer>, String> element : elements(file).entrySet()) {
        if (comments.getOrDefault(element.getKey(), "").isEmpty()) {
          missing.add(file.getName() + ": " + element.getValue());
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  /** Paths of source info with the names of what stands there. */
  private static Map<List<Integer>, String> elements(FileDescriptorProto file) {
    Map<List<Integer>, String> out = new HashMap<>();
    for (int i = 0; i < file.getServiceCount(); i++) {
      ServiceDescriptorProto service = file.getService(i);
      out.put(List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i), service.getName());
      for (int j = 0; j < service.getMethodCount(); j++) {
        out.put(
            List.of(
                FileDescriptorProto.SERVICE_FIELD_NUMBER,
                i,
                ServiceDescriptorProto.METHOD_FIELD_NUMBER,
                j),
            service.getMethod(j).getName());
      }
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      messageElements(file.getMessageType(i), i, out);
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      EnumDescriptorProto type = file.getEnumType(i);
      out.put(List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i), type.getName());
      for (int j = 0; j < type.getValueCount(); j++) {
        out.put(
            List.of(
                FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER,
                i,
                EnumDescriptorProto.VALUE_FIELD_NUMBER,
                j),
            type.getValue(j).getName());
      }
    }
    return out;
  }

  private static void messageElements(
      DescriptorProto message, int place, Map<List<Integer>, String> out) {
    int tag = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
    out.put(List.of(tag, place), message.getName());
    for (int i = 0; i < message.getFieldCount(); i++) {
      out.put(
          List.of(tag, place, DescriptorProto.FIELD_FIELD_NUMBER, i),
          message.getName() + "." + message.getField(i).getName());
    }
    assertEquals(0, message.getNestedTypeCount(), "no nested types in " + message.getName());
  }

  @Test
  void everyEnum_zeroValue_isUnspecifiedWithThePrefix() throws IOException {
    for (FileDescriptorProto file : ours()) {
      for (EnumDescriptorProto type : file.getEnumTypeList()) {
        String prefix =
            type.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT) + "_";
        assertEquals(0, type.getValue(0).getNumber());
        assertEquals(prefix + "UNSPECIFIED", type.getValue(0).getName());
        type.getValueList()
            .forEach(value -> assertEquals(0, value.getName().indexOf(prefix), value.getName()));
      }
    }
  }

  @Test
  void everyCall_requestAndResponse_areItsOwnAndNotEmpty() throws IOException {
    Set<String> used = new HashSet<>();
    for (FileDescriptorProto file : ours()) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        for (MethodDescriptorProto method : service.getMethodList()) {
          String base = "." + file.getPackage() + "." + method.getName();
          assertEquals(base + "Request", method.getInputType());
          assertEquals(base + "Response", method.getOutputType());
          used.add(method.getName() + "Request");
          used.add(method.getName() + "Response");
        }
      }
      for (DescriptorProto message : file.getMessageTypeList()) {
        assertFalse(message.getFieldCount() == 0, () -> message.getName() + " is empty");
        for (FieldDescriptorProto field : message.getFieldList()) {
          String type = field.getTypeName();
          assertFalse(
              type.endsWith("Request") || type.endsWith("Response"),
              () -> "a request is shared by " + message.getName());
        }
      }
    }
    assertTrue(used.size() >= 64);
  }

  @Test
  void everyWholeNumber_ofMoney_isInt64AndEndsInFen() throws IOException {
    for (FileDescriptorProto file : ours()) {
      for (DescriptorProto message : file.getMessageTypeList()) {
        for (FieldDescriptorProto field : message.getFieldList()) {
          String name = message.getName() + "." + field.getName();
          boolean wide = field.getType() == FieldDescriptorProto.Type.TYPE_INT64;
          boolean money = field.getName().endsWith("_fen");
          boolean counts =
              field.getName().endsWith("_count") || field.getName().endsWith("_millis");
          assertEquals(wide && !counts && !NOT_MONEY.contains(name), money, name);
          switch (field.getType()) {
            case TYPE_DOUBLE, TYPE_FLOAT, TYPE_UINT32, TYPE_UINT64, TYPE_FIXED32, TYPE_FIXED64 ->
                throw new AssertionError(name + " must be neither floating nor unsigned");
            default -> {}
          }
        }
      }
    }
  }
}
