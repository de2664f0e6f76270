package io.yizhan.gateway.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL is to the gateways, in memory: rows that are seen when their transaction has
 * ended, locks that are waited for, a log whose entries a standby acknowledges, and the ways in
 * which a server ends. It checks what it is told as it goes: no cap passed, no bill live twice, no
 * use that does not follow the one before.
 */
final class SimulatedStore {
  static final long CAP = 100;

  private static final long STANDBY_MILLIS_MAX = 4;

  final SimulatedTime time;
  private final Faults faults;
  private final boolean synchronous;
  private final Map<String, Txn> holders = new HashMap<>();
  private final List<Txn> waiting = new ArrayList<>();
  private final List<Commit> log = new ArrayList<>();
  private Map<String, Row> rows = new TreeMap<>();
  private Map<String, Long> used = new HashMap<>();
  private Map<String, String> live = new HashMap<>();
  private Set<String> persons = new HashSet<>();
  private int acknowledged;
  private boolean standbyUp = true;
  private int epoch;

  /** A store; a synchronous one waits for its standby at each commit. */
  SimulatedStore(SimulatedTime time, Faults faults, boolean synchronous) {
    this.time = time;
    this.faults = faults;
    this.synchronous = synchronous;
  }

  /** The row of a request. */
  record Row(
      String id,
      String content,
      State state,
      String reply,
      String undoReply,
      String person,
      String bill,
      long paid,
      String stamp) {}

  /** Where a request stands. */
  enum State {
    SETTLED,
    REFUSED,
    REVERSED,
    FORBIDDEN
  }

  private record Commit(List<Row> rows, Set<String> persons) {}

  /** A transaction, as the server knows it. */
  static final class Txn {
    final List<Row> rows = new ArrayList<>();
    final Set<String> persons = new HashSet<>();
    boolean marked;
    private final Set<String> held = new HashSet<>();
    private final int epoch;
    private @Nullable Txn waitsFor;
    private boolean ended;
    private boolean committing;
    private boolean warned;
    private int position;

    private Txn(int epoch) {
      this.epoch = epoch;
    }

    boolean isEnded() {
      return ended;
    }

    /** Whether the server told its client that the wait for the standby was cancelled. */
    boolean isWarned() {
      return warned;
    }
  }

  Txn begin() {
    return new Txn(epoch);
  }

  /** Whether the server of this transaction's connection is gone. */
  boolean isGone(Txn txn) {
    return txn.epoch != epoch;
  }

  boolean isSynchronous() {
    return synchronous;
  }

  @Nullable Row row(String id) {
    return rows.get(id);
  }

  @Nullable String live(String bill) {
    return live.get(bill);
  }

  boolean isRegistered(String person) {
    return persons.contains(person);
  }

  long used(String person) {
    return used.getOrDefault(person, 0L);
  }

  /** All rows that were written, in order of their commits. */
  List<Row> written() {
    return log.stream().flatMap(commit -> commit.rows.stream()).toList();
  }

  void register(String person) {
    log.add(new Commit(List.of(), Set.of(person)));
    acknowledged = log.size();
    persons.add(person);
  }

  /** Locks what nobody else holds; false when somebody does. */
  boolean tryLock(Txn txn, String what) {
    Txn holder = holders.putIfAbsent(what, txn);
    if (holder == null) {
      txn.held.add(what);
    }
    return holder == null || holder == txn;
  }

  /** Locks, and waits if need be. */
  void lock(Txn txn, String what, long millisMax) throws SQLException {
    long deadline = time.nowMillis() + millisMax;
    while (!tryLock(txn, what)) {
      Txn holder = holders.get(what);
      txn.waitsFor = holder;
      for (Txn other = holder; other != null; other = other.waitsFor) {
        if (other == txn) {
          txn.waitsFor = null;
          faults.count("deadlock, as it came");
          throw new SQLException("deadlock", "40P01");
        }
      }
      boolean free =
          time.waitFor(
              () -> !holders.containsKey(what) || txn.ended,
              Math.max(0, deadline - time.nowMillis()));
      txn.waitsFor = null;
      if (txn.ended) {
        throw new SQLException("the server is gone", "57P02");
      }
      if (!free) {
        faults.count("lock timeout, as it came");
        throw new SQLException("lock timeout of " + what, "55P03");
      }
    }
  }

  void abort(Txn txn) {
    if (!txn.ended && !txn.committing) {
      end(txn);
    }
  }

  private void end(Txn txn) {
    txn.ended = true;
    txn.held.forEach(holders::remove);
    txn.held.clear();
  }

  /** Begins to commit: from here on the server does what remains, whoever is connected. */
  void commit(Txn txn) {
    if (txn.ended || txn.committing) {
      return;
    }
    txn.committing = true;
    if (txn.rows.isEmpty() && txn.persons.isEmpty() && !txn.marked) {
      end(txn);
      return;
    }
    log.add(new Commit(List.copyOf(txn.rows), Set.copyOf(txn.persons)));
    txn.position = log.size();
    waiting.add(txn);
    if (!synchronous) {
      acknowledged = log.size();
      show();
    } else if (standbyUp) {
      int seen = log.size();
      int now = epoch;
      time.after(faults.random().nextLong(STANDBY_MILLIS_MAX), () -> acknowledge(seen, now));
    }
  }

  private void acknowledge(int position, int ofEpoch) {
    if (standbyUp && ofEpoch == epoch) {
      acknowledged = Math.max(acknowledged, position);
      show();
    }
  }

  /** Shows the transactions that wait for the standby no longer. */
  private void show() {
    List<Txn> done = waiting.stream().filter(txn -> txn.position <= acknowledged).toList();
    waiting.removeAll(done);
    done.forEach(this::show);
  }

  private void show(Txn txn) {
    apply(log.get(txn.position - 1));
    end(txn);
  }

  private void apply(Commit commit) {
    persons.addAll(commit.persons);
    for (Row row : commit.rows) {
      Row before = rows.put(row.id, row);
      switch (row.state) {
        case SETTLED -> {
          must(before == null, "settled twice: " + row);
          must(live.put(row.bill, row.id) == null, "a bill live twice: " + row);
          long usedBefore = used.getOrDefault(row.person, 0L);
          must(
              row.reply.endsWith(" after " + usedBefore),
              "decided without what was used, " + usedBefore + ": " + row);
          must(usedBefore + row.paid <= CAP, "over the cap: " + row);
          used.put(row.person, usedBefore + row.paid);
          if (usedBefore + row.paid == CAP) {
            faults.count("cap met");
          }
        }
        case REVERSED -> {
          must(before != null && before.paid == row.paid, "reversed what was not: " + row);
          live.remove(row.bill);
          used.merge(row.person, -row.paid, Long::sum);
        }
        case REFUSED, FORBIDDEN ->
            must(before == null || before.state == row.state, "settled and forbidden: " + row);
      }
    }
  }

  /** Also where a gateway takes whatever is thrown here for a failure of its database. */
  private void must(boolean holds, String otherwise) {
    if (!holds) {
      time.fail(new AssertionError(otherwise));
    }
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  void standby(boolean up) {
    time.note(() -> "the standby is " + (up ? "there" : "missing"));
    standbyUp = up;
    acknowledge(log.size(), epoch);
  }

  /** An operator, or a time limit, ends the waits for the standby. */
  void cancelWaits() {
    List<Txn> cancelled = List.copyOf(waiting);
    waiting.clear();
    for (Txn txn : cancelled) {
      faults.count("wait for the standby cancelled");
      time.note(() -> "a wait for the standby is cancelled");
      txn.warned = true;
      show(txn);
    }
  }

  /** The server dies and comes back: what is in its log stands, seen by all. */
  void restart() {
    time.note(() -> "the server restarts");
    epoch++;
    List<Txn> inLog = List.copyOf(waiting);
    waiting.clear();
    inLog.forEach(this::show);
    disconnect();
    standby(standbyUp);
  }

  /** The server is lost and its standby takes over: what that one acknowledged stands. */
  void failOver() {
    time.note(() -> "the standby takes over, " + acknowledged + " of " + log.size() + " are there");
    epoch++;
    List<Txn> lost = List.copyOf(waiting);
    waiting.clear();
    lost.forEach(this::end);
    disconnect();
    log.subList(acknowledged, log.size()).clear();
    rows = new TreeMap<>();
    used = new HashMap<>();
    live = new HashMap<>();
    persons = new HashSet<>();
    log.forEach(this::apply);
    standby(true);
  }

  private void disconnect() {
    Set.copyOf(holders.values()).forEach(this::end);
  }
}
