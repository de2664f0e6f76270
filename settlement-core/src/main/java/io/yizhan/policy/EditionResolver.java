package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a chain of editions (county, city, province, nation) into the one document that holds for
 * the nearest: each file lists what it changes in the file above it and repeats what stood there. A
 * repetition that is no longer true stops the edition, so that nobody overrides a line that he has
 * not seen.
 *
 * <p>It works on the tree before anything is understood. Every node keeps the line it came from, of
 * whichever file ({@link Lineage}).
 */
public final class EditionResolver {
  /** The longest chain, files: nation, province, city, county. */
  public static final int CHAIN_MAX = 4;

  static final Set<String> FIELDS =
      Set.of("policy", "edition_of", "regions", "in_force", "sources", "assumed", "changes");

  private static final String EDITION_OF = "edition_of";

  private final IssueLog log;
  private final Lineage lineage;
  private final IssueLog twice;
  private final List<Replaced> overrides = new ArrayList<>();

  private EditionResolver(Lineage lineage) {
    this.lineage = lineage;
    this.log = new IssueLog(lineage.files().get(0));
    this.twice = new IssueLog(lineage.files().get(0));
  }

  /**
   * One file of a chain.
   *
   * @param sheets the tables that it keeps in files of their own
   */
  public record Part(String file, PolicyNode root, List<Sheet> sheets) {
    public Part {
      sheets = List.copyOf(sheets);
    }
  }

  /**
   * One line that an edition replaced.
   *
   * @param place the layer's key, or the section of the document
   * @param subject the field, for a row after what tells it from others
   * @param now what holds; empty where something was removed
   * @param was what stood there; empty where something was added
   * @param line of what holds, see {@link Lineage}
   * @param wasLine of what stood there
   * @param cite the clause, or the reason why it is assumed
   */
  public record Replaced(
      String place, String subject, String now, String was, int line, int wasLine, String cite) {}

  /**
   * What resolving gave.
   *
   * @param document empty when an error prevents that it is read; a name written twice only
   *     prevents that it holds, so that the reader may say what else is wrong
   */
  public record Resolution(
      Optional<PolicyNode> document,
      Lineage lineage,
      List<Replaced> overrides,
      List<PolicyIssue> issues) {
    public Resolution {
      overrides = List.copyOf(overrides);
      issues = List.copyOf(issues);
    }
  }

  /** What a document says of itself, as far as it can be read. */
  public record Header(String code, Optional<String> editionOf, Optional<DateSpan> inForce) {}

  /** Reads a document's header; what is wrong in it is left for the reader to say. */
  public static Header headerOf(PolicyNode root) {
    IssueLog unheard = new IssueLog("");
    FieldReader fields = FieldReader.of(root, unheard, "");
    return new Header(
        fields.text("policy").map(text -> text.value().split("\\s+")[0]).orElse(""),
        fields.text(EDITION_OF).map(text -> text.value().split("\\s+")[0]),
        fields.text("in_force").flatMap(new HeaderReader(unheard)::span));
  }

  /** The files in which a document keeps tables, in the order in which its layers name them. */
  public static Set<String> tablesOf(PolicyNode root) {
    return SheetTables.named(root);
  }

  /** Whether a replaced line stands in a section of the document instead of a layer. */
  public static boolean isSection(String place) {
    return EditionChanges.SECTIONS.contains(place);
  }

  /**
   * Resolves a chain.
   *
   * @param chain the file itself first, then each file that the one before it is an edition of; a
   *     file that is no edition stands alone
   */
  public static Resolution resolve(List<Part> chain) {
    String root = headerOf(chain.get(chain.size() - 1).root()).code();
    List<String> files = new ArrayList<>(chain.stream().map(Part::file).toList());
    Map<Integer, Sheet> sheets = new LinkedHashMap<>();
    for (Part part : chain) {
      for (Sheet sheet : part.sheets()) {
        sheets.put(files.size(), sheet);
        files.add(sheet.file());
      }
    }
    Lineage lineage = new Lineage(files, root, sheets);
    return new EditionResolver(lineage).run(chain);
  }

  private Resolution run(List<Part> chain) {
    Optional<PolicyNode> document = Optional.empty();
    if (isLinked(chain) && isComplete(chain)) {
      int last = chain.size() - 1;
      List<PolicyNode> roots = whole(chain);
      document = Optional.of(roots.get(last));
      for (int place = last - 1; place >= 0 && document.isPresent(); place--) {
        document = edition(roots.get(place), document.get());
      }
    }
    List<PolicyIssue> issues = new ArrayList<>(log.issues());
    issues.addAll(twice.issues());
    return new Resolution(
        log.hasErrors() ? Optional.empty() : document,
        lineage,
        overrides,
        issues.stream().map(lineage::placed).toList());
  }

  /** Whether each file is followed by the one that it says it is an edition of. */
  private boolean isLinked(List<Part> chain) {
    for (int place = 0; place < chain.size() - 1; place++) {
      PolicyNode root = chain.get(place).root();
      String said = headerOf(root).editionOf().orElse("");
      String next = headerOf(chain.get(place + 1).root()).code();
      if (said.isEmpty() || !said.equals(next)) {
        String shownSaid = Quoted.of(said);
        String shownNext = Quoted.of(next);
        int line =
            FieldReader.of(root, new IssueLog(""), "")
                .text(EDITION_OF)
                .map(Text::line)
                .orElse(root.line());
        log.error(
            Lineage.line(place, line),
            "EDITION_PARENT_DIFFERS",
            said.isEmpty()
                ? "本文件没有写 edition_of，后面却附有“"
                    + shownNext
                    + "”。请删去所附文件，或写 edition_of: "
                    + shownNext
                    + "。"
                : "本版写的是 edition_of: "
                    + shownSaid
                    + "，后面附的却是“"
                    + shownNext
                    + "”。请附上“"
                    + shownSaid
                    + "”的文件。",
            said.isEmpty()
                ? "This file says no edition_of and yet '"
                    + shownNext
                    + "' follows it: remove what follows, or write edition_of: "
                    + shownNext
                    + "."
                : "This edition says edition_of: "
                    + shownSaid
                    + ", but '"
                    + shownNext
                    + "' follows it: append the file of '"
                    + shownSaid
                    + "'.");
        return false;
      }
    }
    return true;
  }

  /** Each document with its own lines and with its tables in it. */
  private List<PolicyNode> whole(List<Part> chain) {
    List<PolicyNode> roots = new ArrayList<>();
    int firstSheet = chain.size();
    for (int place = 0; place < chain.size(); place++) {
      List<Sheet> sheets = chain.get(place).sheets();
      PolicyNode shifted = EditionNodes.shifted(chain.get(place).root(), place);
      new MappingKeys(twice, lineage).check(shifted);
      roots.add(new SheetTables(log, sheets, firstSheet).expanded(shifted));
      firstSheet += sheets.size();
    }
    return roots;
  }

  private boolean isComplete(List<Part> chain) {
    Part last = chain.get(chain.size() - 1);
    Optional<String> above = headerOf(last.root()).editionOf();
    if (above.isEmpty()) {
      return true;
    }
    int line = Lineage.line(chain.size() - 1, last.root().line());
    if (chain.size() >= CHAIN_MAX) {
      log.error(
          line,
          "EDITION_TOO_DEEP",
          "地方版最多 " + CHAIN_MAX + " 级（国家、省、市、县）。",
          "A chain of editions has at most " + CHAIN_MAX + " files.");
    } else {
      log.error(
          line,
          "EDITION_PARENT_MISSING",
          "找不到上级政策“" + Quoted.of(above.get()) + "”在本版起始日有效的版本。",
          "There is no version of '"
              + Quoted.of(above.get())
              + "' in force on the first day of this edition.");
    }
    return false;
  }

  /** One edition laid over the document above it. */
  private Optional<PolicyNode> edition(PolicyNode own, PolicyNode above) {
    FieldReader fields = FieldReader.of(own, log, "地方版 the edition");
    if (!(above instanceof Fields parent)) {
      return Optional.empty();
    }
    Map<String, Field> document = EditionNodes.byName(parent);
    Optional<PolicyNode> policy = fields.require("policy");
    Optional<PolicyNode> regions = fields.require("regions");
    Optional<PolicyNode> inForce = fields.require("in_force");
    fields.take(EDITION_OF);
    regions.ifPresent(node -> checkRegions(node, document));
    inForce.ifPresent(node -> checkSpan(node, document));
    policy.ifPresent(node -> document.put("policy", new Field("policy", node.line(), node)));
    regions.ifPresent(node -> document.put("regions", new Field("regions", node.line(), node)));
    inForce.ifPresent(node -> document.put("in_force", new Field("in_force", node.line(), node)));
    fields.take("sources").ifPresent(node -> addSources(document, node));
    fields.take("assumed").ifPresent(node -> EditionNodes.merge(document, "assumed", node));
    EditionChanges changes = new EditionChanges(log, document, overrides);
    Optional<PolicyNode> listed = fields.require("changes");
    if (listed.isPresent() && listed.get() instanceof Items items) {
      int before = overrides.size();
      items.values().forEach(changes::apply);
      new EditionRemovals(log, lineage)
          .check(above, document, overrides.subList(before, overrides.size()));
    } else {
      listed.ifPresent(
          node ->
              log.error(node.line(), "NOT_A_LIST", "changes 要写成列表。", "changes must be a list."));
    }
    fields.refuseRest(FIELDS);
    return Optional.of(new Fields(List.copyOf(document.values()), fields.line()));
  }

  private void addSources(Map<String, Field> document, PolicyNode node) {
    Field above = document.get("sources");
    Map<String, Field> known =
        above == null ? new LinkedHashMap<>() : EditionNodes.byName(above.value());
    for (Field source : EditionNodes.byName(node).values()) {
      if (known.containsKey(source.name())) {
        log.error(
            source.line(),
            "WRITTEN_TWICE",
            "上级已用字母“" + Quoted.of(source.name()) + "”指另一份文件，请换一个。",
            "The edition above uses letter '"
                + Quoted.of(source.name())
                + "' for a document; take another.");
      }
    }
    EditionNodes.merge(document, "sources", node);
  }

  /** An edition rules divisions of the document above; a document of 00 is of the whole nation. */
  private void checkRegions(PolicyNode regions, Map<String, Field> document) {
    Field above = document.get("regions");
    List<String> wider =
        above == null
            ? List.of()
            : FieldReader.asTexts(above.value(), new IssueLog("")).stream()
                .map(text -> text.value().split("\\s+")[0])
                .toList();
    for (Text region : FieldReader.asTexts(regions, log)) {
      if (wider.stream().noneMatch(code -> code.equals("00") || region.value().startsWith(code))) {
        log.error(
            region.line(),
            "EDITION_OUTSIDE_REGION",
            "“" + Quoted.of(region.value()) + "”不在上级政策的地区之内。",
            "'" + Quoted.of(region.value()) + "' lies outside the regions of the policy above.");
      }
    }
  }

  private void checkSpan(PolicyNode inForce, Map<String, Field> document) {
    IssueLog unheard = new IssueLog("");
    HeaderReader headers = new HeaderReader(unheard);
    Optional<DateSpan> own = FieldReader.asText(inForce, unheard).flatMap(headers::span);
    Optional<DateSpan> above =
        Optional.ofNullable(document.get("in_force"))
            .flatMap(field -> FieldReader.asText(field.value(), unheard))
            .flatMap(headers::span);
    if (own.isEmpty() || above.isEmpty() || above.get().to().isEmpty()) {
      return;
    }
    boolean outlives = own.get().to().map(to -> to.isAfter(above.get().to().get())).orElse(true);
    if (outlives) {
      log.warning(
          inForce.line(),
          "EDITION_OUTLIVES_PARENT",
          "上级版本到 " + above.get().to().get() + " 为止；此后各行仍按该版执行，直到另发一版。",
          "The version above ends on "
              + above.get().to().get()
              + "; its lines go on here until a new edition is published.");
    }
  }
}
