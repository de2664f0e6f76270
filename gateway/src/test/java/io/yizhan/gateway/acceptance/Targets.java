package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** Gathers the targets of a service. */
final class Targets {
  /** Visible characters and no blanks are asked for: of these no flipped bits make an id. */
  static final String NO_ID = " ".repeat(70);

  private final List<Target> targets;
  private final String service;
  private final String token;

  /** Of a service, called by who has this token. */
  Targets(String service, String token) {
    this(new ArrayList<>(), service, token);
  }

  private Targets(List<Target> targets, String service, String token) {
    this.targets = targets;
    this.service = service;
    this.token = token;
  }

  /** The same targets, with another who calls what is added by the answer. */
  Targets as(String anotherToken) {
    return new Targets(targets, service, anotherToken);
  }

  /** A method that writes nothing. */
  void add(String method, Message valid) {
    add(method, valid, valid.getDefaultInstanceForType(), Target.End.ANSWERED_OR_REFUSED);
  }

  /** A method that would write but for the flaw, for which it must refuse. */
  void add(String method, Message valid, Message flaw) {
    add(method, valid, flaw, Target.End.REFUSED);
  }

  /** A method that can be answered in spite of the flaw: it names what is wrong in its answer. */
  void addAnswered(String method, Message valid, Message flaw) {
    add(method, valid, flaw, Target.End.ANSWERED_OR_REFUSED);
  }

  private void add(String method, Message valid, Message flaw, Target.End end) {
    targets.add(
        new Target("yizhan.settlement.v1." + service + "/" + method, token, valid, flaw, end));
  }

  List<Target> all() {
    return List.copyOf(targets);
  }
}
