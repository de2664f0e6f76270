package io.yizhan.gateway.month;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What hospitals were answered: all that the other sides know of the month. By request id. */
final class Book {
  private static final String PERSON = "person";

  private final Map<String, Page> pages = new ConcurrentSkipListMap<>();
  private final Map<String, String> requestsById = new ConcurrentHashMap<>();

  /** A settlement as it was answered, and what took it back. */
  record Page(
      Visit visit,
      String settlementId,
      LocalDate day,
      long billFen,
      Map<String, Long> funds,
      Optional<TakenBack> takenBack) {
    Page {
      funds = Collections.unmodifiableMap(new LinkedHashMap<>(funds));
    }

    long fundFen() {
      return funds.values().stream().mapToLong(Long::longValue).sum();
    }

    long fundFen(String code) {
      return funds.getOrDefault(code, 0L);
    }
  }

  /** What took a settlement back. */
  record TakenBack(String reversalId, LocalDate day) {}

  void settled(Visit visit, Settlement settlement) {
    Map<String, Long> funds = new LinkedHashMap<>();
    for (Payment payment : settlement.getPaymentsList()) {
      if (!payment.getPayeeCode().equals(PERSON)) {
        funds.merge(payment.getFundCode(), payment.getAmountFen(), Math::addExact);
      }
    }
    pages.put(
        visit.requestId(),
        new Page(
            visit,
            settlement.getSettlementId(),
            WireDate.day(settlement.getPostingDate()),
            settlement.getTotalFen(),
            funds,
            Optional.empty()));
    requestsById.put(settlement.getSettlementId(), visit.requestId());
  }

  void takenBack(Visit visit, Reversal reversal) {
    TakenBack taken =
        new TakenBack(reversal.getReversalId(), WireDate.day(reversal.getPostingDate()));
    pages.computeIfPresent(
        visit.requestId(),
        (id, page) ->
            new Page(
                page.visit(),
                page.settlementId(),
                page.day(),
                page.billFen(),
                page.funds(),
                Optional.of(taken)));
    requestsById.put(reversal.getReversalId(), visit.requestId());
  }

  /** All pages by request id. */
  Iterable<Page> pages() {
    return pages.values();
  }

  Optional<Page> find(String requestId) {
    return Optional.ofNullable(pages.get(requestId));
  }

  /** The request id of a settlement or of what it was reversed by; empty for none of the month. */
  String requestOf(String settlementId) {
    return requestsById.getOrDefault(settlementId, "");
  }

  int size() {
    return pages.size();
  }

  /** How many were taken back. */
  long takenBackCount() {
    return pages.values().stream().filter(page -> page.takenBack().isPresent()).count();
  }
}
