package io.yizhan.gateway.acceptance;

import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.conformance.Defect;
import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.gateway.conformance.SimulatedInsurer;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.PersonDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A house beside a simulated insurer, under a policy that has it asked. */
final class AskedWorld implements AutoCloseable {
  static final String COUNTY = "420102";

  /** Asked; no answer, no settlement. */
  static final String RESIDENTS = "390";

  /** Asked; computed while the insurer is away. */
  static final String STUDENTS = "391";

  /** As students, by another rate than the insurer's, which is refused. */
  static final String PUPILS = "392";

  /** As students, by another rate than the insurer's, which is trued up. */
  static final String APPRENTICES = "393";

  /** As students, by a higher rate than the insurer's, which is trued up. */
  static final String RETRAINED = "394";

  /** Computed. */
  static final String WORKERS = "310";

  /** Asked, and no insurer has an address. */
  static final String NOBODY = "399";

  static final String POLICY =
      """
      policy: asked 询问示例
      regions: [4201 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      accounts:
        AID 救助累计: {adds: aid.paid, of: person, per: year}
      layers:
      - layer: residents 居民医保
        fund: 390100
        stage: insurance
        amount: asked
        when: {care: 住院, scheme: [390, 399]}
        fills: bill
      - layer: students 学生医保
        fund: 390100
        stage: insurance
        amount: asked
        if_away: computed
        differs: warn beyond 1
        when: {care: 住院, scheme: 391}
        counts: in
        rate: 60%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: pupils 中小学生医保
        fund: 390100
        stage: insurance
        amount: asked
        if_away: computed
        differs: refuse beyond 0.50
        when: {care: 住院, scheme: 392}
        counts: in
        rate: 50%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: apprentices 技校学生医保
        fund: 390100
        stage: insurance
        amount: asked
        if_away: computed
        differs: warn beyond 1
        when: {care: 住院, scheme: 393}
        counts: in
        rate: 50%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: retrained 转岗学员医保
        fund: 390100
        stage: insurance
        amount: asked
        if_away: computed
        differs: warn beyond 1
        when: {care: 住院, scheme: 394}
        counts: in
        rate: 70%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: workers 职工医保
        fund: 310100
        stage: insurance
        when: {care: 住院, scheme: 310}
        counts: in
        rate: 80%
        cap: unlimited
        otherwise: none
        cite: D 第二条
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        when: {care: 住院}
        counts: in.left
        columns: [对象, 比例, 限额 AID, 依据]
        rows:
        - [低保, 70%, 3万, D 第三条]
        otherwise: none
      """;

  private static final int TRIES_MAX = 1_000;
  private static final long PAUSE_MILLIS = 25;

  private final SimulatedInsurer insurer;
  private final House house;

  private AskedWorld(long seed, Set<Defect> defects) {
    try {
      this.insurer = new SimulatedInsurer("127.0.0.1", 0, seed, Misbehaviour.NONE, defects);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.house =
        House.open(
            new ServeSettings.Insurers(
                List.of(
                    new InsurerAddress("4201", RESIDENTS, "127.0.0.1", insurer.port()),
                    new InsurerAddress("4201", STUDENTS, "127.0.0.1", insurer.port()),
                    new InsurerAddress("42", PUPILS, "127.0.0.1", insurer.port()),
                    new InsurerAddress("42", APPRENTICES, "127.0.0.1", insurer.port()),
                    new InsurerAddress("42", RETRAINED, "127.0.0.1", insurer.port())),
                null,
                null));
    house.world().publish(house.client(), "asked.yaml", POLICY);
  }

  static AskedWorld open() {
    return new AskedWorld(7, Set.of());
  }

  /** With an insurer that breaks the contract. */
  static AskedWorld open(Defect defect) {
    return new AskedWorld(7, Set.of(defect));
  }

  House house() {
    return house;
  }

  SimulatedInsurer insurer() {
    return insurer;
  }

  /** Somebody with dibao of the county. */
  PersonDocument member(int number) {
    PersonDocument document = Invented.person(number);
    house
        .world()
        .put(
            house.client(),
            io.yizhan.proto.v1.Person.newBuilder()
                .addDocuments(document)
                .setName("示例人员")
                .addIdentities(World.identity("dibao", "2014-01-01").setCountyCode(COUNTY)));
    return document;
  }

  static Claim.Builder stay(PersonDocument person, String encounter, String scheme, long fen) {
    return Claims.stay(World.HOSPITAL, person, encounter, "2016-08-09", fen)
        .setInsuredRegionCode(COUNTY)
        .setInsuredSchemeCode(scheme);
  }

  /** Waits until it holds; fails when it never does. */
  static void await(java.util.function.BooleanSupplier holds) {
    for (int i = 0; i < TRIES_MAX; i++) {
      if (holds.getAsBoolean()) {
        return;
      }
      World.pause(PAUSE_MILLIS);
    }
    throw new AssertionError("must come to hold");
  }

  /** The states of all legs, with how many have it. */
  Map<String, Long> legs() {
    Map<String, Long> states = new TreeMap<>();
    house
        .database()
        .rows("SELECT state, count(*) FROM insurer_leg GROUP BY 1")
        .forEach(row -> states.put(row.split("\\|")[0], Long.parseLong(row.split("\\|")[1])));
    return states;
  }

  /** How many requests stand so at the insurer. */
  long atInsurer(RequestState state) {
    return insurer.standings().stream().filter(each -> each.getState() == state).count();
  }

  @Override
  public void close() {
    house.close();
    insurer.close();
  }
}
