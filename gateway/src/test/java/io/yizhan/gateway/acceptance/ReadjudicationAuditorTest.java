package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.Acknowledged;
import io.yizhan.auditor.Acknowledged.Amounts;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.CorrectedAmount;
import io.yizhan.proto.v1.Correction;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clerk's journal of booked corrections beside the books: what is not in them is found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadjudicationAuditorTest {
  private static final String CLERK = "operator";
  private static final int SETTLEMENTS = 3;

  private final List<LedgerAuditor.Sent> sent = new ArrayList<>();
  private final List<Acknowledged> told = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void settleAndBook() {
    house = House.open();
    PersonDocument person = Invented.person(1);
    for (int i = 0; i < SETTLEMENTS; i++) {
      house.settle(
          Claims.request(
              "r" + i, Claims.stay(World.HOSPITAL, person, "E" + i, "2016-08-01", 100_000)));
      sent.add(new LedgerAuditor.Sent(World.HOSPITAL, "r" + i));
    }
    house.world().put(house.client(), World.known(person, "dibao"));
    book("book", person);
  }

  private void book(String requestId, PersonDocument person) {
    var clerk = house.client().readjudications(house.world().operatorToken());
    String preview =
        clerk
            .previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
            .getReadjudications(0)
            .getPreviewSha256();
    sent.add(new LedgerAuditor.Sent(CLERK, requestId));
    BookReadjudicationResponse booked =
        clerk.bookReadjudication(
            BookReadjudicationRequest.newBuilder()
                .setRequestId(requestId)
                .setPersonDocument(person)
                .setPreviewSha256(preview)
                .setAccountingPeriod(
                    YearMonth.from(LocalDate.now(ZoneId.of("Asia/Shanghai"))).toString())
                .setOperatorId("clerk-1")
                .setReason("decided afresh")
                .build());
    for (Correction each : booked.getCorrectionsList()) {
      told.add(
          new Acknowledged(
              Call.READJUDICATE,
              CLERK,
              requestId,
              "",
              each.getCorrectionId(),
              booked.toByteArray(),
              amounts(each)));
    }
  }

  private static Amounts amounts(Correction correction) {
    long paidFen =
        correction.getAmountsList().stream().mapToLong(CorrectedAmount::getMoreFen).sum();
    return new Amounts(0, paidFen, 0, correction.getPatientMoreFen());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private List<Finding> audit(Connection connection) throws SQLException {
    return LedgerAuditor.audit(
        connection,
        (answers, requests) -> {
          told.forEach(answers);
          sent.forEach(requests);
        });
  }

  @Test
  void books_asWritten_haveNoFindings() throws SQLException {
    assertEquals(SETTLEMENTS, told.size());
    assertTrue(told.get(0).amounts().paidFen() > 0);
    try (Connection connection = house.connection()) {
      assertEquals(List.of(), audit(connection));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "DELETE FROM settlement WHERE kind = 'C' | LOST | as corrected",
        "DELETE FROM settlement WHERE kind = 'C' AND encounter_id = 'E1' | LOST | as corrected",
        "DELETE FROM request WHERE request_id = 'book' | LOST | as corrected",
        "UPDATE request SET reply = set_byte(reply, 0, 1) WHERE request_id = 'book' | LOST | as corrected",
        "UPDATE request SET state = 'REFUSED' WHERE request_id = 'book' | LOST | as corrected",
        "UPDATE settlement SET settlement_id = 'other' WHERE kind = 'C' AND encounter_id = 'E1'"
            + " | LOST | as corrected",
        "UPDATE settlement SET paid_fen = paid_fen - 1, patient_share_fen = patient_share_fen + 1"
            + " WHERE kind = 'C' | LOST | as corrected",
        "UPDATE settlement SET caller_id = 'other' WHERE kind = 'C' | LOST | as corrected",
        "INSERT INTO settlement SELECT (jsonb_populate_record(s, '{\"settlement_id\": \"twice\"}')).*"
            + " FROM settlement s WHERE kind = 'C' AND encounter_id = 'E1'"
            + " | DOUBLED | no correction but those",
        "UPDATE settlement SET request_id = 'nobody' WHERE kind = 'C' | DOUBLED | was asked for",
      })
  void journal_ofWhatIsNotInTheBooks_isFound(String tampering, Harm harm, String rule)
      throws SQLException {
    try (Connection connection = house.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(tampering) > 0, "the tampering must change something");
        List<Finding> findings = audit(connection);
        assertTrue(
            findings.stream()
                .anyMatch(finding -> finding.harm() == harm && finding.rule().contains(rule)),
            findings::toString);
      } finally {
        connection.rollback();
      }
    }
  }
}
