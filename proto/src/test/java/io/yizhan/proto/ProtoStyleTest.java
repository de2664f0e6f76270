package io.yizhan.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TimestampProto;
import com.google.type.DateProto;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The style of the contract, read from its descriptor set. */
final class ProtoStyleTest {
  private static final Path DESCRIPTORS =
      Path.of("target/generated-resources/protobuf/descriptor-sets/yizhan.protobin");

  /** Whole numbers that are no money: places in a stream, counts that a policy asks for. */
  private static final Set<String> NOT_MONEY =
      Set.of("ImportRefusal.place_number", "OwnCostRefusal.place_number", "ClaimFact.number");

  private static final Pattern PASCAL = Pattern.compile("[A-Z][A-Za-z0-9]*");
  private static final Pattern SNAKE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final Pattern UPPER = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
  private static final Pattern PACKAGE =
      Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*\\.v[1-9][0-9]*");
  private static final Pattern FILE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*\\.proto");

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

  /** Whether a name is this, and where it stands. */
  private static void require(
      List<String> wrong, FileDescriptorProto file, String rule, boolean kept, String name) {
    if (!kept) {
      wrong.add(file.getName() + ": " + name + " must be " + rule);
    }
  }

  @Test
  void everyName_ofEveryKind_isWrittenAsBufAsks() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (FileDescriptorProto file : ours()) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        String name = service.getName();
        require(wrong, file, "PascalCase", PASCAL.matcher(name).matches(), name);
        require(wrong, file, "a name that ends in Service", name.endsWith("Service"), name);
        service
            .getMethodList()
            .forEach(
                call -> {
                  boolean pascal = PASCAL.matcher(call.getName()).matches();
                  require(wrong, file, "PascalCase", pascal, name + "." + call.getName());
                });
      }
      for (DescriptorProto message : file.getMessageTypeList()) {
        String name = message.getName();
        require(wrong, file, "PascalCase", PASCAL.matcher(name).matches(), name);
        Stream.concat(
                message.getFieldList().stream().map(FieldDescriptorProto::getName),
                message.getOneofDeclList().stream().map(OneofDescriptorProto::getName))
            .forEach(
                field -> {
                  // The oneof that the compiler makes of an optional field.
                  String written = field.startsWith("_") ? field.substring(1) : field;
                  boolean snake = SNAKE.matcher(written).matches();
                  require(wrong, file, "lower_snake_case", snake, name + "." + field);
                });
      }
      for (EnumDescriptorProto type : file.getEnumTypeList()) {
        String name = type.getName();
        require(wrong, file, "PascalCase", PASCAL.matcher(name).matches(), name);
        require(wrong, file, "without aliases", !type.getOptions().getAllowAlias(), name);
        type.getValueList()
            .forEach(
                value -> {
                  boolean upper = UPPER.matcher(value.getName()).matches();
                  require(wrong, file, "UPPER_SNAKE_CASE", upper, name + "." + value.getName());
                });
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyPackage_hasAVersionAndLiesInTheFolderOfItsName() throws IOException {
    Map<String, List<Object>> options = new HashMap<>();
    for (FileDescriptorProto file : ours()) {
      assertTrue(PACKAGE.matcher(file.getPackage()).matches(), file.getPackage());
      Path path = Path.of(file.getName());
      assertEquals(Path.of(file.getPackage().replace('.', '/')), path.getParent());
      assertTrue(FILE.matcher(path.getFileName().toString()).matches(), file.getName());
      assertEquals("proto3", file.getSyntax(), file.getName());
      List<Object> own =
          List.of(file.getOptions().getJavaPackage(), file.getOptions().getJavaMultipleFiles());
      assertEquals(options.computeIfAbsent(file.getPackage(), k -> own), own, file.getName());
    }
  }

  @Test
  void everyImport_isUsedAndNeitherPublicNorWeak() throws IOException {
    Map<String, Set<String>> declared = new HashMap<>();
    for (FileDescriptor foreign :
        List.of(TimestampProto.getDescriptor(), DateProto.getDescriptor())) {
      declare(foreign.toProto(), declared);
    }
    ours().forEach(file -> declare(file, declared));
    List<String> unused = new ArrayList<>();
    for (FileDescriptorProto file : ours()) {
      assertEquals(0, file.getPublicDependencyCount() + file.getWeakDependencyCount());
      Set<String> used = new HashSet<>();
      file.getMessageTypeList()
          .forEach(
              message -> message.getFieldList().forEach(field -> used.add(field.getTypeName())));
      file.getServiceList()
          .forEach(
              service ->
                  service
                      .getMethodList()
                      .forEach(
                          call -> used.addAll(List.of(call.getInputType(), call.getOutputType()))));
      for (String dependency : file.getDependencyList()) {
        Set<String> types = declared.get(dependency);
        assertNotNull(types, () -> "not known to this test: " + dependency);
        if (types.stream().noneMatch(used::contains)) {
          unused.add(file.getName() + " imports " + dependency);
        }
      }
    }
    assertEquals(List.of(), unused);
  }

  private static void declare(FileDescriptorProto file, Map<String, Set<String>> declared) {
    Set<String> types = new HashSet<>();
    String prefix = "." + file.getPackage() + ".";
    file.getMessageTypeList().forEach(message -> types.add(prefix + message.getName()));
    file.getEnumTypeList().forEach(type -> types.add(prefix + type.getName()));
    declared.put(file.getName(), types);
  }
}
