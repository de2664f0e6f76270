package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ZhengzhouCasesTest {
  private static final Path PACK = Path.of("..", "policies", "zhengzhou");

  @TestFactory
  Stream<DynamicTest> zhengzhou_eachCase_givesTheAmountsOfItsRow() throws IOException {
    return new CaseFile(PACK.resolve("cases/zhengzhou.yaml"))
        .rows().stream()
            .map(
                row ->
                    DynamicTest.dynamicTest(
                        row.name(), () -> assertEquals(row.expected(), row.actual())));
  }

  @Test
  void zhengzhou_check_listsAssumptionsAndNoErrors() throws IOException {
    for (String file : new String[] {"zhengzhou-2010.yaml", "zhengzhou-2016.yaml"}) {
      PolicyDesk.Verdict verdict =
          PolicyDesk.check(new YamlPolicy(), file, Files.readString(PACK.resolve(file)));
      assertTrue(verdict.publishable(), () -> verdict.issues().toString());
      assertTrue(verdict.assumptions().size() >= 8, file);
    }
  }
}
