package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.gateway.desk.RosterStore.Content;
import io.yizhan.gateway.desk.RosterStore.Line;
import io.yizhan.gateway.desk.RosterStore.Outcome;
import io.yizhan.gateway.desk.RosterStore.Refusal;
import io.yizhan.settlement.Standing;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lines of a list beside what the register holds: read with two statements however many they are,
 * and compared in memory. It changes nothing; {@link RosterWriter} keeps what came out.
 */
final class RosterBatch {
  private static final String READ =
      """
      SELECT k.place, a.person_id, i.category, i.county, i.valid_from, i.valid_to, i.source
      FROM unnest(?::int[], ?::smallint[], ?::bytea[]) AS k (place, b, alias)
      JOIN person_alias a ON a.bucket = k.b AND a.alias = k.alias
      LEFT JOIN identity i ON i.bucket = a.person_bucket AND i.person_id = a.person_id
      """;

  private final RosterStore.Order order;
  private final ListedLines listed;
  private final Map<ByteBuffer, Subject> subjects;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<CheckLine> checks = new ArrayList<>();

  private RosterBatch(
      RosterStore.Order order, ListedLines listed, Map<ByteBuffer, Subject> subjects) {
    this.order = order;
    this.listed = listed;
    this.subjects = subjects;
  }

  /** Somebody whom lines are about. */
  static final class Subject {
    private final byte[] alias;
    private final Line firstLine;
    private final HeldIdentities held = new HeldIdentities();
    private String personId = "";
    private String name = "";
    private boolean wanted;
    private final List<Integer> lines = new ArrayList<>();

    private Subject(byte[] alias, Line firstLine) {
      this.alias = alias;
      this.firstLine = firstLine;
    }

    byte[] alias() {
      return alias;
    }

    /** A line that names the document. */
    Line firstLine() {
      return firstLine;
    }

    HeldIdentities held() {
      return held;
    }

    /** Empty where nobody is registered by the document. */
    String personId() {
      return personId;
    }

    boolean isKnown() {
      return !personId.isEmpty();
    }

    /** The name of the last line that had one; empty where none had. */
    String name() {
      return name;
    }

    /** Whether a line of it was accepted. */
    boolean isWanted() {
      return wanted;
    }

    void register(String newPersonId) {
      personId = newPersonId;
    }
  }

  /** A new result of a means check. */
  record CheckLine(Subject subject, RosterStore.MeansCheck check) {}

  /** Compares lines with what is known, and with the lines of the list before. */
  static RosterBatch read(
      Connection connection,
      Secrets secrets,
      RosterStore.Order order,
      ListedLines listed,
      List<Line> lines)
      throws SQLException {
    Map<ByteBuffer, Subject> byAlias = new TreeMap<>();
    List<Subject> ofLines = new ArrayList<>();
    for (Line line : lines) {
      byte[] alias = secrets.alias(line.document());
      ofLines.add(byAlias.computeIfAbsent(ByteBuffer.wrap(alias), key -> new Subject(alias, line)));
    }
    List<Subject> subjects = new ArrayList<>(byAlias.values());
    readHeld(connection, subjects);
    // One person whom lines name by two documents is one subject.
    Map<String, Subject> byPerson = new HashMap<>();
    subjects.stream()
        .filter(Subject::isKnown)
        .forEach(each -> byPerson.putIfAbsent(each.personId(), each));
    ofLines.replaceAll(each -> byPerson.getOrDefault(each.personId(), each));
    byAlias.values().removeIf(each -> !each.equals(byPerson.getOrDefault(each.personId(), each)));
    RosterBatch batch = new RosterBatch(order, listed, byAlias);
    Map<String, RosterStore.MeansCheck> known =
        MeansCheckRows.newest(connection, reported(lines, ofLines));
    for (int i = 0; i < lines.size(); i++) {
      batch.take(lines.get(i), ofLines.get(i), known);
    }
    return batch;
  }

  private static List<CheckLine> reported(List<Line> lines, List<Subject> ofLines) {
    List<CheckLine> reported = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Content.OfCheck line && ofLines.get(i).isKnown()) {
        reported.add(new CheckLine(ofLines.get(i), line.check()));
      }
    }
    return reported;
  }

  private static void readHeld(Connection connection, List<Subject> subjects) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      Columns to = new Columns(connection, statement);
      to.places(subjects);
      to.smallints(subjects, each -> Bucket.of(each.alias()));
      to.bytes(subjects, Subject::alias);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Subject subject = subjects.get(row.getInt(1));
          subject.personId = row.getString(2);
          if (row.getString(3) != null) {
            subject.held.hold(identity(row, 3));
          }
        }
      }
    }
  }

  /** An identity in five columns from this one on. */
  static Standing.Identity identity(ResultSet row, int column) throws SQLException {
    return new Standing.Identity(
        row.getString(column),
        row.getString(column + 1),
        row.getObject(column + 2, LocalDate.class),
        Optional.ofNullable(row.getObject(column + 3, LocalDate.class)),
        row.getString(column + 4));
  }

  private void take(Line line, Subject subject, Map<String, RosterStore.MeansCheck> known) {
    subject.lines.add(line.number());
    if (line.content() instanceof Content.OfCheck check) {
      takeCheck(line, subject, check.check(), known);
      return;
    }
    Content.OfIdentity said = (Content.OfIdentity) line.content();
    Standing.Identity identity = said.identity();
    if (listed.contradict(subject.personId, identity)
        || listed.contradict(nameless(subject.alias), identity)) {
      outcomes.add(new Outcome.Refused(line.number(), Refusal.LISTED_TWICE));
      return;
    }
    HeldIdentities.Put put =
        subject.held.put(identity, said.corrected(), linesBefore(subject, identity));
    if (put instanceof HeldIdentities.Put.No no) {
      outcomes.add(new Outcome.Refused(line.number(), no.reason()));
      return;
    }
    subject.wanted = true;
    subject.name = line.name().isEmpty() ? subject.name : line.name();
    List<Change> changes =
        ((HeldIdentities.Put.Done) put)
            .steps().stream()
                .map(step -> new Change(subject.personId, step.was(), step.now()))
                .toList();
    outcomes.add(
        changes.isEmpty()
            ? new Outcome.Unchanged(line.number(), subject.personId)
            : new Outcome.Changed(line.number(), subject.personId, changes));
  }

  /** Those of one whom the list itself registered are known by the document alone. */
  private List<Standing.Identity> linesBefore(Subject subject, Standing.Identity line) {
    List<Standing.Identity> all = new ArrayList<>(listed.of(subject.personId, line));
    all.addAll(listed.of(nameless(subject.alias), line));
    return all;
  }

  /** What a list remembers somebody by who is not registered. */
  private static String nameless(byte[] alias) {
    return "alias:" + HexFormat.of().formatHex(alias);
  }

  /** Remembers good lines, once they are kept or were looked at. */
  static void remember(
      ListedLines listed, Secrets secrets, List<Line> lines, List<Outcome> outcomes) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Content.OfIdentity line) {
        String who =
            outcomes.get(i) instanceof Outcome.Changed changed
                ? changed.personId()
                : outcomes.get(i) instanceof Outcome.Unchanged same ? same.personId() : "";
        if (!who.isEmpty()) {
          listed.add(who, line.identity());
        } else if (!(outcomes.get(i) instanceof Outcome.Refused)) {
          listed.add(nameless(secrets.alias(lines.get(i).document())), line.identity());
        }
      }
    }
  }

  private void takeCheck(
      Line line,
      Subject subject,
      RosterStore.MeansCheck check,
      Map<String, RosterStore.MeansCheck> known) {
    if (!subject.isKnown()
        || (!order.regions().isEmpty()
            && subject.held.counties().stream().noneMatch(order::owns))) {
      outcomes.add(new Outcome.Refused(line.number(), Refusal.PERSON_NOT_FOUND));
      return;
    }
    if (check.equals(known.put(MeansCheckRows.key(subject.personId, check), check))) {
      outcomes.add(new Outcome.Unchanged(line.number(), subject.personId));
      return;
    }
    checks.add(new CheckLine(subject, check));
    outcomes.add(new Outcome.Changed(line.number(), subject.personId, List.of()));
  }

  /** In the order of the lines. */
  List<Outcome> outcomes() {
    return outcomes;
  }

  /** The numbers of the lines that are about somebody. */
  List<Integer> linesOf(Subject subject) {
    return List.copyOf(subject.lines);
  }

  /** New results of means checks, in the order of the lines. */
  List<CheckLine> checks() {
    return checks;
  }

  /** Whoever is registered of those that lines are about. */
  Set<String> known() {
    return subjects.values().stream()
        .filter(Subject::isKnown)
        .map(Subject::personId)
        .collect(Collectors.toSet());
  }

  /** Whoever is to be registered, by alias. */
  List<Subject> newcomers() {
    return subjects.values().stream().filter(each -> each.wanted && !each.isKnown()).toList();
  }

  /** Known persons whose identities change. */
  List<Subject> changed() {
    return subjects.values().stream()
        .filter(each -> each.isKnown() && each.held.isChanged())
        .toList();
  }

  /** Known persons whose identities or means checks change: their accounts must be locked. */
  Set<String> writtenTo() {
    Set<String> ids = new HashSet<>();
    changed().forEach(each -> ids.add(each.personId()));
    checks.forEach(each -> ids.add(each.subject().personId()));
    return ids;
  }

  /** Known persons of whom a line has a name that the caller may say. */
  List<Subject> named(LocalDate today) {
    return subjects.values().stream()
        .filter(
            each ->
                each.isKnown()
                    && !each.name.isEmpty()
                    && each.held.keepers(today).stream().allMatch(order::owns))
        .toList();
  }
}
