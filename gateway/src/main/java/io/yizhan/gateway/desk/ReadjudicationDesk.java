package io.yizhan.gateway.desk;

import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.ReadjudicationStore.BookOrder;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.ReadjudicationStore.BookedReadjudication;
import io.yizhan.gateway.desk.ReadjudicationStore.Circle;
import io.yizhan.gateway.desk.ReadjudicationStore.ClosePeriodResult;
import io.yizhan.gateway.desk.ReadjudicationStore.Found;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeRow;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.gateway.desk.ReadjudicationStore.PeriodRow;
import io.yizhan.gateway.desk.ReadjudicationStore.SpanQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.SpanRow;
import io.yizhan.gateway.desk.ReadjudicationStore.Subject;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * When the past changes: shows what deciding afresh would correct, and books exactly what was
 * shown. Showing books nothing and holds nothing.
 */
public final class ReadjudicationDesk {
  /** How many days after its last a month can be closed: a call of its last second has ended. */
  private static final int CLOSES_AFTER_DAYS = 1;

  private final ReadjudicationStore store;
  private final Supplier<PlanBook> plans;
  private final InstantSource clock;
  private final IdSource ids;

  /** Over the store; the supplier answers the newest policies at each call. */
  public ReadjudicationDesk(
      ReadjudicationStore store, Supplier<PlanBook> plans, InstantSource clock, IdSource ids) {
    this.store = store;
    this.plans = plans;
    this.clock = clock;
    this.ids = ids;
  }

  /** What one circle's preview shows. */
  public sealed interface Shown {
    /** What would be booked. */
    record Preview(Readjudication readjudication) implements Shown {}

    /** There is no such person or settlement. */
    record Unknown() implements Shown {}

    /** More persons or settlements than are decided in one booking. */
    record TooLarge(int persons, int settlements) implements Shown {}

    /** It would change what another division keeps. */
    record NotYours() implements Shown {}
  }

  /**
   * A page of circles of which something would change.
   *
   * @param previews each circle once, on the page of its first settlement that is asked for
   * @param tooLarge settlements whose circle is not decided in one booking
   * @param notYoursCount circles that the caller sees and of which another county has a part
   * @param lookedAtCount rows of the ledger
   */
  public record Page(
      List<Readjudication> previews,
      List<String> tooLarge,
      int notYoursCount,
      int lookedAtCount,
      Optional<ListQuery.After> next) {
    public Page {
      previews = List.copyOf(previews);
      tooLarge = List.copyOf(tooLarge);
    }
  }

  /** Decides one circle afresh and books nothing. */
  public Shown preview(Subject subject, Map<String, InsurerSettlement> supplied, Caller caller) {
    Found found = store.find(subject);
    if (found instanceof Found.TooLarge large) {
      return new Shown.TooLarge(large.persons(), large.settlements());
    }
    if (!(found instanceof Found.Known known) || !isSeen(known.circle(), caller)) {
      return new Shown.Unknown();
    }
    Readjudication decided = new Readjudicator(plans.get()).decide(known.circle(), supplied);
    return isOwn(decided, caller) ? new Shown.Preview(decided) : new Shown.NotYours();
  }

  /** The same for all circles with a settlement of a span, a page of the ledger at a time. */
  public Page page(SpanQuery query, Caller caller) {
    List<SpanRow> rows = store.span(query);
    Readjudicator readjudicator = new Readjudicator(plans.get());
    Set<String> seen = new HashSet<>();
    List<Readjudication> previews = new ArrayList<>();
    List<String> tooLarge = new ArrayList<>();
    int notYours = 0;
    for (SpanRow row : rows) {
      if (!row.asked() || seen.contains(row.settlementId())) {
        continue;
      }
      Found found = store.find(new Subject.OfSettlement(row.settlementId()));
      if (found instanceof Found.TooLarge) {
        tooLarge.add(row.settlementId());
      }
      if (found instanceof Found.Known known) {
        known.circle().settlements().forEach(past -> seen.add(past.settlementId()));
        if (isFirst(known.circle(), query)) {
          Readjudication decided = readjudicator.decide(known.circle(), Map.of());
          boolean tells = !decided.changes().isEmpty() || decided.obstacle().isPresent();
          if (tells && isOwn(decided, caller)) {
            previews.add(decided);
          } else if (tells && isSeen(known.circle(), caller) && isShared(decided, caller)) {
            notYours++;
          }
        }
      }
    }
    Optional<ListQuery.After> next =
        rows.size() < query.limit()
            ? Optional.empty()
            : Optional.of(
                new ListQuery.After(
                    rows.get(rows.size() - 1).postingDate(),
                    rows.get(rows.size() - 1).settlementId()));
    return new Page(previews, tooLarge, notYours, rows.size(), next);
  }

  /** Whether no page before had a settlement of the circle that is asked for. */
  private static boolean isFirst(Circle circle, SpanQuery query) {
    if (query.after().isEmpty()) {
      return true;
    }
    ListQuery.After after = query.after().get();
    return circle.settlements().stream()
        .filter(past -> !past.postingDate().isBefore(query.from()) && isAsked(past, query))
        .noneMatch(
            past ->
                past.postingDate().isBefore(after.postingDate())
                    || (past.postingDate().equals(after.postingDate())
                        && past.settlementId().compareTo(after.id()) <= 0));
  }

  /** As the store picks settlements of a span. */
  private static boolean isAsked(Past past, SpanQuery query) {
    Stream<String> divisions =
        Stream.concat(
            Stream.of(past.insuredRegion(), past.asSettled().aidCounty()),
            past.today().identities().stream().map(identity -> identity.county()));
    boolean inRegion =
        query.regions().isEmpty()
            || divisions.anyMatch(
                division -> query.regions().stream().anyMatch(division::startsWith));
    return inRegion
        && (query.policyCode().isEmpty()
            || past.asSettled().policyVersions().stream()
                .anyMatch(version -> version.startsWith(query.policyCode() + "@")));
  }

  /** What is to be booked, as a caller asks for it. */
  public record Order(
      String requestId,
      RequestContent content,
      Subject subject,
      Map<String, InsurerSettlement> supplied,
      String previewSha256,
      LocalDate period,
      String operatorId,
      String reason) {
    public Order {
      supplied = Map.copyOf(supplied);
    }
  }

  /** Books what the preview of this hash showed, once for each request id of the caller. */
  public BookResult book(Order order, Caller caller, Function<BookedReadjudication, byte[]> reply) {
    Readjudicator readjudicator = new Readjudicator(plans.get());
    return store.book(
        new BookOrder(
            new RequestKey(caller.callerId(), order.requestId()),
            order.content(),
            order.subject(),
            order.previewSha256(),
            order.period(),
            Stamp.now(ids, clock, order.requestId()),
            order.operatorId(),
            order.reason(),
            caller.callerId(),
            ids),
        circle -> readjudicator.decide(circle, order.supplied()),
        decided -> isOwn(decided, caller),
        reply);
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
  }

  /** An office asks for persons who hold, or were aided under, an identity of its counties. */
  private static boolean isSeen(Circle circle, Caller caller) {
    return caller.role() != Caller.Role.OFFICE
        || circle.settlements().stream()
            .flatMap(ReadjudicationDesk::counties)
            .anyMatch(caller::actsFor);
  }

  private static Stream<String> counties(Past past) {
    return Stream.concat(
        Stream.of(past.aidCounty()).filter(county -> !county.isEmpty()),
        past.today().identities().stream().map(identity -> identity.county()));
  }

  /** Whether all that changes is of the caller's counties, as it was and as it would be. */
  private static boolean isOwn(Readjudication decided, Caller caller) {
    if (caller.role() != Caller.Role.OFFICE) {
      return true;
    }
    for (Change change : decided.changes()) {
      List<String> counties =
          Stream.of(change.past().aidCounty(), change.aidCounty())
              .filter(county -> !county.isEmpty())
              .toList();
      if (counties.isEmpty() || !counties.stream().allMatch(caller::actsFor)) {
        return false;
      }
    }
    return true;
  }

  /** Whether another county aids, or aided, something of what changes. */
  private static boolean isShared(Readjudication decided, Caller caller) {
    return decided.changes().stream()
        .flatMap(change -> Stream.of(change.past().aidCounty(), change.aidCounty()))
        .anyMatch(county -> !county.isEmpty() && !caller.actsFor(county));
  }

  /** Closes a month for good; two callers do it, the first proposes. */
  public ClosePeriodResult closePeriod(LocalDate period, Caller caller) {
    Instant now = clock.instant();
    return period.plusMonths(1).plusDays(CLOSES_AFTER_DAYS).isAfter(today(now))
        ? new ClosePeriodResult.NotOver()
        : store.closePeriod(period, caller.callerId(), now);
  }

  /** Months that were proposed or closed, newest first. */
  public List<PeriodRow> periods(Optional<LocalDate> before, int limit) {
    return store.periods(before, limit);
  }

  /** What persons were told, in the order of booking. */
  public List<NoticeRow> notices(NoticeQuery query) {
    return store.notices(query);
  }
}
