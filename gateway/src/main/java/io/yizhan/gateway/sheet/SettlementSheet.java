package io.yizhan.gateway.sheet;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes sheets: the template filled in, on one page A4, in letters as large as fit. */
public final class SettlementSheet {
  /** Sizes of letters in tenths of points, largest first; the last holds the longest waterfall. */
  private static final int[] SIZES = {100, 90, 82, 74, 66, 58, 48, 42, 36};

  private static final String FAMILY = "sheet";
  private static final int WEIGHT = 400;
  private static final int TENTHS = 10;

  private final byte[] font;
  private final Template template;

  private SettlementSheet(byte[] font, Template template) {
    this.font = font;
    this.template = template;
  }

  /** Reads font and template, which lie beside this class. */
  public static SettlementSheet load() {
    // What the renderer would say of a sheet could quote its text.
    XRLog.setLoggingEnabled(false);
    String text = new String(resource("settlement-sheet.xhtml"), StandardCharsets.UTF_8);
    return new SettlementSheet(
        resource("NotoSansSC-GBK.ttf"), Mustache.compiler().defaultValue("").compile(text));
  }

  private static byte[] resource(String name) {
    try (InputStream in = SettlementSheet.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("must lie beside the class: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sheet as PDF, one page. */
  public byte[] pdf(Sheet sheet) {
    for (int size : SIZES) {
      byte[] pdf = onePage(html(sheet, size));
      if (pdf.length > 0) {
        return pdf;
      }
    }
    throw new IllegalStateException("a sheet must fit on a page in the smallest letters");
  }

  private String html(Sheet sheet, int tenths) {
    return template.execute(
        Map.of(
            "size",
            tenths / TENTHS + "." + tenths % TENTHS,
            "sheet",
            sheet,
            "headRows",
            pairs(sheet.heads()),
            "means",
            sheet.means(),
            "hasUnpaid",
            !sheet.unpaid().isEmpty(),
            "unpaidText",
            String.join("；", sheet.unpaid()),
            "hasReasons",
            !sheet.reasons().isEmpty(),
            "hasUsages",
            !sheet.usages().isEmpty(),
            "hasNotes",
            !sheet.notes().isEmpty(),
            "policyText",
            String.join("；", sheet.policies())));
  }

  /** Two to a row. */
  private static List<List<Sheet.Head>> pairs(List<Sheet.Head> heads) {
    List<List<Sheet.Head>> rows = new ArrayList<>();
    for (int i = 0; i < heads.size(); i += 2) {
      rows.add(heads.subList(i, Math.min(i + 2, heads.size())));
    }
    return rows;
  }

  /** The page, or nothing where there would be more than one. */
  private byte[] onePage(String html) {
    PdfRendererBuilder builder =
        new PdfRendererBuilder()
            .withHtmlContent(html, null)
            .useFont(() -> new ByteArrayInputStream(font), FAMILY, WEIGHT, FontStyle.NORMAL, true)
            .withProducer("yizhan");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    builder.toStream(out);
    try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
      renderer.layout();
      if (renderer.getRootBox().getLayer().getPages().size() > 1) {
        return new byte[0];
      }
      renderer.createPDF();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
