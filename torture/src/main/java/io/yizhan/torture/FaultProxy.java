package io.yizhan.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A wire between a client and a server on this machine that can be cut, frozen, or made to lose
 * what the server says. Its own port never changes; the server's may.
 */
final class FaultProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int BACKLOG = 256;
  private static final int CONNECT_MILLIS_MAX = 2_000;

  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object changed = new Object();
  private volatile int targetPort;
  private volatile Mode mode = Mode.PASS;
  private volatile boolean closed;

  /** What happens to bytes. */
  private enum Mode {
    PASS,
    /** None moves, in either direction, until another mode. */
    FROZEN,
    /** What the server says is dropped; what the client says arrives. */
    ANSWERS_LOST
  }

  /** A wire to this port of the loopback. */
  FaultProxy(int targetPort) {
    this.targetPort = targetPort;
    try {
      this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Where new connections go from now on. */
  void target(int port) {
    targetPort = port;
  }

  void freeze() {
    set(Mode.FROZEN);
  }

  void loseAnswers() {
    set(Mode.ANSWERS_LOST);
  }

  void pass() {
    set(Mode.PASS);
  }

  private void set(Mode next) {
    synchronized (changed) {
      mode = next;
      changed.notifyAll();
    }
  }

  /** Cuts every connection with a reset; new ones are accepted. */
  int reset() {
    int cut = links.size();
    links.forEach(Link::reset);
    return cut;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "torture-wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        start(() -> connect(client));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Socket target = new Socket();
    Link link = new Link(client, target);
    try {
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      target.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_MILLIS_MAX);
    } catch (IOException nobodyThere) {
      link.reset();
      return;
    }
    links.add(link);
    if (closed) {
      link.reset();
      return;
    }
    start(() -> link.pump(client, target, false));
    start(() -> link.pump(target, client, true));
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
    pass();
  }

  /** One connection and its other half. */
  private final class Link {
    private final Socket client;
    private final Socket target;

    private Link(Socket client, Socket target) {
      this.client = client;
      this.target = target;
    }

    private void pump(Socket from, Socket to, boolean answers) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        int count = in.read(buffer);
        while (count >= 0) {
          awaitThaw();
          if (!(answers && mode == Mode.ANSWERS_LOST)) {
            out.write(buffer, 0, count);
          }
          count = in.read(buffer);
        }
        awaitThaw();
        close();
      } catch (IOException gone) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reset();
      }
    }

    private void awaitThaw() throws InterruptedException {
      if (mode == Mode.FROZEN) {
        synchronized (changed) {
          while (mode == Mode.FROZEN) {
            changed.wait();
          }
        }
      }
    }

    private void reset() {
      lingerNot(client);
      lingerNot(target);
      close();
    }

    private void close() {
      links.remove(this);
      closeQuietly(client);
      closeQuietly(target);
    }
  }

  /** Without lingering a close is a reset. */
  private static void lingerNot(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      // Then there is nothing to cut.
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyClosed) {
      // It is closed, which was wanted.
    }
  }
}
