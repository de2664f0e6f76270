package io.yizhan.gateway.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.RequestState;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit finds nothing at an honest insurer, and each defect by the check that is for it. */
class ConformanceKitTest {
  private static final Map<Defect, String> CHECK_OF = new EnumMap<>(Defect.class);

  static {
    CHECK_OF.put(Defect.QUOTE_RESERVES, "quote-writes-nothing");
    CHECK_OF.put(Defect.RESERVE_FORGETS, "reserve-repeats");
    CHECK_OF.put(Defect.RESERVE_DIFFERS, "reserve-repeats");
    CHECK_OF.put(Defect.REUSED_ID_TAKEN, "reserve-id-reused");
    CHECK_OF.put(Defect.BILL_TWICE, "reserve-bill-taken");
    CHECK_OF.put(Defect.OVER_TOTAL, "reserve-within-bill");
    CHECK_OF.put(Defect.LATE_ORIGINAL_RESERVES, "reserve-late-original");
    CHECK_OF.put(Defect.CONFIRM_ANY_AMOUNT, "confirm-amounts-differ");
    CHECK_OF.put(Defect.CONFIRM_UNKNOWN, "confirm-unknown");
    CHECK_OF.put(Defect.CONFIRM_CANCELLED, "confirm-cancelled");
    CHECK_OF.put(Defect.CONFIRM_FORGETS, "confirm-repeats");
    CHECK_OF.put(Defect.CANCEL_UNKNOWN_FAILS, "cancel-unknown");
    CHECK_OF.put(Defect.CANCEL_FORGETS, "cancel-repeats");
    CHECK_OF.put(Defect.CANCEL_KEEPS_BILL, "cancel-frees-bill");
    CHECK_OF.put(Defect.LOOK_UP_DISORDERED, "look-up-in-order");
    CHECK_OF.put(Defect.LOOK_UP_UNKNOWN_FAILS, "look-up-unknown");
    CHECK_OF.put(Defect.LOOK_UP_STALE, "look-up-follows");
    CHECK_OF.put(Defect.ERRORS_WITHOUT_REASON, "confirm-unknown");
    CHECK_OF.put(Defect.BAD_FIELDS_TAKEN, "reserve-bad-fields");
  }

  private static Set<String> deviations(SimulatedInsurer insurer) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", insurer.port()).usePlaintext().build();
    AtomicInteger ids = new AtomicInteger();
    try {
      Claim example =
          Claim.newBuilder()
              .setHospitalId("H1")
              .setBillNumber("1")
              .setDocumentKindCode("birth_certificate")
              .setDocumentNumber("P000000001")
              .setInsuredRegionCode("420102")
              .setTotalFen(1_000)
              .setInScopeFen(900)
              .setOutOfListFen(100)
              .build();
      Set<String> names = new TreeSet<>();
      new ConformanceKit(channel, example, () -> "id-" + ids.incrementAndGet())
          .run(each -> {}).stream()
              .filter(each -> !each.passed())
              .forEach(each -> names.add(each.check()));
      return names;
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void kit_honestInsurer_findsNothingAndLeavesNothing() throws IOException {
    try (SimulatedInsurer insurer =
        new SimulatedInsurer("127.0.0.1", 0, 1, Misbehaviour.NONE, Set.of())) {
      assertEquals(Set.of(), deviations(insurer));
      assertTrue(
          insurer.standings().stream()
              .allMatch(each -> each.getState() == RequestState.REQUEST_STATE_CANCELLED));
    }
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void kit_everyDefect_isNamedByItsCheck(Defect defect) throws IOException {
    try (SimulatedInsurer insurer =
        new SimulatedInsurer("127.0.0.1", 0, 1, Misbehaviour.NONE, Set.of(defect))) {
      Set<String> found = deviations(insurer);
      assertTrue(found.contains(CHECK_OF.get(defect)), () -> defect + " was found by " + found);
    }
  }

  @Test
  void checks_names_areEachOnce() {
    List<String> names = ConformanceKit.names();
    assertEquals(names.size(), Set.copyOf(names).size());
    assertTrue(names.containsAll(CHECK_OF.values()));
  }
}
