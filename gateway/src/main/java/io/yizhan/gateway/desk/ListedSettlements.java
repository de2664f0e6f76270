package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.SettlementRow;
import java.util.List;
import java.util.Optional;

/**
 * A page of settlements. It may have few lines or none and not be the last: a page looks at so many
 * rows of the ledger, of which the caller may see some.
 *
 * @param next where the next page goes on; empty when this is the last
 */
public record ListedSettlements(List<SettlementRow> rows, Optional<ListQuery.After> next) {
  public ListedSettlements {
    rows = List.copyOf(rows);
  }
}
