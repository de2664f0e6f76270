package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.policy.PolicyTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a document says of its sources. */
class SourcesTest {
  @Test
  void sources_ofADocument_keepItsOrder() {
    String source = "  %s: {title: 某县%s, read_in: 县政府网 2024-01-03, checked_on: 2026-11-22}\n";
    String more =
        source.formatted("Z", "通知") + source.formatted("A", "说明") + source.formatted("M", "问答");
    String text = WrittenOnceTest.BASE.replace("identities: [", more + "identities: [");
    PolicyTable table = new YamlPolicy().read("a.yaml", text).table().orElseThrow();
    assertEquals(List.of("D", "Z", "A", "M"), List.copyOf(table.sources().keySet()));
  }
}
