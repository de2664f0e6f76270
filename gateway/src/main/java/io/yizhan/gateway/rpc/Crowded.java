package io.yizhan.gateway.rpc;

import java.util.Optional;

/** A service whose calls go through turnstiles, so that one can be refused before it is read. */
interface Crowded {
  /** Where calls of a method are let in; empty for those that wait for a place. */
  Optional<Turnstile> turnstile(String fullMethodName);
}
