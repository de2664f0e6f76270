package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.conformance.Defect;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.v1.ListOneSidedSettlementsRequest;
import io.yizhan.proto.v1.OneSidedKind;
import io.yizhan.proto.v1.OneSidedSettlement;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An insurer that answers more than the bill: said to the hospital, counted, and left to people.
 */
class AskedInvalidTest {
  private AskedWorld asked;

  @BeforeEach
  void open() {
    asked = AskedWorld.open(Defect.OVER_TOTAL);
  }

  @AfterEach
  void close() {
    asked.close();
  }

  private Settlement settle(String request, PersonDocument person, String scheme) {
    return asked
        .house()
        .settle(
            Claims.request(request, AskedWorld.stay(person, "E-" + request, scheme, 1_000_000)));
  }

  private List<OneSidedSettlement> oneSided() {
    return asked
        .house()
        .client()
        .insurance(asked.house().world().token())
        .listOneSidedSettlements(
            ListOneSidedSettlementsRequest.newBuilder().setHospitalId(World.HOSPITAL).build())
        .getLinesList();
  }

  private String metrics() throws Exception {
    URI page = URI.create("http://127.0.0.1:" + asked.house().metricsPort() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void askedClaim_answerBreaksTheContract_saysSoAndIsCancelledThere() throws Exception {
    PersonDocument person = asked.member(1);
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class, () -> settle("R1", person, AskedWorld.RESIDENTS));
    assertEquals(Status.Code.FAILED_PRECONDITION, failure.getStatus().getCode());
    assertEquals("INSURER_ANSWER_INVALID", Refusals.of(failure).info().getReason());
    assertEquals("OVER_TOTAL", Refusals.of(failure).info().getMetadataOrThrow("rule"));
    AskedWorld.await(() -> asked.legs().equals(Map.of("CANCELLED", 1L)));
    assertEquals(0, asked.atInsurer(RequestState.REQUEST_STATE_RESERVED));
    String counted =
        metrics()
            .lines()
            .filter(line -> line.startsWith("yizhan_insurer_answers_invalid_total"))
            .filter(line -> line.contains("over_total") && !line.endsWith(" 0.0"))
            .findFirst()
            .orElse("");
    assertTrue(counted.contains("4201/" + AskedWorld.RESIDENTS), counted);
  }

  @Test
  void provisional_answerBreaksTheContract_isLeftToAPersonAndEndsByReversal() {
    PersonDocument person = asked.member(2);
    Settlement settled = settle("R2", person, AskedWorld.STUDENTS);
    assertEquals(600_000, House.paid(settled, "students"));
    AskedWorld.await(
        () ->
            oneSided().stream()
                .map(OneSidedSettlement::getKind)
                .toList()
                .equals(List.of(OneSidedKind.ONE_SIDED_KIND_CONFIRM_REFUSED)));
    String cure = oneSided().get(0).getCure().getEn();
    assertTrue(cure.contains("ANSWER_INVALID.OVER_TOTAL") && cure.contains("reverse"), cure);
    asked
        .house()
        .client()
        .settlements(asked.house().world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("V2")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("op")
                .build());
    AskedWorld.await(() -> asked.legs().equals(Map.of("CANCELLED", 2L)));
    assertEquals(0, asked.atInsurer(RequestState.REQUEST_STATE_RESERVED));
    assertEquals(List.of(), asked.house().audit());
  }
}
