package io.yizhan.gateway.policyfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.yizhan.policy.Sheet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a spreadsheet saved as CSV: commas between cells, quotes around cells that need them.
 */
public final class CsvRows {
  private CsvRows() {}

  /**
   * What was read.
   *
   * @param rows as they stand, blank ones too; empty when there is a problem
   * @param problem what is wrong, in the words of the parser; empty when nothing is
   * @param line where, from 1
   */
  public record Reading(List<Sheet.Row> rows, Optional<String> problem, int line) {
    public Reading {
      rows = List.copyOf(rows);
    }
  }

  /** Reads a text of at most so many rows; cells are stripped of the space around them. */
  public static Reading read(String text, int rowsMax) {
    List<Sheet.Row> rows = new ArrayList<>();
    try (CsvParser parser =
        CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .build()
            .getFactory()
            .createParser(text)) {
      List<String> cells = new ArrayList<>();
      int line = 1;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          cells = new ArrayList<>();
        } else if (token == JsonToken.VALUE_STRING) {
          line = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
          cells.add(parser.getText().strip());
        } else if (token == JsonToken.END_ARRAY && !cells.isEmpty()) {
          rows.add(new Sheet.Row(cells, line));
          cells = new ArrayList<>();
          if (rows.size() > rowsMax) {
            return new Reading(List.of(), Optional.of("more than " + rowsMax + " lines"), line);
          }
        }
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      return new Reading(List.of(), Optional.of(firstLine(e)), line);
    } catch (IOException e) {
      return new Reading(List.of(), Optional.of(firstLine(e)), 1);
    }
    return new Reading(rows, Optional.empty(), 1);
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
