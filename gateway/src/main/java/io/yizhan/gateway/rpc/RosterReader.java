package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Content;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.MeansCheck;
import io.yizhan.proto.v1.MeansCheckResult;
import io.yizhan.proto.v1.RosterLine;
import io.yizhan.proto.v1.RosterReplacement;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads orders of imports and lines of lists; every violation is collected. */
final class RosterReader {
  static final int LINES_PER_MESSAGE_MAX = 1_000;

  /** What one transaction keeps: its accounts stay locked until all are written. */
  static final int ALL_OR_NOTHING_LINES_MAX = 50_000;

  /** What is remembered of a complete list, to know who is not on it. */
  static final int COMPLETE_LINES_MAX = ListedLines.LINES_MAX;

  private static final int CATEGORIES_MAX = 32;
  private static final int NAME_CHARACTERS_MAX = 50;

  private RosterReader() {}

  /** The order; throws with every violation, and where the county is not the caller's. */
  static RosterStore.Order order(
      boolean present, ImportOrder wire, String importId, Caller caller) {
    Violations violations = new Violations();
    if (!present) {
      violations.add("order", "首条消息须写明导入方式", "must be present in the first message");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
    Optional<RosterStore.Mode> mode = mode(wire.getMode());
    if (mode.isEmpty()) {
      violations.add("order.mode", "应为预览、只收合格行或全有全无", "must be one of the three modes");
    }
    source("order.source_code", wire.getSourceCode(), violations);
    Optional<RosterStore.Replacement> replacement =
        wire.hasReplacement() ? replacement(wire.getReplacement(), violations) : Optional.empty();
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (replacement.isPresent() && !caller.actsFor(replacement.get().county())) {
      throw Permissions.notYourRegion("order.replacement.county_code");
    }
    List<String> regions = caller.role() == Caller.Role.OPERATOR ? List.of() : caller.regions();
    return new RosterStore.Order(
        importId, mode.orElseThrow(), caller.callerId(), regions, replacement);
  }

  private static Optional<RosterStore.Mode> mode(ImportMode mode) {
    return switch (mode) {
      case IMPORT_MODE_PREVIEW -> Optional.of(RosterStore.Mode.PREVIEW);
      case IMPORT_MODE_GOOD_LINES_ONLY -> Optional.of(RosterStore.Mode.GOOD_LINES_ONLY);
      case IMPORT_MODE_ALL_OR_NOTHING -> Optional.of(RosterStore.Mode.ALL_OR_NOTHING);
      case IMPORT_MODE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private static void source(String field, String source, Violations violations) {
    violations.code(field, source, ClaimReader.ID_CHARACTERS_MAX);
    if (Standing.Identity.onPromise(source)) {
      violations.add(
          field, "容缺身份须经审批，不能导入", "must not be " + source + ": that is approved, not imported");
    }
  }

  private static Optional<RosterStore.Replacement> replacement(
      RosterReplacement wire, Violations violations) {
    String field = "order.replacement.";
    violations.region(field + "county_code", wire.getCountyCode());
    Optional<LocalDate> last =
        violations.date(field + "last_date", wire.hasLastDate(), wire.getLastDate());
    if (wire.getCategoryCodesCount() > CATEGORIES_MAX) {
      violations.add(
          field + "category_codes",
          "应为至多 " + CATEGORIES_MAX + " 项",
          "must be at most " + CATEGORIES_MAX + " entries");
    } else {
      wire.getCategoryCodesList()
          .forEach(
              category ->
                  violations.code(
                      field + "category_codes", category, ClaimReader.ID_CHARACTERS_MAX));
    }
    return last.map(
        day ->
            new RosterStore.Replacement(
                wire.getCountyCode(), day, Set.copyOf(wire.getCategoryCodesList())));
  }

  /** A line; only good when no violation was added. */
  static Optional<RosterStore.Line> line(
      RosterLine wire, ImportOrder order, Caller caller, Violations violations) {
    Optional<PersonDocument> document =
        DocumentReader.read(
            "person_document", wire.hasPersonDocument(), wire.getPersonDocument(), violations);
    violations.text("name", wire.getName(), 0, NAME_CHARACTERS_MAX);
    Optional<LocalDate> corrected =
        wire.hasCorrectedFromDate()
            ? violations.date("corrected_from_date", true, wire.getCorrectedFromDate())
            : Optional.empty();
    if (wire.hasMeansCheck() && wire.hasCorrectedFromDate()) {
      violations.add("corrected_from_date", "核对结果行不写原起始日期", "must be absent in a means check");
    }
    Optional<Content> content =
        switch (wire.getContentCase()) {
          case IDENTITY ->
              identity(wire.getIdentity(), order, caller, violations)
                  .map(identity -> new Content.OfIdentity(identity, corrected));
          case MEANS_CHECK ->
              check(wire.getMeansCheck(), caller, violations).map(Content.OfCheck::new);
          case CONTENT_NOT_SET -> {
            violations.add("content", "须写身份或核对结果", "must be an identity or a means check");
            yield Optional.empty();
          }
        };
    if (violations.count() > 0) {
      return Optional.empty();
    }
    return Optional.of(
        new RosterStore.Line(
            wire.getLineNumber(), document.orElseThrow(), wire.getName(), content.orElseThrow()));
  }

  private static Optional<io.yizhan.settlement.Standing.Identity> identity(
      Identity wire, ImportOrder order, Caller caller, Violations violations) {
    Identity full =
        wire.getSourceCode().isEmpty()
            ? wire.toBuilder().setSourceCode(order.getSourceCode()).build()
            : wire;
    source("identity.source_code", full.getSourceCode(), violations);
    own("identity.county_code", full.getCountyCode(), caller, violations);
    if (order.hasReplacement()
        && !full.getCountyCode().equals(order.getReplacement().getCountyCode())) {
      violations.add(
          "identity.county_code",
          "整份名单只能是同一个县区的",
          "must be the county for which the list is complete");
    }
    return PersonReader.identity("identity.", full, violations);
  }

  private static void own(String field, String county, Caller caller, Violations violations) {
    if (!caller.actsFor(county)) {
      violations.add(field, "不属于您负责的区划", "must be a division of yours");
    }
  }

  private static Optional<RosterStore.MeansCheck> check(
      MeansCheck wire, Caller caller, Violations violations) {
    violations.key(
        "means_check.report_number", wire.getReportNumber(), 1, ClaimReader.ID_CHARACTERS_MAX);
    Optional<String> result = result(wire.getResult());
    if (result.isEmpty()) {
      violations.add("means_check.result", "应为通过、不通过或核对中", "must be pass, fail or pending");
    }
    violations.region("means_check.county_code", wire.getCountyCode());
    own("means_check.county_code", wire.getCountyCode(), caller, violations);
    Optional<LocalDate> checked =
        violations.date("means_check.checked_date", wire.hasCheckedDate(), wire.getCheckedDate());
    Optional<LocalDate> validTo =
        wire.hasValidToDate()
            ? violations.date("means_check.valid_to_date", true, wire.getValidToDate())
            : Optional.empty();
    if (checked.isPresent() && validTo.isPresent() && validTo.get().isBefore(checked.get())) {
      violations.add("means_check.valid_to_date", "不得早于核对日期", "must not be before checked_date");
    }
    if (checked.isEmpty() || result.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RosterStore.MeansCheck(
            wire.getReportNumber(), result.get(), checked.get(), validTo, wire.getCountyCode()));
  }

  private static Optional<String> result(MeansCheckResult result) {
    return switch (result) {
      case MEANS_CHECK_RESULT_PASS -> Optional.of("PASS");
      case MEANS_CHECK_RESULT_FAIL -> Optional.of("FAIL");
      case MEANS_CHECK_RESULT_PENDING -> Optional.of("PENDING");
      case MEANS_CHECK_RESULT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}
