package io.yizhan.gateway.acceptance;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/**
 * Hears every line that is logged in this JVM until it is closed: those of the gateway, and those
 * of the transport, which has the JDK's logging.
 */
final class HeardLog implements AutoCloseable {
  private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final java.util.logging.Logger transportRoot = LogManager.getLogManager().getLogger("");
  private final GatewayLines gatewayLines = new GatewayLines();
  private final TransportLines transportLines = new TransportLines();

  /**
   * A line.
   *
   * @param text with the texts of exceptions
   */
  record Line(String logger, String text) {}

  HeardLog() {
    gatewayLines.start();
    root.addAppender(gatewayLines);
    transportRoot.addHandler(transportLines);
  }

  /** What was heard so far. */
  List<Line> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.detachAppender(gatewayLines);
    gatewayLines.stop();
    transportRoot.removeHandler(transportLines);
  }

  private final class GatewayLines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder text = new StringBuilder(event.getFormattedMessage());
      for (IThrowableProxy thrown = event.getThrowableProxy();
          thrown != null;
          thrown = thrown.getCause()) {
        text.append(" | ").append(thrown.getMessage());
      }
      lines.add(new Line(event.getLoggerName(), text.toString()));
    }
  }

  private final class TransportLines extends Handler {
    @Override
    public void publish(LogRecord event) {
      StringBuilder text = new StringBuilder(String.valueOf(event.getMessage()));
      for (Throwable thrown = event.getThrown(); thrown != null; thrown = thrown.getCause()) {
        text.append(" | ").append(thrown.getMessage());
      }
      lines.add(new Line(String.valueOf(event.getLoggerName()), text.toString()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
