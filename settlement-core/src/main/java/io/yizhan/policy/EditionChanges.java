package io.yizhan.policy;

import io.yizhan.policy.EditionResolver.Replaced;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lays the changes of one edition over the document above it, each after it has said what it was.
 */
final class EditionChanges {
  static final Set<String> LAYER_FIELDS =
      Set.of("layer", "row", "add_row", "remove_row", "was", "set", "cite", "assumed");
  static final Set<String> SECTION_FIELDS = Set.of("section", "was", "set", "cite", "assumed");
  static final Set<String> ADD_FIELDS = Set.of("add", "after", "before");
  static final Set<String> REMOVE_FIELDS = Set.of("remove", "was", "cite", "assumed");

  /** Sections whose named values may be changed; {@code policy} is the document's own fields. */
  static final Set<String> SECTIONS =
      Set.of("policy", "figures", "groups", "accounts", "facts", "parts", "items", "chosen_by");

  /** What {@code was} says of something that is not there, and {@code set} of what shall not be. */
  private static final Set<String> ABSENT = Set.of("absent", "没有");

  /** What a chain of editions is made of is not to be changed like a figure. */
  private static final Set<String> OWN = Set.of("policy", "regions", "in_force", "layers");

  private final IssueLog log;
  private final Map<String, Field> document;
  private final List<Replaced> overrides;
  private final EditionLayers layers;

  EditionChanges(IssueLog log, Map<String, Field> document, List<Replaced> overrides) {
    this.log = log;
    this.document = document;
    this.overrides = overrides;
    this.layers = new EditionLayers(log, document);
  }

  /** What an edition says of a change besides the change. */
  private record Reason(String text, Optional<PolicyNode> cite, Optional<String> assumed) {}

  /** Lays one change over the document. */
  void apply(PolicyNode change) {
    FieldReader fields = FieldReader.of(change, log, "changes");
    Map<String, Field> named = EditionNodes.byName(change);
    if (named.containsKey("add")) {
      add(fields);
      fields.refuseRest(ADD_FIELDS);
    } else if (named.containsKey("remove")) {
      remove(fields);
      fields.refuseRest(REMOVE_FIELDS);
    } else if (named.containsKey("layer")) {
      layer(fields);
      fields.refuseRest(LAYER_FIELDS);
    } else if (named.containsKey("section")) {
      section(fields);
      fields.refuseRest(SECTION_FIELDS);
    } else {
      log.error(
          change.line(),
          "BAD_EDITION",
          "一处改动要写 layer（改一层）、section（改数值、分组、累计账）、add（加一层）或 remove（去一层）。",
          "A change must say layer, section, add or remove.");
    }
  }

  private void add(FieldReader fields) {
    Optional<PolicyNode> layer = fields.require("add");
    Optional<PolicyTable.Text> after = fields.text("after");
    Optional<PolicyTable.Text> before = fields.text("before");
    if (after.isPresent() == before.isPresent()) {
      log.error(
          fields.line(),
          "BAD_EDITION",
          "加一层要写 after 或 before：排在哪一层之后或之前。",
          "A new layer must say after or before which layer it stands.");
      return;
    }
    PolicyTable.Text at = after.or(() -> before).orElseThrow();
    Optional<Integer> place = layers.place(at);
    if (layer.isPresent() && place.isPresent()) {
      layers.insert(place.get() + (after.isPresent() ? 1 : 0), layer.get());
      String key = EditionLayers.keyOf(layer.get());
      String cite = EditionNodes.text(valueOf(layer.get(), "cite"));
      overrides.add(new Replaced(key, "layer", key, "", layer.get().line(), 0, cite));
    }
  }

  private void remove(FieldReader fields) {
    Optional<Integer> place = fields.requireText("remove").flatMap(layers::place);
    Optional<PolicyNode> was = fields.require("was");
    Optional<Reason> reason = reason(fields);
    if (place.isEmpty() || was.isEmpty() || reason.isEmpty()) {
      return;
    }
    PolicyNode layer = layers.at(place.get());
    if (!allStillSay(EditionNodes.byName(was.get()).values(), EditionNodes.byName(layer))) {
      return;
    }
    layers.remove(place.get());
    String key = EditionLayers.keyOf(layer);
    overrides.add(
        new Replaced(key, "layer", "", key, fields.line(), layer.line(), reason.get().text()));
  }

  private void section(FieldReader fields) {
    Optional<PolicyTable.Text> name = fields.requireText("section");
    Optional<Reason> reason = reason(fields);
    if (name.isEmpty() || !SECTIONS.contains(name.get().value())) {
      name.ifPresent(text -> log.unknown(text.line(), "可改动的部分", "section", text.value(), SECTIONS));
      pairs(fields);
      return;
    }
    String section = name.get().value();
    boolean whole = section.equals("policy");
    Field held = document.get(section);
    Map<String, Field> above =
        whole ? document : held == null ? new LinkedHashMap<>() : EditionNodes.byName(held.value());
    for (Pair pair : pairs(fields)) {
      if (whole && OWN.contains(pair.set().name())) {
        log.unknown(
            pair.set().line(), "可改动的项目", "field to change", pair.set().name(), PolicyReader.FIELDS);
      } else if (reason.isPresent()) {
        replace(above, pair, section, "", reason.get());
      }
    }
    if (!whole && above.isEmpty()) {
      document.remove(section);
    } else if (!whole) {
      int line = held == null ? fields.line() : held.line();
      document.put(
          section, new Field(section, line, new Fields(List.copyOf(above.values()), line)));
    }
  }

  private void layer(FieldReader fields) {
    Optional<Integer> place = fields.requireText("layer").flatMap(layers::place);
    Optional<PolicyNode> row = fields.take("row");
    Optional<PolicyNode> addRow = fields.take("add_row");
    Optional<PolicyNode> removeRow = fields.take("remove_row");
    Optional<Reason> reason = reason(fields);
    if (place.isEmpty() || reason.isEmpty()) {
      fields.take("was");
      fields.take("set");
      return;
    }
    Map<String, Field> above = EditionNodes.byName(layers.at(place.get()));
    String key = EditionLayers.keyOf(layers.at(place.get()));
    if (addRow.isPresent()) {
      EditionRows rows = new EditionRows(log, document, above);
      rows.add(addRow.get());
      rows.store();
      String cells = EditionNodes.text(addRow.get());
      overrides.add(
          new Replaced(key, "row", cells, "", addRow.get().line(), 0, reason.get().text()));
    } else if (row.isPresent() || removeRow.isPresent()) {
      EditionRows rows = new EditionRows(log, document, above);
      row.ifPresent(which -> changeRow(fields, rows, key, which, reason.get()));
      removeRow.ifPresent(which -> removeRow(fields, rows, key, which, reason.get()));
      rows.store();
    } else {
      for (Pair pair : pairs(fields)) {
        replace(above, pair, key, "", reason.get());
      }
      cite(above, reason.get(), key);
    }
    layers.replace(place.get(), new Fields(List.copyOf(above.values()), layers.line(place.get())));
  }

  private void changeRow(
      FieldReader fields, EditionRows rows, String key, PolicyNode which, Reason reason) {
    List<Pair> pairs = pairs(fields);
    Optional<Integer> at = rows.place(which);
    if (at.isEmpty()) {
      return;
    }
    Map<String, Field> cells = rows.cells(at.get());
    pairs.forEach(
        pair ->
            replace(
                cells,
                new Pair(rows.meant(pair.was()), rows.meant(pair.set())),
                key,
                EditionNodes.text(which) + " ",
                reason));
    Optional<Field> cited = EditionNodes.find(cells, "cite");
    if (cited.isPresent() && reason.cite().isPresent()) {
      PolicyNode clause = reason.cite().get();
      cells.put(cited.get().name(), new Field(cited.get().name(), clause.line(), clause));
    }
    rows.replace(at.get(), cells);
  }

  private void removeRow(
      FieldReader fields, EditionRows rows, String key, PolicyNode which, Reason reason) {
    Optional<PolicyNode> was = fields.require("was");
    Optional<Integer> at = rows.place(which);
    if (at.isEmpty()
        || was.isEmpty()
        || !allStillSay(
            EditionNodes.byName(was.get()).values().stream().map(rows::meant).toList(),
            rows.cells(at.get()))) {
      return;
    }
    String label = EditionNodes.text(which);
    int wasLine = rows.line(at.get());
    overrides.add(new Replaced(key, "row", "", label, which.line(), wasLine, reason.text()));
    rows.remove(at.get());
  }

  /** What a field was and what it shall be. */
  private record Pair(Field was, Field set) {}

  /** The fields of {@code was} and {@code set}, which must name the same. */
  private List<Pair> pairs(FieldReader fields) {
    Optional<PolicyNode> was = fields.require("was");
    Optional<PolicyNode> set = fields.require("set");
    List<Pair> pairs = new ArrayList<>();
    if (was.isEmpty() || set.isEmpty()) {
      return pairs;
    }
    Map<String, Field> before = EditionNodes.byName(was.get());
    if (before.isEmpty() && EditionNodes.byName(set.get()).isEmpty()) {
      log.error(
          fields.line(),
          "BAD_EDITION",
          "was 和 set 里要写改动的项目，例如 was: {rate: 70%}, set: {rate: 75%}。",
          "was and set must name what changes, for example was: {rate: 70%}, set: {rate: 75%}.");
    }
    for (Field field : EditionNodes.byName(set.get()).values()) {
      Optional<Field> old = EditionNodes.find(before, field.name());
      if (old.isEmpty()) {
        log.error(
            field.line(),
            "WAS_MISSING",
            "改“" + Quoted.of(field.name()) + "”之前要写 was：上级现在怎么写（没有写的，写“没有”）。",
            "'"
                + Quoted.of(field.name())
                + "' must stand in was, too: what it says now, or absent.");
      } else {
        before.remove(old.get().name());
        checkChanges(old.get(), field);
        pairs.add(new Pair(old.get(), field));
      }
    }
    for (Field rest : before.values()) {
      log.error(
          rest.line(),
          "WAS_MISSING",
          "was 里的“" + Quoted.of(rest.name()) + "”没有写在 set 里；要去掉，写“没有”。",
          "'"
              + Quoted.of(rest.name())
              + "' of was must stand in set, too; to remove it, write absent.");
    }
    return pairs;
  }

  /** A change of nothing hides that somebody meant another line, or another figure. */
  private void checkChanges(Field was, Field set) {
    if (EditionNodes.same(was.value(), set.value())) {
      log.error(
          set.line(),
          "BAD_EDITION",
          "“" + set.name() + "”改前改后都是“" + EditionNodes.text(set.value()) + "”，没有改动；改对，或删去这一项。",
          "'"
              + set.name()
              + "' is '"
              + EditionNodes.text(set.value())
              + "' before and after: a change of nothing. Mend it, or leave it out.");
    }
  }

  private void replace(
      Map<String, Field> above, Pair pair, String place, String before, Reason reason) {
    Optional<Field> now = EditionNodes.find(above, pair.was().name());
    if (!stillSays(pair.was(), now)) {
      return;
    }
    String name = now.map(Field::name).orElse(pair.set().name());
    boolean removed = isAbsent(pair.set().value());
    if (removed) {
      above.remove(name);
    } else {
      above.put(name, new Field(name, pair.set().line(), pair.set().value()));
    }
    overrides.add(
        new Replaced(
            place,
            before + name,
            removed ? "" : EditionNodes.text(pair.set().value()),
            now.map(field -> EditionNodes.text(field.value())).orElse(""),
            pair.set().line(),
            now.map(field -> field.value().line()).orElse(0),
            reason.text()));
    reason
        .assumed()
        .ifPresent(
            why -> {
              PolicyNode.Text text = new PolicyNode.Text(why, pair.set().line());
              Field assumed = new Field(before + name, pair.set().line(), text);
              Map<String, Field> to = EditionLayers.isLayer(above) ? above : document;
              EditionNodes.merge(to, "assumed", new Fields(List.of(assumed), assumed.line()));
            });
  }

  /** Whether all that was repeated of what shall go is still true. */
  private boolean allStillSay(Collection<Field> was, Map<String, Field> above) {
    boolean agrees = true;
    for (Field field : was) {
      agrees &= stillSays(field, EditionNodes.find(above, field.name()));
    }
    return agrees;
  }

  /** Whether the document above still says what the edition replaces. */
  private boolean stillSays(Field was, Optional<Field> now) {
    boolean agrees =
        now.isEmpty() ? isAbsent(was.value()) : EditionNodes.same(was.value(), now.get().value());
    if (!agrees) {
      String old = Quoted.of(EditionNodes.text(was.value()));
      String current = now.map(field -> EditionNodes.text(field.value())).orElse("");
      log.error(
          was.line(),
          "WAS_DIFFERS",
          "您要改的“"
              + Quoted.of(was.name())
              + "："
              + old
              + "”上级现在"
              + (current.isEmpty() ? "没有写" : "写的是“" + Quoted.of(current) + "”")
              + "。请重新核对。",
          "You replace '"
              + Quoted.of(was.name())
              + ": "
              + old
              + "', but the edition above now says "
              + (current.isEmpty() ? "nothing of it" : "'" + Quoted.of(current) + "'")
              + ". Look again.");
    }
    return agrees;
  }

  private static boolean isAbsent(PolicyNode node) {
    return node instanceof PolicyNode.Text text && ABSENT.contains(text.value().strip());
  }

  /** The clause of a change, or why it is assumed; one of them must stand. */
  private Optional<Reason> reason(FieldReader fields) {
    Optional<PolicyNode> cite = fields.take("cite");
    Optional<PolicyTable.Text> assumed = fields.text("assumed");
    if (cite.isPresent()) {
      String clause = EditionNodes.text(cite.get());
      Set<String> letters = EditionNodes.byName(valueOf(document, "sources")).keySet();
      RowReader.unknownSource(cite.get().line(), clause.split("\\s+")[0], letters, log);
      return Optional.of(new Reason(clause, cite, Optional.empty()));
    }
    if (assumed.isPresent()) {
      String why = assumed.get().value();
      return Optional.of(
          new Reason(RowReader.ASSUMED_PREFIX + why, Optional.empty(), Optional.of(why)));
    }
    log.error(
        fields.line(),
        "CITE_MISSING",
        "这处改动没有依据。写 cite（哪个文件哪一条），没有公布的写 assumed 和理由。",
        "This change has no source. Write cite (which document, which clause); if nothing is"
            + " published, assumed with a reason.");
    return Optional.empty();
  }

  /** A layer without clauses in its rows cites the edition for what the edition changed. */
  private static void cite(Map<String, Field> layer, Reason reason, String key) {
    if (reason.cite().isEmpty() || key.isEmpty() || EditionRows.hasCites(layer)) {
      return;
    }
    PolicyNode clause = reason.cite().get();
    layer.put("cite", new Field("cite", clause.line(), clause));
  }

  private static PolicyNode valueOf(PolicyNode node, String name) {
    return valueOf(EditionNodes.byName(node), name);
  }

  private static PolicyNode valueOf(Map<String, Field> fields, String name) {
    Field field = fields.get(name);
    return field == null ? new Items(List.of(), 0) : field.value();
  }
}
