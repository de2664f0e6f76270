package io.yizhan.gateway.desk;

import io.yizhan.policy.DateSpan;
import io.yizhan.policy.EditionResolver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A document with the tables that it keeps in files of their own, and an edition with the documents
 * above it, as one text: the document, each of its tables after a line that names its file, then
 * likewise each document of the chain. Such a text is complete in itself, so that whoever reads it
 * later reads what was published, whatever has been published since and whatever lies on a disk.
 */
public final class EditionText {
  private static final String MARK = "--- # file: ";
  private static final String TABLE_MARK = "--- # table: ";

  private EditionText() {}

  /** The text of a file that a document keeps a table in. */
  public record Table(String fileName, String text) {}

  /**
   * One document of a chain.
   *
   * @param text with its tables
   */
  public record Part(String fileName, String text) {
    /** The document without its tables. */
    public String document() {
      return pieces(fileName, text, TABLE_MARK).get(0).text();
    }

    /** Its tables, as they stand after it. */
    public List<Table> tables() {
      List<Part> pieces = pieces(fileName, text, TABLE_MARK);
      return pieces.subList(1, pieces.size()).stream()
          .map(piece -> new Table(piece.fileName(), piece.text()))
          .toList();
    }
  }

  /** Where the documents above are looked up. */
  public interface Parents {
    /** The version of a policy that is in force on a day, or empty; with all that is above it. */
    Optional<Part> find(String policyCode, LocalDate day);
  }

  /**
   * The text with the documents above it; the text itself where it is no edition, has them already
   * or they are not to be found, which the reader then says.
   */
  public static String complete(
      PolicySource source, String fileName, String text, Parents parents) {
    String whole = text;
    for (int above = 1; above < EditionResolver.CHAIN_MAX; above++) {
      List<Part> parts = parts(fileName, whole);
      Optional<EditionResolver.Header> last = source.header(parts.get(parts.size() - 1).document());
      Optional<String> code = last.flatMap(EditionResolver.Header::editionOf);
      Optional<LocalDate> day = last.flatMap(EditionResolver.Header::inForce).map(DateSpan::from);
      if (code.isEmpty() || day.isEmpty()) {
        return whole;
      }
      Optional<Part> parent = parents.find(code.get(), day.get());
      if (parent.isEmpty()) {
        return whole;
      }
      whole = ended(whole) + MARK + parent.get().fileName() + "\n" + parent.get().text();
    }
    return whole;
  }

  /**
   * The text with a table after its own document.
   *
   * @throws IllegalArgumentException when a line of the table could be taken for the beginning of
   *     another
   */
  public static String withTable(String text, Table table) {
    if (("\n" + table.text()).contains("\n---")) {
      throw new IllegalArgumentException("no line of a table may begin with ---");
    }
    String own = own(text);
    return ended(own)
        + TABLE_MARK
        + table.fileName()
        + "\n"
        + ended(table.text())
        + text.substring(own.length());
  }

  private static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }

  /** The documents of a text, the edition itself first. */
  public static List<Part> parts(String fileName, String text) {
    return pieces(fileName, text, MARK);
  }

  private static List<Part> pieces(String fileName, String text, String marked) {
    List<Part> parts = new ArrayList<>();
    String name = fileName;
    int from = 0;
    int mark = text.indexOf("\n" + marked);
    while (mark >= 0) {
      parts.add(new Part(name, text.substring(from, mark + 1)));
      int end = text.indexOf('\n', mark + 1);
      int nameEnd = end < 0 ? text.length() : end;
      name = text.substring(mark + 1 + marked.length(), nameEnd).strip();
      from = end < 0 ? text.length() : end + 1;
      mark = text.indexOf("\n" + marked, nameEnd);
    }
    parts.add(new Part(name, text.substring(from)));
    return parts;
  }

  /** What follows the edition itself: the document above it, with all that is above that. */
  public static Optional<Part> above(String text) {
    List<Part> parts = parts("", text);
    if (parts.size() == 1) {
      return Optional.empty();
    }
    int from = text.indexOf('\n', parts.get(0).text().length());
    return Optional.of(new Part(parts.get(1).fileName(), from < 0 ? "" : text.substring(from + 1)));
  }

  /** The document itself with its tables, without the documents above it. */
  public static String own(String text) {
    return parts("", text).get(0).text();
  }
}
