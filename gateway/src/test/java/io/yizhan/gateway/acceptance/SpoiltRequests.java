package io.yizhan.gateway.acceptance;

import io.yizhan.gateway.acceptance.DoorJudge.Sent;
import io.yizhan.gateway.acceptance.Mutations.Mutated;
import io.yizhan.proto.v1.PersonDocument;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Sends spoilt requests through a door of a house and has judged what comes of them. */
final class SpoiltRequests {
  /** What the persons of the targets' requests are known by. */
  static final List<String> MARKS =
      Stream.concat(
              Stream.of(1, 2, 3).map(Invented::person).map(PersonDocument::getNumber),
              Stream.of(World.NAME))
          .toList();

  private final House house;
  private final RawCalls calls;

  /**
   * Requests to a door.
   *
   * @param house whose rows are looked at
   * @param calls through the door, which may be another than the house's own
   */
  SpoiltRequests(House house, RawCalls calls) {
    this.house = house;
    this.calls = calls;
  }

  /** Sends so many with their flaws, to each target in turn: no row of any table may change. */
  DoorJudge send(List<Target> targets, long seed, int count) {
    DoorJudge judge = new DoorJudge(MARKS);
    Mutations mutations = new Mutations(new Random(seed));
    Map<String, String> before = house.digests();
    try (HeardLog log = new HeardLog()) {
      for (int i = 0; i < count; i++) {
        Target target = targets.get(i % targets.size());
        Mutated mutated = mutations.next(target.valid());
        send(judge, new Sent(target, mutated.way(), target.flawed(mutated.bytes())));
      }
      calls.awaitAll();
      judge.logged(log.lines());
    }
    judge.rows(before, house.digests());
    return judge;
  }

  private void send(DoorJudge judge, Sent sent) {
    calls.send(
        sent.target().method(),
        sent.target().token(),
        sent.bytes(),
        answer -> judge.answered(sent, answer));
  }
}
