package io.yizhan.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ChartTest {
  @Test
  void svg_linesWithGaps_isWellFormedAndDrawsWhatIsThere() throws Exception {
    String svg =
        Chart.svg(
            "a < b & c",
            "per second",
            List.of("1", "64", "256"),
            List.of(
                new Chart.Line("pgbench", List.of(10.0, Double.NaN, 30.0)),
                new Chart.Line("settle", List.of(1.0, 2.0, 3.0))));

    Document read =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertEquals(5, read.getElementsByTagName("circle").getLength());
    assertEquals(2, read.getElementsByTagName("polyline").getLength());
  }
}
