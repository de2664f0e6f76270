package io.yizhan.policy;

import java.util.List;

/**
 * Names the identities that no row of aid is for. They are settled like anybody without an
 * identity: a category that was forgotten in a table is paid nothing, and nobody is told.
 */
final class IdentityRows {
  private final IssueLog log;

  IdentityRows(IssueLog log) {
    this.log = log;
  }

  /** Warns of each, where some layer of aid asks who the person is. */
  void check(List<PolicyTable.Name> identities, List<PlanLayer> layers) {
    List<PlanLayer> asking =
        layers.stream()
            .filter(layer -> layer.stage() == PolicyTable.Stage.AID && layer.asks(Fact.IDENTITY))
            .toList();
    for (int i = 0; i < identities.size() && !asking.isEmpty(); i++) {
      int word = i + 1;
      if (asking.stream().noneMatch(layer -> hasRow(layer, word))) {
        PolicyTable.Name name = identities.get(i);
        log.warning(
            name.line(),
            "IDENTITY_WITHOUT_ROW",
            "“" + name.nameZh() + "”列在 identities 里，却没有哪一层救助有它的行，只能得到不分对象的救助。补上它的行；文件确实不给的写一行 0%。",
            "'"
                + name.key()
                + "' stands under identities, and no layer of aid has a row for it: it gets only what"
                + " everybody gets. Write its row; with 0% if the document gives it nothing.");
      }
    }
  }

  private static boolean hasRow(PlanLayer layer, int word) {
    for (int row = 0; row < layer.rowCount(); row++) {
      if (layer.canApply(row, Fact.IDENTITY, word)) {
        return true;
      }
    }
    return false;
  }
}
