package io.yizhan.gateway.rpc;

import java.time.Duration;

/**
 * What one connection, and all of them together, may ask of the server. Numbers that a test cannot
 * reach, or a network may need otherwise; the others stand in {@link GrpcServer}.
 *
 * @param connectionsMax open at a time; beyond it the oldest on which nobody known has called is
 *     closed for the newcomer, or the newcomer itself
 * @param handshake within which a new connection must have finished TLS and HTTP/2 preface
 * @param connectionIdleMax after which a connection without calls is asked to go
 * @param connectionAgeMax after which any connection is asked to go and come again
 * @param connectionGrace how long calls may go on when it was asked
 * @param messageMax within which a message must have arrived whole, once it is asked for
 * @param callMax after which nobody waits any more for a call that has no deadline, or a later one,
 *     nor for the next message of a stream
 * @param policyCallMax the same of policies, whose proofs take seconds and wait for each other
 */
public record ServerLimits(
    int connectionsMax,
    Duration handshake,
    Duration connectionIdleMax,
    Duration connectionAgeMax,
    Duration connectionGrace,
    Duration messageMax,
    Duration callMax,
    Duration policyCallMax) {
  /** What holds unless a test says otherwise. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          2_048,
          Duration.ofSeconds(20),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5));

  /** Checks the number; durations are checked by the server. */
  public ServerLimits {
    if (connectionsMax < 1) {
      throw new IllegalArgumentException("connectionsMax must be 1 or more, was " + connectionsMax);
    }
  }
}
