package io.yizhan.gateway.month;

import io.yizhan.gateway.demo.InventedId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who lives there and which hospitals there are, drawn from a seed. The divisions are real, so that
 * the published policy of the city decides; persons and hospitals are not.
 *
 * @param hospitals the city's first
 */
record Town(List<County> counties, List<House> hospitals, List<Resident> residents) {
  /** Where the hospitals of the third level stand. */
  static final String CITY_CENTRE = "410102";

  private static final List<County> COUNTIES =
      List.of(
          new County("410122", "中牟"),
          new County("410181", "巩义"),
          new County("410182", "荥阳"),
          new County("410183", "新密"),
          new County("410184", "新郑"),
          new County("410185", "登封"));

  private static final int CITY_HOSPITALS_OF_MANY = 2;
  private static final int MANY = 10;
  private static final int HOUSEHOLD_MAX = 5;
  private static final int PERCENT = 100;
  private static final int COLLECTIVE_PERCENT = 3;
  private static final int ALONE_PERCENT = 15;
  private static final int CHRONIC_PERCENT = 14;
  private static final LocalDate OLDEST = LocalDate.of(1938, 1, 1);

  /** Days over which births are spread; has no factor in common with the stride. */
  private static final int BIRTH_DAYS = 30_000;

  private static final int BIRTH_STRIDE = 7_919;

  private static final List<Treatment> TREATMENTS =
      List.of(
          new Treatment("esrd", "dialysis", "N18.601"),
          new Treatment("malignant_tumour", "radio_chemo", "Z51.100"),
          new Treatment("diabetes_1", "insulin", "E10.900"),
          new Treatment("severe_mental", "maintenance_drugs", "F20.900"));

  /** A county, whose office keeps identities and whose fund pays. */
  record County(String code, String name) {}

  /** A hospital. */
  record House(String id, String name, String division, int level) {}

  /** How a special disease is treated. */
  record Treatment(String disease, String form, String diagnosis) {}

  /** Somebody with an identity. */
  record Resident(
      int number,
      String idNumber,
      County county,
      int household,
      String category,
      Optional<Treatment> chronic) {}

  Town {
    counties = List.copyOf(counties);
    hospitals = List.copyOf(hospitals);
    residents = List.copyOf(residents);
  }

  /** Draws one. */
  static Town draw(MonthOrder order, RandomGenerator random) {
    int city = order.hospitals() < MANY ? 1 : CITY_HOSPITALS_OF_MANY;
    List<County> counties =
        COUNTIES.subList(0, Math.min(COUNTIES.size(), order.hospitals() - city));
    List<House> hospitals = new ArrayList<>();
    for (int i = 0; i < order.hospitals(); i++) {
      hospitals.add(hospital(i, city, counties));
    }
    List<Resident> residents = new ArrayList<>(order.persons());
    for (int household = 1; residents.size() < order.persons(); household++) {
      addHousehold(household, counties, order.persons(), residents, random);
    }
    return new Town(counties, hospitals, residents);
  }

  private static House hospital(int number, int city, List<County> counties) {
    if (number < city) {
      return new House(
          "H410102%03d".formatted(number + 1), "示例市第%d医院".formatted(number + 1), CITY_CENTRE, 3);
    }
    County county = counties.get((number - city) % counties.size());
    int round = (number - city) / counties.size();
    return new House(
        "H%s%03d".formatted(county.code(), round + 1),
        county.name() + (round == 0 ? "示例县医院" : "示例第%d卫生院".formatted(round)),
        county.code(),
        round == 0 ? 2 : 1);
  }

  private static void addHousehold(
      int household,
      List<County> counties,
      int persons,
      List<Resident> residents,
      RandomGenerator random) {
    County county = counties.get(random.nextInt(counties.size()));
    int drawn = random.nextInt(PERCENT);
    String category =
        drawn < COLLECTIVE_PERCENT ? "tekun_inst" : drawn < ALONE_PERCENT ? "tekun_home" : "dibao";
    int size = category.equals("dibao") ? 1 + random.nextInt(HOUSEHOLD_MAX) : 1;
    for (int i = 0; i < size && residents.size() < persons; i++) {
      int number = residents.size();
      residents.add(
          new Resident(
              number,
              InventedId.of(
                  OLDEST.plusDays((long) number * BIRTH_STRIDE % BIRTH_DAYS),
                  1 + number / BIRTH_DAYS),
              county,
              household,
              category,
              random.nextInt(PERCENT) < CHRONIC_PERCENT
                  ? Optional.of(TREATMENTS.get(random.nextInt(TREATMENTS.size())))
                  : Optional.empty()));
    }
  }
}
