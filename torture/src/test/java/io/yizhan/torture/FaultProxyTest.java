package io.yizhan.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wire to a server that the test itself plays. */
class FaultProxyTest {
  private static final int NOTHING_COMES_MILLIS = 200;
  private static final int COMES_MILLIS_MAX = 10_000;

  @SuppressWarnings("NullAway.Init")
  private ServerSocket server;

  @SuppressWarnings("NullAway.Init")
  private FaultProxy proxy;

  @SuppressWarnings("NullAway.Init")
  private Socket near;

  @SuppressWarnings("NullAway.Init")
  private Socket far;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    proxy = new FaultProxy(server.getLocalPort());
    near = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    far = server.accept();
    near.setSoTimeout(COMES_MILLIS_MAX);
    far.setSoTimeout(COMES_MILLIS_MAX);
    near.getOutputStream().write(1);
    assertEquals(1, far.getInputStream().read());
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
    proxy.close();
    server.close();
  }

  @Test
  void wire_frozen_movesNothingUntilItThaws() throws IOException {
    proxy.freeze();
    far.getOutputStream().write(2);
    near.setSoTimeout(NOTHING_COMES_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> near.getInputStream().read());
    near.setSoTimeout(COMES_MILLIS_MAX);
    proxy.pass();
    assertEquals(2, near.getInputStream().read());
  }

  @Test
  void wire_thatLosesAnswers_stillDeliversWhatIsAsked() throws IOException {
    proxy.loseAnswers();
    near.getOutputStream().write(3);
    assertEquals(3, far.getInputStream().read());
    far.getOutputStream().write(4);
    near.setSoTimeout(NOTHING_COMES_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> near.getInputStream().read());
  }

  @Test
  void wire_reset_isCutForBoth() {
    assertTrue(proxy.reset() > 0);
    assertThrows(SocketException.class, () -> near.getInputStream().read());
    assertThrows(SocketException.class, () -> far.getInputStream().read());
  }
}
