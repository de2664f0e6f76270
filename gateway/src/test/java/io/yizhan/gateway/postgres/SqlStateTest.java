package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlStateTest {
  @Test
  void of_failureWithACauseOfTheDriver_isItsState() {
    SQLException full = new SQLException("could not extend file", "53100");
    assertEquals("53100", SqlState.of(new StoreUnavailableException(full)));
    assertEquals("53100", SqlState.of(new IllegalStateException(new SQLException("", null, full))));
  }

  @Test
  void of_failureWithout_isEmpty() {
    assertEquals("", SqlState.of(new IllegalStateException("no driver")));
  }
}
