package io.yizhan.benchmarks;

import io.yizhan.benchmarks.rules.AidCase;
import io.yizhan.claim.Claim;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.StatelessKieSession;

/** Zhengzhou's inpatient rules in Drools: executable model, a stateless session. */
final class DroolsRules {
  private static final String RULES = "rules/zhengzhou.drl";

  private final KieContainer container;

  DroolsRules() {
    KieServices services = KieServices.Factory.get();
    KieFileSystem files = services.newKieFileSystem();
    try (InputStream rules = DroolsRules.class.getResourceAsStream(RULES)) {
      if (rules == null) {
        throw new IllegalStateException("the rules are not beside the class: " + RULES);
      }
      files.write(
          "src/main/resources/io/yizhan/benchmarks/" + RULES,
          services.getResources().newByteArrayResource(rules.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
    if (builder.getResults().hasMessages(Message.Level.ERROR)) {
      throw new IllegalStateException(builder.getResults().toString());
    }
    container = services.newKieContainer(builder.getKieModule().getReleaseId());
  }

  /** A session that starts afresh for each claim. */
  StatelessKieSession fresh() {
    return container.newStatelessKieSession();
  }

  /** A session that takes what it needs for a claim from a pool and gives it back. */
  StatelessKieSession pooled() {
    return container.newKieSessionsPool(1).newStatelessKieSession();
  }

  static AidCase caseOf(Claim claim, Standing standing) {
    long inFen = claim.bill().inFen();
    int year = claim.dates().last().getYear();
    BigDecimal inpatient = used(standing, "IN", year);
    return new AidCase(
        standing.identities().get(0).category(),
        true,
        BigDecimal.valueOf(inFen, 2),
        BigDecimal.valueOf(claim.bill().totalFen() - inFen, 2),
        new AidCase.Used(
            inpatient, inpatient.add(used(standing, "KEY", year)), used(standing, "SER", year)));
  }

  private static BigDecimal used(Standing standing, String account, int year) {
    return BigDecimal.valueOf(standing.usageOf("zhengzhou/" + account, year).usedFen(), 2);
  }
}
