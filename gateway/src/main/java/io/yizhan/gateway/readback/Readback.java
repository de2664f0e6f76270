package io.yizhan.gateway.readback;

import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyNode.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The layers of a document with their rows, as they were typed and as sentences. */
public final class Readback {
  private static final String COLUMNS = "columns";
  private static final String ROWS = "rows";
  private static final String CITE = "cite";
  private static final String ASSUMED = "assumed";

  private Readback() {}

  /**
   * A layer.
   *
   * @param name {@code inpatient 住院救助}
   * @param assumptions what no source prints, each with its line
   */
  public record Layer(String name, int line, List<Row> rows, List<Assumption> assumptions) {
    public Layer {
      rows = List.copyOf(rows);
      assumptions = List.copyOf(assumptions);
    }
  }

  /**
   * A row.
   *
   * @param cells as typed
   * @param clause what it cites; empty where the layer says that it is assumed
   */
  public record Row(int line, List<String> cells, String zh, String en, String clause) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /** A field of the whole document, or one of the values that it names. */
  public record Line(int line, String text) {}

  /** Something assumed. */
  public record Assumption(int line, String text) {}

  /** Reads the layers of a document back, in their order. */
  public static List<Layer> of(PolicyNode document) {
    Map<String, PolicyNode> fields = fields(document);
    Phrases phrases = new Phrases(fields);
    List<Layer> layers = new ArrayList<>();
    PolicyNode written = fields.get("layers");
    if (written instanceof Items items) {
      for (PolicyNode layer : items.values()) {
        layers.add(layer(fields(layer), layer.line(), phrases));
      }
    }
    return layers;
  }

  /** What a document says before its layers, a line for each value that it names. */
  public static List<Line> header(PolicyNode document) {
    List<Line> lines = new ArrayList<>();
    if (document instanceof Fields mapping) {
      for (Field field : mapping.values()) {
        if (field.value() instanceof Fields named && !field.name().equals("chosen_by")) {
          named
              .values()
              .forEach(
                  each ->
                      lines.add(
                          new Line(
                              each.line(),
                              field.name() + " " + each.name() + ": " + text(each.value()))));
        } else if (!field.name().equals("layers")) {
          lines.add(new Line(field.line(), field.name() + ": " + text(field.value())));
        }
      }
    }
    return lines;
  }

  private static Layer layer(Map<String, PolicyNode> fields, int line, Phrases phrases) {
    List<Row> rows = new ArrayList<>();
    List<String> headings = headings(fields.get(COLUMNS), phrases);
    PolicyNode table = fields.get(ROWS);
    if (table instanceof Items items) {
      for (PolicyNode row : items.values()) {
        rows.add(row(fields, headings, row, phrases));
      }
    } else {
      rows.add(row(fields, List.of(), new Items(List.of(), line), phrases));
    }
    String name = text(fields.get("layer"));
    return new Layer(name, line, rows, assumptions(fields.get(ASSUMED)));
  }

  private static Row row(
      Map<String, PolicyNode> layer, List<String> headings, PolicyNode row, Phrases phrases) {
    Map<String, PolicyNode> said = new LinkedHashMap<>();
    List<String> cells = new ArrayList<>();
    if (row instanceof Items items) {
      for (int i = 0; i < items.values().size(); i++) {
        cells.add(text(items.values().get(i)));
        if (i < headings.size()) {
          said.put(headings.get(i), items.values().get(i));
        }
      }
    }
    layer.forEach(
        (name, value) -> {
          if (!name.equals(COLUMNS) && !name.equals(ROWS) && !name.equals(ASSUMED)) {
            said.putIfAbsent(name, value);
          }
        });
    String clause = Optional.ofNullable(said.get(CITE)).map(Readback::text).orElse("");
    RowSentence sentence = new RowSentence(said, phrases);
    return new Row(row.line(), cells, sentence.zh(), sentence.en(), clause);
  }

  /** The meaning of each heading: a list of headings, or headings with what they mean. */
  static List<String> headings(@Nullable PolicyNode columns, Phrases phrases) {
    List<String> headings = new ArrayList<>();
    if (columns instanceof Items items) {
      items.values().forEach(heading -> headings.add(phrases.meaningOf(text(heading))));
    } else if (columns instanceof Fields mapping) {
      mapping.values().forEach(field -> headings.add(phrases.meaningOf(text(field.value()))));
    }
    return headings;
  }

  private static List<Assumption> assumptions(@Nullable PolicyNode assumed) {
    List<Assumption> assumptions = new ArrayList<>();
    if (assumed instanceof Fields mapping) {
      for (Field field : mapping.values()) {
        assumptions.add(new Assumption(field.line(), field.name() + "：" + text(field.value())));
      }
    }
    return assumptions;
  }

  /** The fields of a mapping by name, in written order; none of anything else. */
  static Map<String, PolicyNode> fields(PolicyNode node) {
    Map<String, PolicyNode> fields = new LinkedHashMap<>();
    if (node instanceof Fields mapping) {
      mapping.values().forEach(field -> fields.put(field.name(), field.value()));
    }
    return fields;
  }

  /** A value in one line. */
  static String text(@Nullable PolicyNode node) {
    if (node instanceof Text text) {
      return text.value().strip();
    }
    if (node instanceof Items items) {
      return String.join("、", items.values().stream().map(Readback::text).toList());
    }
    if (node instanceof Fields mapping) {
      return String.join(
          "；",
          mapping.values().stream()
              .map(field -> field.name() + " " + text(field.value()))
              .toList());
    }
    return "";
  }
}
