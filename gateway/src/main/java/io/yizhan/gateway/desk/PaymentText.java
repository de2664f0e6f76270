package io.yizhan.gateway.desk;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.yizhan.gateway.desk.ClearingStore.PaymentRow;
import io.yizhan.gateway.desk.ReceivableStore.PayOutFile;
import io.yizhan.gateway.desk.ReceivableStore.PayOutRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A payment file as text, the total last: of hospitals one line a payee and fund. A mark at the
 * start tells spreadsheets that it is UTF-8.
 */
public final class PaymentText {
  private static final String HEADING =
      "收款方编号 payee,收款方 name,户名 holder,账号 account,开户行 bank,联行号 bank code,"
          + "基金 fund,金额（元）amount,清算 clearings\r\n";

  private static final String HEADING_OF_PERSONS =
      "户名 holder,账号 account,开户行 bank,基金 fund,金额（元）amount,待付 receivable,结算 settlement\r\n";

  private static final String MARK = "\ufeff";

  private static final ObjectWriter WRITER =
      CsvMapper.builder()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build()
          .writerFor(String[].class)
          .with(CsvSchema.emptySchema().withLineSeparator("\r\n"));

  private PaymentText() {}

  /** The bytes of a file with these rows. */
  public static byte[] csv(List<PaymentRow> rows, long totalFen) {
    List<String[]> lines = new ArrayList<>();
    for (PaymentRow row : rows) {
      lines.add(
          new String[] {
            SpreadsheetText.plain(row.hospitalId()),
            row.name(),
            row.to().account().holder(),
            row.to().account().number(),
            row.to().account().bank(),
            row.to().bankCode(),
            row.fund(),
            yuan(row.amountFen()),
            String.join(" ", row.clearingIds())
          });
    }
    lines.add(
        new String[] {
          "合计 total", Integer.toString(rows.size()), "", "", "", "", "", yuan(totalFen), ""
        });
    return bytes(HEADING, lines);
  }

  /** The bytes of a file of what persons are to be paid: one line each that is owed. */
  public static byte[] ofPersons(PayOutFile file) {
    List<String[]> lines = new ArrayList<>();
    for (PayOutRow row : file.rows()) {
      lines.add(
          new String[] {
            SpreadsheetText.plain(row.account().holder()),
            row.account().number(),
            SpreadsheetText.plain(row.account().bank()),
            row.fund(),
            yuan(row.amountFen()),
            row.receivableId(),
            row.settlementId()
          });
    }
    lines.add(
        new String[] {
          "合计 total", Integer.toString(file.rowCount()), "", "", yuan(file.totalFen()), "", ""
        });
    return bytes(HEADING_OF_PERSONS, lines);
  }

  private static byte[] bytes(String heading, List<String[]> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((MARK + heading).getBytes(StandardCharsets.UTF_8));
    try (SequenceWriter lines = WRITER.writeValues(bytes)) {
      for (String[] row : rows) {
        lines.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Two decimals and nothing else: a bank's program reads it. */
  private static String yuan(long fen) {
    return BigDecimal.valueOf(fen, 2).toPlainString();
  }
}
