package io.yizhan.gateway.policyfile;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** A pack's case file: claims in, amounts out, each claim a row of a test. */
final class CaseFile {
  private final Path folder;
  private final Map<String, Object> document;

  CaseFile(Path file) throws IOException {
    this.folder = file.resolveSibling("..");
    Yaml yaml =
        new Yaml(
            new SafeConstructor(new LoaderOptions()),
            new Representer(new org.yaml.snakeyaml.DumperOptions()),
            new org.yaml.snakeyaml.DumperOptions(),
            new LoaderOptions(),
            new Texts());
    this.document = map(yaml.load(Files.readString(file)));
  }

  /** Every scalar stays a text. */
  private static final class Texts extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.MERGE, MERGE, "<");
    }
  }

  /** One claim with what must come out, and the same person's claims before it. */
  record Row(String name, Map<String, Long> expected, Map<String, Long> actual) {}

  List<Row> rows() throws IOException {
    PlanBook book = book(folder, texts(need(document, "policies")));
    List<Row> rows = new ArrayList<>();
    for (Object entry : list(need(document, "cases"))) {
      rows.addAll(runCase(book, map(entry)));
    }
    return rows;
  }

  static PlanBook book(Path folder, List<String> files) throws IOException {
    List<PolicyCompiler.Published> published = new ArrayList<>();
    for (String file : files) {
      String text = Files.readString(folder.resolve(file));
      PolicyDesk.Verdict verdict = PolicyDesk.check(new YamlPolicy(), file, text);
      if (!verdict.publishable()) {
        throw new IllegalStateException(verdict.issues().toString());
      }
      published.add(
          new PolicyCompiler.Published(verdict.table().orElseThrow(), Sha256.hexOf(text)));
    }
    return new PlanBook(1, published);
  }

  private List<Row> runCase(PlanBook book, Map<String, Object> one) {
    List<Row> rows = new ArrayList<>();
    Map<String, Standing.Usage> usage = new HashMap<>();
    Map<String, Long> drawn = new HashMap<>();
    int number = 0;
    for (Object entry : list(need(one, "claims"))) {
      Map<String, Object> line = map(entry);
      number++;
      Standing standing = standing(one, usage, drawn);
      Decision decision = new Settler(book).settle(claim(one, line, number), standing);
      if (!(decision instanceof Decision.Settled settled)) {
        throw new IllegalStateException(one.get("case") + ": " + decision);
      }
      remember(settled.settlement(), usage, drawn);
      Map<String, Long> expected = new LinkedHashMap<>();
      map(need(line, "expect")).forEach((name, yuan) -> expected.put(name, fen(yuan.toString())));
      Map<String, Long> actual = new LinkedHashMap<>();
      expected.keySet().forEach(name -> actual.put(name, amount(settled.settlement(), name)));
      String name = need(one, "case").toString().split(" ")[0] + "_" + number;
      rows.add(new Row(name, expected, actual));
    }
    return rows;
  }

  private static long amount(Settlement settlement, String name) {
    Waterfall waterfall = settlement.waterfall();
    return switch (name) {
      case "patient" -> waterfall.patientShareFen();
      case "hospital" -> waterfall.hospitalShareFen();
      default -> {
        long sum = 0;
        for (int i = 0; i < waterfall.plan().layers().size(); i++) {
          if (waterfall.plan().layers().get(i).code().equals(name)) {
            sum += waterfall.of(i, Waterfall.Column.PAID);
          }
        }
        yield sum;
      }
    };
  }

  private static void remember(
      Settlement settlement, Map<String, Standing.Usage> usage, Map<String, Long> drawn) {
    for (AccountUse use : settlement.uses()) {
      usage.put(
          use.account() + use.benefitYear(),
          new Standing.Usage(use.account(), use.benefitYear(), use.afterFen(), 0));
    }
    settlement.grantDraws().forEach(d -> drawn.merge(d.grantId(), d.drawnFen(), Long::sum));
  }

  private Standing standing(
      Map<String, Object> one, Map<String, Standing.Usage> usage, Map<String, Long> drawn) {
    LocalDate start = LocalDate.of(2010, 1, 1);
    List<Standing.Identity> identities = new ArrayList<>();
    for (String category : texts(one.getOrDefault("identity", List.of()))) {
      identities.add(
          new Standing.Identity(
              category, need(document, "region").toString(), start, Optional.empty(), "case"));
    }
    List<Standing.Approval> approvals = new ArrayList<>();
    for (String approval : texts(one.getOrDefault("approvals", List.of()))) {
      String[] parts = approval.split("/", -1);
      boolean special = parts.length == 2;
      approvals.add(
          new Standing.Approval(
              approval,
              special ? "special_disease" : parts[0],
              special ? parts[0] : "",
              special ? parts[1] : "",
              "",
              start,
              Optional.empty()));
    }
    List<Standing.Grant> grants = new ArrayList<>();
    for (String yuan : texts(one.getOrDefault("grants", List.of()))) {
      grants.add(
          new Standing.Grant(
              "G" + yuan,
              "zhengzhou_charity",
              fen(yuan),
              drawn.getOrDefault("G" + yuan, 0L),
              start,
              LocalDate.of(2030, 1, 1)));
    }
    return new Standing(
        "P1",
        Optional.of(new Standing.Hospital("H1", "410100", "2", false)),
        identities,
        approvals,
        grants,
        List.copyOf(usage.values()),
        Map.of("zhengzhou_charity", new Standing.FundMoney(100_000_000L, 0, 0)));
  }

  private Claim claim(Map<String, Object> one, Map<String, Object> line, int number) {
    LocalDate last = LocalDate.parse(need(line, "last").toString());
    LocalDate first =
        Optional.ofNullable(line.get("admission"))
            .map(day -> LocalDate.parse(day.toString()))
            .orElse(last);
    String[] disease = line.getOrDefault("disease", "/").toString().split("/", -1);
    Optional<InsurerSettlement> insurer =
        Optional.ofNullable(line.get("supplied"))
            .map(
                supplied ->
                    new InsurerSettlement(
                        "I" + number,
                        map(supplied).entrySet().stream()
                            .map(e -> new FundAmount(e.getKey(), fen(e.getValue().toString())))
                            .toList(),
                        fen(line.getOrDefault("hospital_share", "0").toString())));
    return new Claim(
        new ClaimKey("H1", "E" + number, "B1"),
        new Claim.Desk("op", "t", "s", ""),
        false,
        Optional.empty(),
        need(document, "region").toString(),
        "390",
        Care.parse(need(line, "care").toString()).orElseThrow(),
        new ServiceDates(first, last),
        List.of(),
        disease[0],
        disease[1],
        "",
        Referral.NONE,
        "true".equals(one.getOrDefault("third_party", "false").toString()),
        new Bill(
            part(line, "in"), part(line, "first"), part(line, "over_limit"), part(line, "out")),
        List.of(),
        insurer,
        0,
        0);
  }

  private static long part(Map<String, Object> line, String name) {
    return fen(line.getOrDefault(name, "0").toString());
  }

  private static long fen(String yuan) {
    return Yuan.parse(yuan).orElseThrow(() -> new IllegalArgumentException(yuan));
  }

  private static Object need(Map<String, Object> from, String name) {
    return Optional.ofNullable(from.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " must be written"));
  }

  private static List<String> texts(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).toList()
        : List.of(value.toString());
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, each) -> copy.put(key.toString(), each));
    return copy;
  }
}
