package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hidden together is never of few persons, however much of it is known. */
class SmallCountsTest {
  private static final int MIN = 5;

  /** A row, with the persons in it and those of them to whom aid was paid. */
  private record Row(int number, Set<Integer> persons, Set<Integer> aided) {
    List<Long> counts() {
      Set<Integer> others = new HashSet<>(persons);
      others.removeAll(aided);
      return List.of((long) persons.size(), (long) aided.size(), (long) others.size());
    }
  }

  private static boolean isFew(Set<Integer> persons) {
    return !persons.isEmpty() && persons.size() < MIN;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void hidden_ofRowsThatShareTheirPersons_isOfFewOnlyWhereAllIs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SmallCounts small = new SmallCounts(MIN);
    for (int i = 0; i < 2_000; i++) {
      List<Row> rows =
          IntStream.range(0, random.nextInt(1, 6)).mapToObj(number -> row(random, number)).toList();
      Set<Row> hidden = small.hidden(rows, Row::counts);
      for (Row row : rows) {
        boolean few = isFew(row.persons()) || row.counts().stream().anyMatch(small::isSmall);
        assertFalse(few && !hidden.contains(row), row::toString);
      }
      if (!hidden.isEmpty() && hidden.size() < rows.size()) {
        Set<Integer> persons = new HashSet<>();
        Set<Integer> aided = new HashSet<>();
        Set<Integer> others = new HashSet<>();
        for (Row row : hidden) {
          persons.addAll(row.persons());
          aided.addAll(row.aided());
          row.persons().stream().filter(each -> !row.aided().contains(each)).forEach(others::add);
        }
        assertFalse(isFew(persons) || isFew(aided) || isFew(others), hidden::toString);
        assertFalse(hidden.size() < 2, "it would follow from the total");
      }
    }
  }

  private static Row row(SplittableRandom random, int number) {
    int size = random.nextInt(1, 20);
    Set<Integer> persons = new HashSet<>();
    Set<Integer> aided = new HashSet<>();
    for (int i = 0; i < size; i++) {
      int person = random.nextInt(40);
      persons.add(person);
      if (random.nextInt(4) > 0) {
        aided.add(person);
      }
    }
    return new Row(number, persons, aided);
  }

  @Test
  void hidden_withoutALeast_isNothing() {
    assertEquals(Set.of(), new SmallCounts(0).hidden(List.of(1L, 2L), each -> List.of(each, each)));
  }
}
