package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Health is answered whatever a stranger sends to its port. */
class MetricsServerTest {
  private final List<Socket> strangers = new ArrayList<>();
  private final MetricsServer server =
      MetricsServer.open(new ServeSettings.Address("127.0.0.1", 0));

  @AfterEach
  void close() throws IOException {
    for (Socket stranger : strangers) {
      stranger.close();
    }
    server.close();
  }

  @Test
  void health_whileHalfSentRequestsHang_isAnswered() throws Exception {
    server.serve(() -> true);
    sendHalf(MetricsServer.THREADS / 2);
    assertEquals("SERVING\n", health(Duration.ofSeconds(2)));
  }

  @Test
  void health_whileEveryThreadReadsAHalfSentRequest_isAnsweredWhenTheyAreGivenUp()
      throws Exception {
    server.serve(() -> true);
    sendHalf(MetricsServer.THREADS);
    assertEquals("SERVING\n", health(Duration.ofSeconds(15)));
    for (Socket stranger : strangers) {
      stranger.setSoTimeout(10_000);
      assertTrue(stranger.getInputStream().read() <= 0, "a half request must not be answered");
    }
  }

  @Test
  void get_ofAPathThatOnlyBeginsAsHealth_findsNothing() throws Exception {
    server.serve(() -> true);
    for (String path : List.of("/healthzfoo", "/healthz/", "/metricsfoo")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
      assertEquals(
          404,
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.ofString())
              .statusCode(),
          path);
    }
  }

  private void sendHalf(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket stranger = new Socket(InetAddress.getLoopbackAddress(), server.port());
      strangers.add(stranger);
      stranger
          .getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nX-A: ".getBytes(StandardCharsets.US_ASCII));
      stranger.getOutputStream().flush();
    }
  }

  private String health(Duration atMost) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/healthz"))
            .timeout(atMost)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
