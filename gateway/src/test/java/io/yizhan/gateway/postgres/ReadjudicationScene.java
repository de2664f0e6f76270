package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.Readjudication;
import io.yizhan.gateway.desk.ReadjudicationStore;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.ReadjudicationStore.Found;
import io.yizhan.gateway.desk.ReadjudicationStore.Subject;
import io.yizhan.gateway.desk.Readjudicator;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Books re-adjudications of the persons of a {@link StoreScene}, by a policy that may change. */
final class ReadjudicationScene {
  static final LocalDate PERIOD = LocalDate.of(2016, 9, 1);
  private final IdSource ids = new IdSource(new SecureRandom());

  private final TestDatabase database;
  private final StoreScene scene;
  private final ReadjudicationStore store;
  PlanBook book = book(text());

  ReadjudicationScene(TestDatabase database, StoreScene scene) {
    this.database = database;
    this.scene = scene;
    this.store = database.stores().readjudications();
  }

  /** Zhengzhou's policy of July 2016. */
  static String text() {
    try {
      return Files.readString(Path.of("..", "policies", "zhengzhou", "zhengzhou-2016.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PlanBook book(String text) {
    PolicyCompiler.Published published =
        new PolicyCompiler.Published(
            new YamlPolicy().read("policy.yaml", text).table().orElseThrow(), "sha");
    assertEquals(
        List.of(),
        PolicyCompiler.compile(published).issues().stream()
            .filter(PolicyIssue::error)
            .map(PolicyIssue::en)
            .toList());
    return new PlanBook(1, List.of(published));
  }

  /** Gives a person identities, or changes the last day of those with the same first day. */
  void keep(PersonDocument person, Standing.Identity... identities) {
    scene
        .registry()
        .putPerson(
            new RegistryStore.PersonRecord(
                List.of(person), "测试某", List.of(identities), List.of(), List.of()),
            PutRight.ANY,
            "office",
            StoreScene.NOW);
  }

  static Standing.Identity dibao(LocalDate from, LocalDate to) {
    return new Standing.Identity("dibao", StoreScene.COUNTY, from, Optional.of(to), "office");
  }

  Readjudication preview(PersonDocument person) {
    return preview(person, Map.of());
  }

  Readjudication preview(PersonDocument person, Map<String, InsurerSettlement> supplied) {
    Found.Known known =
        assertInstanceOf(Found.Known.class, store.find(new Subject.OfPerson(person)));
    return new Readjudicator(book).decide(known.circle(), supplied);
  }

  BookResult book(PersonDocument person, String sha256) {
    return book(person, sha256, Map.of(), scene.next("B"));
  }

  BookResult book(
      PersonDocument person,
      String sha256,
      Map<String, InsurerSettlement> supplied,
      String request) {
    return store.book(
        new ReadjudicationStore.BookOrder(
            new RequestKey("office", request),
            StoreScene.content("preview_sha256", sha256),
            new Subject.OfPerson(person),
            sha256,
            PERIOD,
            scene.stamp(request),
            "op1",
            "身份追溯",
            "office",
            ids),
        circle -> new Readjudicator(book).decide(circle, supplied),
        decided -> true,
        booked ->
            ("booked " + booked.corrections().size() + " " + booked.decided().sha256())
                .getBytes(StandardCharsets.UTF_8));
  }

  /** Previews and books; the second preview must be empty. */
  Readjudication booked(PersonDocument person) {
    return booked(person, Map.of());
  }

  Readjudication booked(PersonDocument person, Map<String, InsurerSettlement> supplied) {
    Readjudication preview = preview(person, supplied);
    assertEquals(Optional.empty(), preview.obstacle());
    assertInstanceOf(
        BookResult.Recorded.class, book(person, preview.sha256(), supplied, scene.next("B")));
    assertEquals(List.of(), preview(person).changes());
    return preview;
  }

  void assertAudited() {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      assertEquals(List.of(), LedgerAuditor.findings(connection));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
