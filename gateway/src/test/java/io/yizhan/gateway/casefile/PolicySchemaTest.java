package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.yizhan.gateway.desk.EditionText;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyFields;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What editors complete and check by is what the readers know. */
class PolicySchemaTest {
  private static final Path SCHEMA = Path.of("..", "docs", "policy.schema.json");
  private static final Path SHAPES = Path.of("..", "docs", "shapes");
  private static final Path PACKS = Path.of("..", "policies");

  private final JsonNode tree;
  private final JsonSchema schema;

  PolicySchemaTest() throws IOException {
    tree = new ObjectMapper().readTree(SCHEMA.toFile());
    schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(tree);
  }

  @Test
  void packs_everyFile_isValid() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(PACKS)) {
      files = found.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
    }
    assertFalse(files.isEmpty());
    for (Path file : files) {
      assertEquals(Set.of(), schema.validate(json(Files.readString(file))), file::toString);
    }
  }

  @Test
  void edition_isValid_andAChangeOfNothingIsNot() {
    String edition =
        """
        policy: a 甲
        edition_of: b
        regions: [5001 市]
        in_force: 2023-01-01 ..
        changes:
        - {layer: aid, was: {rate: 70%}, set: {rate: 75%}, cite: Q}
        """;
    assertEquals(Set.of(), schema.validate(json(edition)));
    assertFalse(schema.validate(json(edition.replace("layer: aid, ", ""))).isEmpty());
  }

  @Test
  void policy_mistyped_isNotValid() throws IOException {
    String policy = Files.readString(PACKS.resolve("zhengzhou/zhengzhou-2016.yaml"));
    for (Map.Entry<String, String> mistake :
        Map.of(
                "benefit_year: 01-01", "benefit_yaer: 01-01",
                "  otherwise: refuse", "  otherwize: refuse",
                "2016-07-01 ..", "2016-07-01",
                "  stage: insurance", "  stage: insurer")
            .entrySet()) {
      String wrong = policy.replace(mistake.getKey(), mistake.getValue());
      assertFalse(wrong.equals(policy), mistake.getKey());
      assertFalse(schema.validate(json(wrong)).isEmpty(), mistake.getValue());
    }
  }

  @Test
  void shapes_everyLine_isValid() throws IOException {
    Pattern block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    try (Stream<Path> pages = Files.list(SHAPES)) {
      for (Path page : pages.sorted().toList()) {
        Matcher found = block.matcher(Files.readString(page));
        while (found.find()) {
          checkFields(page + "\n" + found.group(1), json(found.group(1)));
        }
      }
    }
  }

  /** A page's block has only some of a document's fields: each must be as the schema has it. */
  private void checkFields(String place, JsonNode block) {
    if (block.has("cases")) {
      assertEquals(Set.of(), schema.validate(block), place);
      return;
    }
    block
        .properties()
        .forEach(
            field ->
                assertEquals(
                    Set.of(), fieldSchema(field.getKey()).validate(field.getValue()), place));
  }

  private JsonSchema fieldSchema(String field) {
    ObjectNode one = tree.deepCopy();
    one.retain(List.of("$schema", "$defs"));
    boolean ofPolicy = tree.path("$defs").path("policy").path("properties").has(field);
    String kind = ofPolicy ? "policy" : "edition";
    assertTrue(tree.path("$defs").path(kind).path("properties").has(field), field);
    one.put("$ref", "#/$defs/" + kind + "/properties/" + field);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(one);
  }

  @Test
  void constructs_right_areAcceptedByBoth() throws IOException {
    for (String text : List.of(constructs(), edition())) {
      assertEquals(Set.of(), schema.validate(json(EditionText.parts("", text).get(0).text())));
      assertEquals(List.of(), errors(text));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "planted-mistakes.csv", numLinesToSkip = 1, emptyValue = "")
  void policy_withAPlantedMistake_isRefusedByBoth(String what, String right, String wrong)
      throws IOException {
    checkRefused(what, constructs(), right, wrong);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "planted-mistakes-edition.csv", numLinesToSkip = 1, emptyValue = "")
  void edition_withAPlantedMistake_isRefusedByBoth(String what, String right, String wrong)
      throws IOException {
    checkRefused(what, edition(), right, wrong);
  }

  private void checkRefused(String what, String text, String right, String wrong) {
    int at = text.indexOf(right);
    assertTrue(at >= 0, what + ": " + right);
    String spoilt = text.substring(0, at) + wrong + text.substring(at + right.length());
    assertFalse(errors(spoilt).isEmpty(), what + ": the reader accepts it");
    String own = EditionText.parts("", spoilt).get(0).text();
    assertFalse(schema.validate(json(own)).isEmpty(), what + ": the schema accepts it");
  }

  private static List<PolicyIssue> errors(String text) {
    return PolicyDesk.compiled(new YamlPolicy(), "model.yaml", text).issues().stream()
        .filter(PolicyIssue::error)
        .toList();
  }

  private static String constructs() throws IOException {
    return resource("constructs.yaml");
  }

  private static String edition() throws IOException {
    return resource("constructs-edition.yaml") + "--- # file: model.yaml\n" + constructs();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PolicySchemaTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void schema_fields_areThoseTheReadersKnow() {
    PolicyFields.all().forEach((kind, fields) -> assertEquals(new TreeSet<>(fields), fields(kind)));
    Set<String> known = new TreeSet<>();
    for (FieldName name : FieldName.values()) {
      // The household stands in lines of a file of claims alone, which have no schema.
      if (name != FieldName.ITEM_CLASS && name != FieldName.HOUSEHOLD) {
        known.add(name.code());
        known.add(name.nameZh());
      }
    }
    Set<String> said = fields("claim");
    said.addAll(fields("case"));
    said.addAll(fields("cases"));
    assertEquals(known, said);
  }

  private Set<String> fields(String kind) {
    Set<String> fields = new TreeSet<>();
    tree.path("$defs").path(kind).path("properties").fieldNames().forEachRemaining(fields::add);
    assertTrue(tree.path("$defs").path(kind).path("additionalProperties").isBoolean());
    return fields;
  }

  private static JsonNode json(String yaml) {
    return json(YamlPolicy.tree("", yaml).root().orElseThrow());
  }

  private static JsonNode json(PolicyNode node) {
    if (node instanceof PolicyNode.Items items) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      items.values().forEach(each -> array.add(json(each)));
      return array;
    }
    if (node instanceof PolicyNode.Fields fields) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      fields.values().forEach(field -> object.set(field.name(), json(field.value())));
      return object;
    }
    return JsonNodeFactory.instance.textNode(((PolicyNode.Text) node).value());
  }
}
