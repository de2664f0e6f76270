package io.yizhan.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.auditor.Acknowledged;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.auditor.LedgerAuditor.Sent;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.CorrectedAmount;
import io.yizhan.proto.v1.Correction;
import io.yizhan.proto.v1.RecordTemporaryAidResponse;
import io.yizhan.proto.v1.ReverseAidRecordResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Order ORDER = new Order(Call.SETTLE, 1, "r1", "E1", new byte[] {1, 2});

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void journal_cutOffInAnEntry_keepsWhatIsWholeAndGoesOnBehindIt() throws IOException {
    Path file = folder.resolve("journal");
    try (Journal journal = Journal.open(file)) {
      journal.sent(ORDER);
      journal.told(ORDER, new byte[] {7});
      journal.struck(Fault.GATEWAY_KILL);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - 1);
    }
    assertEquals(List.of("sent r1 2", "told r1 1"), said(file));

    try (Journal journal = Journal.open(file)) {
      journal.foundUndone(ORDER);
    }
    assertEquals(List.of("sent r1 2", "told r1 1", "undone r1"), said(file));
  }

  @Test
  void journal_ofABooking_tellsTheAuditorOfEachCorrection() {
    Path file = folder.resolve("journal");
    Order booking = new Order(Call.READJUDICATE, Town.CLERK, "c1", "", new byte[] {1});
    byte[] reply =
        BookReadjudicationResponse.newBuilder()
            .addCorrections(
                Correction.newBuilder()
                    .setCorrectionId("k1")
                    .setPatientMoreFen(-70)
                    .addAmounts(CorrectedAmount.newBuilder().setMoreFen(70))
                    .addAmounts(CorrectedAmount.newBuilder().setMoreFen(5).setBeside(true)))
            .addCorrections(Correction.newBuilder().setCorrectionId("k2"))
            .build()
            .toByteArray();
    try (Journal journal = Journal.open(file)) {
      journal.sent(booking);
    }
    assertEquals(1, Past.read(file).open().size(), "it is repeated until it is answered");
    try (Journal journal = Journal.open(file)) {
      journal.told(booking, reply);
    }
    List<Acknowledged> told = new ArrayList<>();
    List<Sent> sent = new ArrayList<>();
    assertEquals(List.of(), Past.read(file, told::add, sent::add).open());
    assertEquals(List.of(new Sent("operator", "c1")), sent);
    assertEquals(
        List.of("operator k1 70", "operator k2 0"),
        told.stream()
            .map(one -> one.ownerId() + " " + one.entryId() + " " + one.amounts().paidFen())
            .toList());
  }

  @Test
  void journal_ofAid_tellsTheAuditorOfTheOfficesRecord() {
    Path file = folder.resolve("journal");
    Order aid = new Order(Call.TEMPORARY_AID, Town.OFFICE, "a1", "", new byte[] {1});
    Order back = new Order(Call.AID_REVERSE, Town.OFFICE, "a2", "", new byte[] {2});
    AidRecord.Builder record = AidRecord.newBuilder().setRecordId("k1").setAmountFen(90);
    try (Journal journal = Journal.open(file)) {
      journal.sent(aid);
      journal.told(
          aid, RecordTemporaryAidResponse.newBuilder().setRecord(record).build().toByteArray());
      journal.sent(back);
      record.setRecordId("k2").setAmountFen(-90);
      journal.told(
          back, ReverseAidRecordResponse.newBuilder().setRecord(record).build().toByteArray());
    }
    List<Acknowledged> told = new ArrayList<>();
    List<Sent> sent = new ArrayList<>();
    assertEquals(List.of(), Past.read(file, told::add, sent::add).open());
    assertEquals(List.of(new Sent("office:410122", "a1"), new Sent("office:410122", "a2")), sent);
    assertEquals(
        List.of("office:410122 k1 90", "office:410122 k2 -90"),
        told.stream()
            .map(one -> one.ownerId() + " " + one.entryId() + " " + one.amounts().paidFen())
            .toList());
    assertEquals(2, Sample.of(file, 2).settled().size(), "they are asked for once more");
  }

  private static List<String> said(Path file) {
    List<String> said = new ArrayList<>();
    Journal.read(
        file,
        new Journal.Reader() {
          @Override
          public void sent(Order order) {
            said.add("sent " + order.requestId() + " " + order.message().length);
          }

          @Override
          public void told(Order order, byte[] reply) {
            said.add("told " + order.requestId() + " " + reply.length);
          }

          @Override
          public void foundUndone(Order order) {
            said.add("undone " + order.requestId());
          }

          @Override
          public void struck(Fault fault) {
            said.add("struck " + fault);
          }
        });
    return said;
  }
}
