package io.yizhan.gateway.casefile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyNode.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of claims, a JSON object a line with the fields of a case file's claim and of its person.
 * Reading takes the memory of one line.
 */
public final class ClaimLines implements AutoCloseable {
  /** The longest line, bytes. */
  public static final int LINE_BYTES_MAX = 64 * 1024;

  private static final int NESTING_MAX = 8;

  private final BoundedLines lines;
  private final Parser parser;
  private final LineHouseholds households;

  /**
   * Reads a stream.
   *
   * @param file how errors name it
   * @param fundMoneyFen what finite funds have; a fund that is not named never runs short
   */
  public ClaimLines(InputStream in, String file, CaseWords words, Map<String, Long> fundMoneyFen) {
    this.lines = new BoundedLines(in, LINE_BYTES_MAX);
    this.parser = new Parser(file, words, fundMoneyFen);
    this.households = new LineHouseholds(file);
  }

  /**
   * A line as it was understood.
   *
   * @param number from 1
   * @param household whose household accounts it carries on; empty: the person's alone
   * @param person whose usage it carries on; empty: nobody's
   * @param entry the claim, unless something in it is wrong
   */
  public record ClaimLine(
      int number,
      String household,
      String person,
      Optional<CaseBook.Entry> entry,
      List<PolicyIssue> issues) {
    public ClaimLine {
      issues = List.copyOf(issues);
    }

    /** Nothing of it could be read. */
    static ClaimLine unreadable(int number, List<PolicyIssue> issues) {
      return new ClaimLine(number, "", "", Optional.empty(), issues);
    }

    /** The same line, of which something is wrong. */
    ClaimLine refused(List<PolicyIssue> why) {
      return new ClaimLine(number, household, person, Optional.empty(), why);
    }
  }

  /** The next claim, empty at the end; blank lines are passed over. */
  public Optional<ClaimLine> next() throws IOException {
    return nextRaw().map(parser::parse).map(households::checked);
  }

  /** Who was of which household in the lines before. */
  LineHouseholds households() {
    return households;
  }

  /** How many claims that could be understood named no household, of those read so far. */
  public long withoutHousehold() {
    return households.withoutCount();
  }

  /** The next line as it stands, to be parsed elsewhere. */
  Optional<BoundedLines.Line> nextRaw() throws IOException {
    Optional<BoundedLines.Line> line = lines.next();
    while (line.isPresent() && line.get().isBlank()) {
      line = lines.next();
    }
    return line;
  }

  Parser parser() {
    return parser;
  }

  /** How much of the file has been read, bytes. */
  public long bytesRead() {
    return lines.bytesRead();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** Understands lines; for any number of threads. */
  static final class Parser {
    private final JsonFactory json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
            .build();
    private final String file;
    private final CaseWords words;
    private final Map<String, Long> fundMoneyFen;

    Parser(String file, CaseWords words, Map<String, Long> fundMoneyFen) {
      this.file = file;
      this.words = words;
      this.fundMoneyFen = Map.copyOf(fundMoneyFen);
    }

    ClaimLine parse(BoundedLines.Line line) {
      CaseLog log = new CaseLog(file);
      if (line.tooLong()) {
        log.error(
            line.number(),
            "LINE_TOO_LONG",
            "一行不能超过 " + LINE_BYTES_MAX + " 字节。",
            "A line must not be longer than " + LINE_BYTES_MAX + " bytes.");
        return ClaimLine.unreadable(line.number(), log.issues());
      }
      PolicyNode node;
      try (JsonParser reader = json.createParser(line.bytes())) {
        reader.nextToken();
        node = node(reader, line.number());
        if (reader.nextToken() != null) {
          throw new JsonParseException(reader, "more than one value in a line");
        }
      } catch (IOException e) {
        log.error(
            line.number(), "BAD_JSON", "这一行不是一个 JSON 对象。", "This line is not one JSON object.");
        return ClaimLine.unreadable(line.number(), log.issues());
      }
      Optional<CaseBook.Entry> entry =
          new CaseReader(words, log)
              .entry(node, Optional.empty(), words.region(), fundMoneyFen, line.number());
      boolean usable = log.count() == 0;
      return new ClaimLine(
          line.number(),
          text(node, FieldName.HOUSEHOLD),
          text(node, FieldName.PERSON),
          usable ? entry : Optional.empty(),
          log.issues());
    }

    private static String text(PolicyNode node, FieldName name) {
      if (node instanceof Fields fields) {
        for (Field field : fields.values()) {
          if (name.isWritten(field.name()) && field.value() instanceof Text text) {
            return text.value();
          }
        }
      }
      return "";
    }

    /** Numbers stay the texts they are: no amount passes through a binary fraction. */
    private static PolicyNode node(JsonParser reader, int line) throws IOException {
      JsonToken token = reader.currentToken();
      if (token == JsonToken.START_OBJECT) {
        List<Field> fields = new ArrayList<>();
        while (reader.nextToken() != JsonToken.END_OBJECT) {
          String name = reader.currentName();
          reader.nextToken();
          fields.add(new Field(name, line, node(reader, line)));
        }
        return new Fields(fields, line);
      }
      if (token == JsonToken.START_ARRAY) {
        List<PolicyNode> items = new ArrayList<>();
        while (reader.nextToken() != JsonToken.END_ARRAY) {
          items.add(node(reader, line));
        }
        return new Items(items, line);
      }
      if (token == null) {
        throw new JsonParseException(reader, "no value");
      }
      return new Text(token == JsonToken.VALUE_NULL ? "" : reader.getText(), line);
    }
  }
}
