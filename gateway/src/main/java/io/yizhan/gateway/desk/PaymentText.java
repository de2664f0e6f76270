package io.yizhan.gateway.desk;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.yizhan.gateway.desk.ClearingStore.PaymentRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A payment file as text: one line a payee and fund, the total last. A mark at the start tells
 * spreadsheets that it is UTF-8.
 */
public final class PaymentText {
  private static final String HEADING =
      "收款方编号 payee,收款方 name,户名 holder,账号 account,开户行 bank,联行号 bank code,"
          + "基金 fund,金额（元）amount,清算 clearings\r\n";

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((MARK + HEADING).getBytes(StandardCharsets.UTF_8));
    try (SequenceWriter lines = WRITER.writeValues(bytes)) {
      for (PaymentRow row : rows) {
        lines.write(
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
      lines.write(
          new String[] {
            "合计 total", Integer.toString(rows.size()), "", "", "", "", "", yuan(totalFen), ""
          });
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
