package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HighCostStore.OwnCost;
import io.yizhan.gateway.desk.HighCostStore.Query;
import io.yizhan.gateway.desk.HighCostStore.State;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Reads what is asked of high own cost. */
final class HighCostReader {
  static final int NOTE_CHARACTERS_MAX = 500;

  private static final int NAME_CHARACTERS_MAX = 50;
  private static final int TELEPHONE_CHARACTERS_MAX = 32;
  private static final int ADDRESS_CHARACTERS_MAX = 200;
  private static final int TOWNSHIP_CHARACTERS_MAX = 50;
  private static final int SOURCE_CHARACTERS_MAX = 200;

  private HighCostReader() {}

  /** A line of an import; of no use where there are violations. */
  static OwnCost cost(ImportOwnCostsRequest request, Caller caller, Violations violations) {
    io.yizhan.proto.v1.OwnCost cost = request.getOwnCost();
    if (!request.hasOwnCost()) {
      violations.add("own_cost", "必填", "must be present");
    }
    Optional<PersonDocument> person =
        DocumentReader.read(
            "own_cost.person_document",
            cost.hasPersonDocument(),
            cost.getPersonDocument(),
            violations);
    violations.text("own_cost.name", cost.getName(), 0, NAME_CHARACTERS_MAX);
    violations.text("own_cost.telephone", cost.getTelephone(), 0, TELEPHONE_CHARACTERS_MAX);
    violations.text("own_cost.address", cost.getAddress(), 0, ADDRESS_CHARACTERS_MAX);
    String county = violations.region("own_cost.county_code", cost.getCountyCode());
    if (caller.role() == Caller.Role.OFFICE && !caller.actsFor(county)) {
      violations.add("own_cost.county_code", "不属于您负责的区划", "must be one of your divisions");
    }
    violations.text("own_cost.township", cost.getTownship(), 0, TOWNSHIP_CHARACTERS_MAX);
    year("own_cost.cost_year", cost.getCostYear(), violations);
    violations.amount("own_cost.own_cost_fen", cost.getOwnCostFen(), 0, Fen.AMOUNT_MAX);
    violations.text("own_cost.source", cost.getSource(), 1, SOURCE_CHARACTERS_MAX);
    return new OwnCost(
        person.orElse(new PersonDocument("", "")),
        cost.getName(),
        cost.getTelephone(),
        cost.getAddress(),
        county,
        cost.getTownship(),
        cost.getCostYear(),
        cost.getOwnCostFen(),
        cost.getSource());
  }

  private static void year(String field, int year, Violations violations) {
    int first = Violations.DATE_FIRST.getYear();
    int last = Violations.DATE_LAST.getYear();
    if (year < first || year > last) {
      violations.add(
          field,
          "应为 " + first + "–" + last + "，实为 " + year,
          "must be " + first + " to " + last + ", was " + year);
    }
  }

  /** A list to make. */
  record Make(String county, int year, LocalDate asOf) {}

  static Make make(MakeHighCostListRequest request, Caller caller) {
    Violations violations = new Violations();
    violations.region("county_code", request.getCountyCode());
    year("cost_year", request.getCostYear(), violations);
    Optional<LocalDate> asOf =
        violations.date("as_of_date", request.hasAsOfDate(), request.getAsOfDate());
    if (asOf.isPresent() && asOf.get().getYear() != request.getCostYear()) {
      violations.add(
          "as_of_date",
          "应在 " + request.getCostYear() + " 年内，实为 " + asOf.get(),
          "must be a day of cost_year, was " + asOf.get());
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnCounty(caller, request.getCountyCode());
    return new Make(request.getCountyCode(), request.getCostYear(), asOf.orElseThrow());
  }

  /** A query, asking for one more than the page has. */
  static Query query(ListHighCostsRequest request, Caller caller) {
    Violations violations = new Violations();
    if (!request.getCountyCode().isEmpty()) {
      violations.region("county_code", request.getCountyCode());
    }
    if (request.getCostYear() != 0) {
      year("cost_year", request.getCostYear(), violations);
    }
    violations.text("township", request.getTownship(), 0, TOWNSHIP_CHARACTERS_MAX);
    Optional<State> state = state(request.getState());
    if (request.getState() == HighCostState.UNRECOGNIZED) {
      badState(request.getStateValue(), violations);
    }
    int size = violations.pageSize(request.getPageSize());
    String afterId = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (!request.getCountyCode().isEmpty()) {
      Permissions.requireOwnCounty(caller, request.getCountyCode());
    }
    return new Query(
        request.getCountyCode().isEmpty()
            ? Permissions.regionsOf(caller)
            : List.of(request.getCountyCode()),
        request.getCostYear(),
        request.getTownship(),
        state,
        afterId,
        size + 1);
  }

  /** The state; empty where none is stated. */
  static Optional<State> state(HighCostState state) {
    return switch (state) {
      case HIGH_COST_STATE_NEW -> Optional.of(State.NEW);
      case HIGH_COST_STATE_VISITED -> Optional.of(State.VISITED);
      case HIGH_COST_STATE_ADMITTED -> Optional.of(State.ADMITTED);
      case HIGH_COST_STATE_REFUSED -> Optional.of(State.REFUSED);
      case HIGH_COST_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  static void badState(int state, Violations violations) {
    violations.add(
        "state",
        "应为 HIGH_COST_STATE_VISITED、_ADMITTED 或 _REFUSED，实为 " + state,
        "must be HIGH_COST_STATE_VISITED, _ADMITTED or _REFUSED, was " + state);
  }
}
