package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.Entry;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.postgres.PrivateTexts.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What clerks write of what is owed: why it is, and how it was paid. They may name people there, so
 * it lies with the private texts, under the id of what is owed or of the entry. Words that the
 * gateway itself writes stay in the rows.
 */
final class ReceivableTexts {
  private final PrivateTexts texts;

  ReceivableTexts(Secrets secrets) {
    this.texts = new PrivateTexts(secrets);
  }

  void putReason(Connection connection, Receivable of, String reason) throws SQLException {
    if (!reason.isEmpty()) {
      texts.put(connection, of.personId(), Kind.REASON, of.receivableId(), reason);
    }
  }

  void putNote(Connection connection, Receivable of, String entryId, String note)
      throws SQLException {
    if (!note.isEmpty()) {
      texts.put(connection, of.personId(), Kind.NOTE, entryId, note);
    }
  }

  /** Those that were read before, with why. */
  List<Receivable> explained(Connection connection, List<Receivable> read) throws SQLException {
    Map<Integer, String> why =
        texts.ofMany(connection, Kind.REASON, read, Receivable::personId, Receivable::receivableId);
    List<Receivable> explained = new ArrayList<>();
    for (Receivable each : read) {
      explained.add(each.because(why.getOrDefault(explained.size(), each.reason())));
    }
    return explained;
  }

  /** Entries that were read before, with their notes. */
  List<Entry> noted(Connection connection, Receivable of, List<Entry> read) throws SQLException {
    Map<Integer, String> notes =
        texts.ofMany(connection, Kind.NOTE, read, entry -> of.personId(), Entry::entryId);
    List<Entry> noted = new ArrayList<>();
    for (Entry each : read) {
      noted.add(each.noted(notes.getOrDefault(noted.size(), each.note())));
    }
    return noted;
  }
}
