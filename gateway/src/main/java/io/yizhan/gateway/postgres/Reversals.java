package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerKey;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.ReverseOrder;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.UndoOrder;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Takes settlements back, by settlement or by request. Both lock the accounts that it used before
 * they touch the row of the request that settled, so that they cannot wait for each other in a
 * circle. Why one was taken back a clerk writes, who may name people there: it lies with the
 * private texts, under the id of the reversal.
 */
final class Reversals {
  private static final String MARK =
      """
      UPDATE request SET state = 'REVERSED', reversed_reply = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ? AND state = 'SETTLED'
      """;

  private static final String KEEP_UNDO_REPLY =
      "UPDATE request SET undo_reply = ? WHERE bucket = ? AND owner_id = ? AND request_id = ?";

  private final Requests requests;
  private final Persons persons;
  private final PrivateTexts texts;

  Reversals(Requests requests, Persons persons, PrivateTexts texts) {
    this.requests = requests;
    this.persons = persons;
    this.texts = texts;
  }

  private void keepReason(Connection connection, Original original, Stamp stamp, String reason)
      throws SQLException {
    if (!reason.isEmpty()) {
      texts.put(connection, original.personId(), PrivateTexts.Kind.REASON, stamp.id(), reason);
    }
  }

  ReverseResult reverse(
      Connection connection, ReverseOrder asked, Requests.Fingerprint fingerprint, ReplyCodec codec)
      throws SQLException {
    boolean claimed =
        requests.claim(
            connection,
            asked.key(),
            Requests.Kind.REVERSE,
            fingerprint,
            "",
            asked.callerId(),
            asked.stamp().time());
    if (!claimed) {
      return repeated(requests.read(connection, asked.key(), false), fingerprint);
    }
    ReverseOrder order = asked.on(PostingClocks.stamp(connection, asked.stamp()));
    Original original = Original.read(connection, order.settlementId(), order.key().ownerId());
    if (original == null) {
      throw new Transactions.RolledBack(new ReverseResult.NotFound());
    }
    persons.lockAccounts(connection, original.personId(), original.householdId());
    String before = original.reversal(connection);
    if (before != null) {
      throw new Transactions.RolledBack(new ReverseResult.AlreadyReversed(before));
    }
    AccountYears years = AccountYears.read(connection, original.personId(), original.householdId());
    List<AccountUse> restored = original.restored(years, order.includedBy());
    byte[] settledReply = requests.read(connection, original.request(), false).storedReply();
    List<ReplyCodec.Cancelled> cancelled =
        release(
            connection,
            original,
            order.key(),
            order.stamp(),
            order.callerId(),
            ReverseResult.InPaymentFile::new);
    byte[] reply =
        codec.reversed(
            settledReply,
            order.stamp(),
            restored,
            LaterSettlements.of(connection, original, years, order.includedBy()),
            original.corrected(),
            cancelled);
    Booking.Replies replies = new Booking.Replies("BOOKED", reply, null, null, order.stamp().id());
    Booking.Bill bill = original.mirroredBill(order.by(), order.callerId());
    book(connection, original, order.key(), replies, order.stamp(), bill, restored, years);
    keepReason(connection, original, order.stamp(), order.reason());
    mark(connection, original.request(), reply);
    return new ReverseResult.Recorded(reply, false);
  }

  private static ReverseResult repeated(Requests.Row stored, Requests.Fingerprint fingerprint) {
    List<String> differing = Requests.differing(stored, Requests.Kind.REVERSE, fingerprint);
    return differing.isEmpty()
        ? new ReverseResult.Recorded(stored.storedReply(), true)
        : new ReverseResult.IdReused(differing);
  }

  /**
   * Gives back what hangs on a settlement beside its own row: what it drew under a provisional
   * identity, and what was owed of it. Locks in order: county, finite funds, receivables.
   *
   * @param inFile the answer where a payment file names something of it, by the file's id
   */
  private static List<ReplyCodec.Cancelled> release(
      Connection connection,
      Original original,
      RequestKey key,
      Stamp stamp,
      String callerId,
      Function<String, Object> inFile)
      throws SQLException {
    Optional<Exposures.Drawn> drawn =
        Exposures.of(connection, original.personId(), original.settlementId());
    if (drawn.isPresent()) {
      Exposures.lockCounties(connection, List.of(drawn.get().county()));
      Exposures.giveBack(connection, original.personId(), drawn.get(), stamp.id());
    }
    Set<String> funds =
        ReversedReceivables.funds(connection, original.personId(), original.settlementId());
    original.mirroredTakes(connection).forEach(take -> funds.add(take.fund()));
    FundLocks.lock(connection, funds);
    return new ReversedReceivables(connection, funds, key, stamp, callerId)
        .cancel(original.personId(), original.settlementId(), inFile);
  }

  private static void lockFunds(Connection connection, List<Settlement.FundUse> takes)
      throws SQLException {
    TreeSet<String> funds = new TreeSet<>();
    takes.forEach(take -> funds.add(take.fund()));
    FundLocks.lock(connection, funds);
  }

  private static void book(
      Connection connection,
      Original original,
      RequestKey request,
      Booking.Replies replies,
      Stamp stamp,
      Booking.Bill bill,
      List<AccountUse> restored,
      AccountYears years)
      throws SQLException {
    List<Settlement.FundUse> takes = original.mirroredTakes(connection);
    lockFunds(connection, takes);
    if (!original.bill().insurerSettlementId().isEmpty()) {
      // The aid is taken back here and now; the insurer's part by the outbox, after the commit.
      LegWriter.reverse(connection, original.settlementId());
    }
    LedgerWriter.book(
        connection,
        new Booking(
            request,
            replies,
            stamp,
            original.settlementId(),
            original.personId(),
            restored.stream().anyMatch(AccountUse::ofHousehold) ? original.householdId() : "",
            bill,
            original.entry().mirrored(),
            restored,
            takes,
            original.mirroredDraws()),
        years);
    for (InsurerKey brought : original.brought()) {
      LiveClaims.free(connection, brought, original.settlementId());
    }
    if (original.request().ownerId().startsWith(ClaimKey.OFFICE)) {
      PaperBooks.free(connection, original.settlementId());
    }
  }

  private static void mark(Connection connection, RequestKey settled, byte[] reply)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MARK)) {
      statement.setBytes(1, reply);
      statement.setShort(2, Requests.bucket(settled));
      statement.setString(3, settled.ownerId());
      statement.setString(4, settled.requestId());
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("a standing settlement must have its settled request");
      }
    }
  }

  /**
   * Makes sure that a settle request has no effect; the answer is kept and repeated.
   *
   * @throws IllegalStateException when the ledger does not show what the request settled; nothing
   *     is kept then
   */
  UndoResult undo(Connection connection, UndoOrder order, ReplyCodec codec) throws SQLException {
    byte[] forbidden = codec.undone(ReplyCodec.UndoFinding.FORBIDDEN, Optional.empty());
    if (requests.forbid(
        connection, order.undone(), forbidden, order.callerId(), order.stamp().time())) {
      return new UndoResult.Recorded(forbidden);
    }
    Requests.Row stored = requests.read(connection, order.undone(), false);
    if (!stored.kind().equals(Requests.Kind.SETTLE.name())) {
      return new UndoResult.NotASettleRequest();
    }
    Original original = null;
    if (stored.state().equals("SETTLED") && stored.settlementId() != null) {
      original = Original.read(connection, stored.settlementId(), order.undone().ownerId());
    }
    if (original != null) {
      persons.lockAccounts(connection, original.personId(), original.householdId());
    }
    Requests.Row row = requests.read(connection, order.undone(), true);
    byte[] keptReply = row.undoReply();
    if (keptReply != null) {
      return new UndoResult.Recorded(keptReply);
    }
    if (row.state().equals("SETTLED")) {
      if (original == null) {
        // "Nothing to undo" would be kept and repeated for ever while the money is spent.
        throw new IllegalStateException("a standing settlement must be in the ledger");
      }
      original.reversal(connection);
      return new UndoResult.Recorded(
          undoSettled(
              connection,
              order.on(PostingClocks.stamp(connection, order.stamp())),
              codec,
              original,
              row.storedReply()));
    }
    byte[] nothing = codec.undone(ReplyCodec.UndoFinding.NOTHING_TO_UNDO, Optional.empty());
    keepUndoReply(connection, order.undone(), nothing);
    return new UndoResult.Recorded(nothing);
  }

  private byte[] undoSettled(
      Connection connection,
      UndoOrder order,
      ReplyCodec codec,
      Original original,
      byte[] settledReply)
      throws SQLException {
    AccountYears years = AccountYears.read(connection, original.personId(), original.householdId());
    List<AccountUse> restored = original.restored(years, order.includedBy());
    List<ReplyCodec.Cancelled> cancelled =
        release(
            connection,
            original,
            order.undone(),
            order.stamp(),
            order.callerId(),
            UndoResult.InPaymentFile::new);
    byte[] reversed =
        codec.reversed(
            settledReply,
            order.stamp(),
            restored,
            LaterSettlements.of(connection, original, years, order.includedBy()),
            original.corrected(),
            cancelled);
    byte[] reply = codec.undone(ReplyCodec.UndoFinding.REVERSED, Optional.of(reversed));
    Booking.Replies replies = new Booking.Replies("REVERSED", null, reversed, reply, null);
    Booking.Bill bill = original.mirroredBill(order.by(), order.callerId());
    book(connection, original, order.undone(), replies, order.stamp(), bill, restored, years);
    keepReason(connection, original, order.stamp(), order.reason());
    return reply;
  }

  private static void keepUndoReply(Connection connection, RequestKey key, byte[] reply)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEEP_UNDO_REPLY)) {
      statement.setBytes(1, reply);
      statement.setShort(2, Requests.bucket(key));
      statement.setString(3, key.ownerId());
      statement.setString(4, key.requestId());
      statement.executeUpdate();
    }
  }
}
