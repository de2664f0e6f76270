package io.yizhan.gateway.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one life of a gateway to the simulated store: each call is a point at which
 * others run and something may go wrong. What is lost on the way is lost as with a network: the
 * server does not know at once, and a commit that has arrived goes on.
 */
final class SimulatedPool {
  private static final long SOCKET_TIMEOUT_MILLIS = 60_000;
  private static final long FROZEN_MILLIS_MAX = 15_000;
  private static final long UNNOTICED_MILLIS_MAX = 2_000;

  private final SimulatedTime time;
  private final SimulatedStore store;
  private final Faults faults;
  private final Plant plant;
  private final BooleanSupplier dead;
  private final Runnable crash;

  SimulatedPool(
      SimulatedStore store, Faults faults, Plant plant, BooleanSupplier dead, Runnable crash) {
    this.time = store.time;
    this.store = store;
    this.faults = faults;
    this.plant = plant;
    this.dead = dead;
    this.crash = crash;
  }

  /** The end of a gateway: nothing of it runs on, and nobody hears of it. */
  static final class Crashed extends Error {
    private static final long serialVersionUID = 1L;

    Crashed() {
      super("the gateway is dead", null, false, false);
    }
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          if (dead.getAsBoolean()) {
            throw new Crashed();
          }
          Handle handle = new Handle();
          handle.reach(Faults.Point.CONNECT);
          return handle.connection;
        });
  }

  /** The transaction of a connection, and where its statements wait. */
  Handle of(Connection connection) {
    return (Handle) Proxy.getInvocationHandler(connection);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** A connection. */
  final class Handle implements InvocationHandler {
    private final Connection connection = proxy(Connection.class, this);
    private SimulatedStore.Txn txn = store.begin();
    private boolean closed;
    private @Nullable SQLWarning warning;

    SimulatedStore.Txn txn() {
      return txn;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object[] arguments)
        throws SQLException {
      switch (method.getName()) {
        case "commit" -> commit();
        case "rollback" -> {
          reach(Faults.Point.ROLLBACK);
          store.abort(txn);
          txn = store.begin();
        }
        case "close" -> {
          if (!closed) {
            store.abort(txn);
          }
          closed = true;
          reach(Faults.Point.CLOSE);
        }
        case "isClosed" -> {
          return closed || dead.getAsBoolean();
        }
        case "createStatement" -> {
          return proxy(Statement.class, (statement, called, sql) -> execute(called, sql));
        }
        case "getWarnings" -> {
          return plant == Plant.WARNING_IGNORED ? null : warning;
        }
        case "clearWarnings" -> warning = null;
        case "setAutoCommit" -> {}
        default -> throw new UnsupportedOperationException(method.getName());
      }
      return null;
    }

    private @Nullable Object execute(Method method, Object[] arguments) throws SQLException {
      if (method.getName().equals("execute")) {
        SimulatedStore.check(arguments[0].equals(Transactions.MARK), "an unknown statement");
        reach(Faults.Point.MARK);
        txn.marked = store.isSynchronous() && plant != Plant.FOUND_NOT_DURABLE;
        return true;
      }
      return null;
    }

    /** Lets others run, and fails if that is drawn. */
    void reach(Faults.Point point) throws SQLException {
      alive();
      time.pass();
      alive();
      Optional<Faults.Kind> fault = faults.draw(point);
      time.note(() -> point + fault.map(kind -> " " + kind).orElse(""));
      if (fault.isPresent()) {
        fail(fault.get());
      }
      if (store.isGone(txn)) {
        closed = true;
        store.abort(txn);
        throw Faults.Kind.SHUT_DOWN.exception();
      }
    }

    private void alive() {
      if (dead.getAsBoolean()) {
        throw new Crashed();
      }
    }

    private void fail(Faults.Kind kind) throws SQLException {
      switch (kind) {
        case FROZEN -> {
          time.sleep(faults.random().nextLong(FROZEN_MILLIS_MAX));
          alive();
        }
        case CRASH -> {
          lose();
          crash.run();
          throw new Crashed();
        }
        case BROKEN -> throw new IllegalStateException("broken on purpose");
        case LOST -> {
          lose();
          throw kind.exception();
        }
        case SHUT_DOWN -> {
          closed = true;
          store.abort(txn);
          throw kind.exception();
        }
        case CONFLICT, DEADLOCK, LOCK_TIMEOUT, DISK_FULL, REFUSED, POOL_EMPTY ->
            throw kind.exception();
      }
    }

    /** The server learns of it later. */
    private void lose() {
      closed = true;
      SimulatedStore.Txn lost = txn;
      time.after(faults.random().nextLong(UNNOTICED_MILLIS_MAX), () -> store.abort(lost));
    }

    private void commit() throws SQLException {
      if (plant == Plant.LOST_COMMIT_TAKEN_FOR_DONE) {
        try {
          reach(Faults.Point.COMMIT);
        } catch (SQLException e) {
          return;
        }
      } else {
        reach(Faults.Point.COMMIT);
      }
      SimulatedStore.Txn committing = txn;
      store.commit(committing);
      reach(Faults.Point.COMMITTING);
      boolean ended = time.waitFor(committing::isEnded, SOCKET_TIMEOUT_MILLIS);
      alive();
      if (!ended) {
        faults.count("commit longer than the socket's timeout");
        lose();
        throw Faults.Kind.LOST.exception();
      }
      reach(Faults.Point.COMMITTED);
      if (committing.isWarned()) {
        faults.count("commit with a warning");
        warning = new SQLWarning("canceling wait for synchronous replication", "01000");
      }
      txn = store.begin();
    }
  }
}
