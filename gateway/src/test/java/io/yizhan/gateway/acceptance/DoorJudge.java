package io.yizhan.gateway.acceptance;

import io.grpc.Status;
import io.yizhan.gateway.acceptance.Mutations.Way;
import io.yizhan.gateway.acceptance.RawCalls.Answer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges what a door made of spoilt requests: each answer as it comes, then the rows and the log.
 * What must not be is a finding. Answers are told by many threads.
 */
final class DoorJudge {
  /** What a request may be answered; what says that the gateway failed is not among them. */
  private static final Set<Status.Code> ALLOWED =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.PERMISSION_DENIED,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.ALREADY_EXISTS);

  private static final int HEX_CHARACTERS_MAX = 2_000;

  /** What a door can do wrong. */
  enum Fault {
    /** It failed: INTERNAL, UNKNOWN, and whatever else is no word on the request. */
    FAILED,
    /** It did not answer within the deadline. */
    SILENT,
    /** Its error does not carry the one reason. */
    UNREASONED,
    /** It did what it had to refuse. */
    ACCEPTED,
    /** Its error shows what a person is known by. */
    PERSON_SHOWN,
    /** The log shows what a person is known by. */
    PERSON_LOGGED,
    /** It changed rows. */
    WROTE
  }

  /**
   * Something that must not be.
   *
   * @param where the full name of a method, the name of a table, or that of a logger
   */
  record Finding(Fault fault, String where, String what) {}

  /** What was sent. */
  record Sent(Target target, Way way, byte[] bytes) {}

  private final List<String> marks;

  // Guarded by this.
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);

  /**
   * A judge.
   *
   * @param marks what persons of the requests are known by: nothing of it may be shown
   */
  DoorJudge(List<String> marks) {
    this.marks = List.copyOf(marks);
  }

  /** Judges an answer. */
  synchronized void answered(Sent sent, Answer answer) {
    counts.merge(answer.code(), 1, Integer::sum);
    faultOf(sent.target(), answer)
        .ifPresent(
            fault ->
                findings.add(
                    new Finding(
                        fault,
                        sent.target().method(),
                        sent.way()
                            + " "
                            + answer.code()
                            + " "
                            + answer.problem()
                            + " "
                            + hex(sent.bytes()))));
  }

  private Optional<Fault> faultOf(Target target, Answer answer) {
    if (answer.code() == Status.Code.DEADLINE_EXCEEDED) {
      return Optional.of(Fault.SILENT);
    }
    if (!ALLOWED.contains(answer.code())) {
      return Optional.of(Fault.FAILED);
    }
    if (marks.stream().anyMatch(answer.errorText()::contains)) {
      return Optional.of(Fault.PERSON_SHOWN);
    }
    if (!answer.problem().isEmpty()) {
      return Optional.of(Fault.UNREASONED);
    }
    return answer.code() == Status.Code.OK && target.end() == Target.End.REFUSED
        ? Optional.of(Fault.ACCEPTED)
        : Optional.empty();
  }

  private static String hex(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return hex.length() > HEX_CHARACTERS_MAX ? hex.substring(0, HEX_CHARACTERS_MAX) + "..." : hex;
  }

  /** Judges what tables held before and after: they must hold the same. */
  synchronized void rows(Map<String, String> before, Map<String, String> after) {
    Set<String> tables = new TreeSet<>(before.keySet());
    tables.addAll(after.keySet());
    for (String table : tables) {
      if (!Objects.equals(before.get(table), after.get(table))) {
        findings.add(
            new Finding(
                Fault.WROTE, table, "was " + before.get(table) + ", is " + after.get(table)));
      }
    }
  }

  /** Judges what was logged. */
  synchronized void logged(List<HeardLog.Line> lines) {
    for (HeardLog.Line line : lines) {
      if (marks.stream().anyMatch(line.text()::contains)) {
        findings.add(new Finding(Fault.PERSON_LOGGED, line.logger(), line.text()));
      }
    }
  }

  /** What must not have been, in the order in which it was seen. */
  synchronized List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** How many requests ended with this code. */
  synchronized int count(Status.Code code) {
    return counts.getOrDefault(code, 0);
  }

  /** How many answers were judged. */
  synchronized int answerCount() {
    return counts.values().stream().mapToInt(count -> count).sum();
  }

  /** How many ended with which code. */
  @Override
  public synchronized String toString() {
    return counts.toString();
  }
}
