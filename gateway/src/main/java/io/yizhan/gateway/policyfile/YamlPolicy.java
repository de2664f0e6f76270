package io.yizhan.gateway.policyfile;

import io.yizhan.gateway.desk.EditionText;
import io.yizhan.gateway.desk.PolicySource;
import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.Lineage;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyReader;
import io.yizhan.policy.Quoted;
import io.yizhan.policy.Sheet;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML as texts: the document is composed into nodes and never constructed into objects, so that no
 * value turns into a number, a date or a "no", and every text keeps its line.
 */
public final class YamlPolicy implements PolicySource {
  /** The longest document, characters. */
  public static final int TEXT_MAX = 1 << 20;

  private static final int NESTING_MAX = 32;

  /** Tables in files of their own, of a document and all above it. */
  private static final int SHEETS_MAX = 64;

  /** A document as nodes, or why it is none. */
  public record Tree(Optional<PolicyNode> root, List<PolicyIssue> issues) {
    public Tree {
      issues = List.copyOf(issues);
    }
  }

  @Override
  public PolicyReader.Reading read(String fileName, String text) {
    return PolicyReader.read(resolve(fileName, text));
  }

  @Override
  public PolicyReader.Reading readPublished(String fileName, String text) {
    return PolicyReader.readPublished(resolve(fileName, text));
  }

  @Override
  public Optional<EditionResolver.Header> header(String text) {
    return tree("", EditionText.parts("", text).get(0).document())
        .root()
        .map(EditionResolver::headerOf);
  }

  /**
   * The one document that holds: an edition's text comes with the documents above it, and each with
   * its tables.
   */
  public static EditionResolver.Resolution resolve(String fileName, String text) {
    List<EditionResolver.Part> chain = new ArrayList<>();
    int sheetCount = 0;
    for (EditionText.Part part : EditionText.parts(fileName, text)) {
      Tree tree = tree(part.fileName(), part.document());
      if (tree.root().isEmpty()) {
        return unreadable(fileName, tree.issues());
      }
      List<Sheet> sheets = new ArrayList<>();
      for (EditionText.Table table : part.tables()) {
        List<PolicyIssue> problems = read(table, ++sheetCount, sheets);
        if (!problems.isEmpty()) {
          return unreadable(fileName, problems);
        }
      }
      chain.add(new EditionResolver.Part(part.fileName(), tree.root().get(), sheets));
    }
    return EditionResolver.resolve(chain);
  }

  private static EditionResolver.Resolution unreadable(String file, List<PolicyIssue> issues) {
    Lineage lineage = new Lineage(List.of(file), "");
    return new EditionResolver.Resolution(Optional.empty(), lineage, List.of(), issues);
  }

  /** Adds a table to the sheets of its document, or answers what is wrong with it. */
  private static List<PolicyIssue> read(
      EditionText.Table table, int sheetCount, List<Sheet> sheets) {
    CsvRows.Reading read = CsvRows.read(table.text(), Sheet.ROWS_MAX);
    Optional<String> problem =
        sheetCount > SHEETS_MAX
            ? Optional.of("more than " + SHEETS_MAX + " tables")
            : read.problem();
    if (problem.isEmpty()) {
      sheets.add(new Sheet(table.fileName(), read.rows()));
      return List.of();
    }
    return List.of(
        new PolicyIssue(
            table.fileName(),
            read.line(),
            true,
            "BAD_CSV",
            "这个表格读不懂：" + problem.get() + "。从表格软件另存为 CSV（逗号分隔）。",
            "This is not CSV: " + problem.get() + ". Save it as CSV, separated by commas."));
  }

  /** Reads any YAML document of at most {@link #TEXT_MAX} characters into nodes. */
  public static Tree tree(String fileName, String text) {
    if (text.length() > TEXT_MAX) {
      return broken(
          fileName,
          1,
          "文件超过 " + TEXT_MAX + " 个字符。",
          "The document has more than " + TEXT_MAX + " characters.");
    }
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(NESTING_MAX);
    // An alias is one node more to the composer; all are refused below, with their line.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setCodePointLimit(TEXT_MAX);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        return broken(fileName, 1, "文件是空的。", "The document is empty.");
      }
      Optional<Node> anchored = anchored(root);
      return anchored.isPresent()
          ? anchorRefused(fileName, anchored.get())
          : new Tree(Optional.of(node(root)), List.of());
    } catch (MarkedYAMLException e) {
      return new Tree(Optional.empty(), List.of(YamlMistake.of(fileName, text, e)));
    } catch (YAMLException e) {
      return broken(
          fileName, 1, "不合 YAML 写法：嵌套太深、用了别名，或有不能用的字符。", "This is not YAML: " + e.getMessage());
    }
  }

  private static Tree broken(String file, int line, String zh, String en) {
    return new Tree(
        Optional.empty(), List.of(new PolicyIssue(file, line, true, "BAD_YAML", zh, en)));
  }

  /**
   * The first node that has an anchor. Without one there is no alias either, so that a document of
   * nodes is as large as its text and contains itself nowhere: an official reads what holds where
   * it holds, and a few bytes never stand for many.
   */
  private static Optional<Node> anchored(Node node) {
    if (node.getAnchor() != null) {
      return Optional.of(node);
    }
    Stream<Node> below = Stream.empty();
    if (node instanceof SequenceNode sequence) {
      below = sequence.getValue().stream();
    } else if (node instanceof MappingNode mapping) {
      below = mapping.getValue().stream().flatMap(t -> Stream.of(t.getKeyNode(), t.getValueNode()));
    }
    return below.map(YamlPolicy::anchored).flatMap(Optional::stream).findFirst();
  }

  private static Tree anchorRefused(String file, Node node) {
    String anchor = Quoted.of(node.getAnchor());
    return broken(
        file,
        node.getStartMark().getLine() + 1,
        "这里用了 YAML 的锚点“&" + anchor + "”。锚点（&）和别名（*）都不能用：在每一处写出值本身；值以 & 或 * 开头的，加引号。",
        "This uses the YAML anchor '&"
            + anchor
            + "'. Anchors (&) and aliases (*) must not be used: write the value in each place; a"
            + " value that begins with & or * must be quoted.");
  }

  private static PolicyNode node(Node node) {
    int line = node.getStartMark().getLine() + 1;
    if (node instanceof SequenceNode sequence) {
      return new PolicyNode.Items(
          sequence.getValue().stream().map(YamlPolicy::node).toList(), line);
    }
    if (node instanceof MappingNode mapping) {
      return new PolicyNode.Fields(
          mapping.getValue().stream()
              .map(
                  tuple ->
                      new PolicyNode.Field(
                          name(tuple.getKeyNode()),
                          tuple.getKeyNode().getStartMark().getLine() + 1,
                          node(tuple.getValueNode())))
              .toList(),
          line);
    }
    return new PolicyNode.Text(node instanceof ScalarNode scalar ? scalar.getValue() : "", line);
  }

  private static String name(Node key) {
    return key instanceof ScalarNode scalar ? scalar.getValue().strip() : "?";
  }
}
