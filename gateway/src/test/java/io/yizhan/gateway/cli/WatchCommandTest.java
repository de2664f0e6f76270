package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following the ledger from the command line. */
class WatchCommandTest {
  @Test
  void watch_untilCaughtUp_keepsThePlaceAndGoesOnBehindIt(@TempDir Path folder) throws IOException {
    Path place = folder.resolve("ledger.token");
    try (ServedGateway gateway = ServedGateway.start(folder.resolve("data"))) {
      Ended empty =
          gateway.run(
              gateway.operatorToken(),
              "watch",
              "--json",
              "--until-caught-up",
              "--position",
              place.toString());
      assertEquals(new Ended(ExitCode.DONE, "", ""), empty);
      assertFalse(Files.readString(place).isBlank());
      Files.writeString(place, "spoilt");
      Ended spoilt =
          gateway.run(
              gateway.operatorToken(),
              "watch",
              "--until-caught-up",
              "--position",
              place.toString());
      assertEquals(ExitCode.NO, spoilt.code());
      assertTrue(spoilt.err().contains("resume_token"), spoilt.err());
      Ended both = gateway.run(gateway.operatorToken(), "watch", "--from", "x", "--from-now");
      assertEquals(ExitCode.USAGE, both.code());
    }
  }
}
