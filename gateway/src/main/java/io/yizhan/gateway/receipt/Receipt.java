package io.yizhan.gateway.receipt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A receipt of one entry of the ledger, and, once its posting day has a root, the way to that. As a
 * text it is lines of a name and a value, so that {@code sed}, {@code base64} and {@code openssl}
 * are enough to verify it.
 */
public record Receipt(Sealed entry, Optional<InDay> day) {
  private static final String TITLE = "yizhan-receipt 1";
  private static final int LINES_MAX = 200;
  private static final List<String> SEALED = List.of("algorithm", "key-id", "signed", "signature");
  private static final String OF_DAY = "day-";
  private static final String PLACE = "place";

  /**
   * The place of an entry in the tree of its day.
   *
   * @param place from 0
   * @param path hashes beside the way up, lowest first
   */
  public record InDay(Sealed root, long place, List<byte[]> path) {
    public InDay {
      path = List.copyOf(path);
    }
  }

  /** What a check found; the first thing that is wrong. */
  public enum Finding {
    /** The signature is right, and so is the way to the root of the day where there is one. */
    VALID,
    /** No key of this id was given. */
    KEY_UNKNOWN,
    /** The bytes are not those that were signed. */
    SIGNATURE_WRONG,
    /** The root of the day is not what was signed. */
    ROOT_SIGNATURE_WRONG,
    /** The entry does not lead to the root of its day. */
    NOT_IN_DAY
  }

  /** Checks with these keys alone. */
  public Finding check(List<VerifyingKey> keys) {
    Finding ofEntry = check(entry, keys, Finding.SIGNATURE_WRONG);
    if (ofEntry != Finding.VALID || day.isEmpty()) {
      return ofEntry;
    }
    InDay in = day.get();
    Finding ofRoot = check(in.root(), keys, Finding.ROOT_SIGNATURE_WRONG);
    return ofRoot == Finding.VALID ? checkPlace(in) : ofRoot;
  }

  private Finding checkPlace(InDay in) {
    try {
      SignedText text = SignedText.parse(entry.signed());
      SignedText root = SignedText.parse(in.root().signed());
      byte[] leads =
          MerkleTree.rootOf(
              MerkleTree.leaf(entry.signed()),
              in.place(),
              Long.parseLong(root.field("entry-count")),
              in.path());
      boolean fits =
          text.kind().equals(SignedText.ENTRY)
              && root.kind().equals(SignedText.DAY_ROOT)
              && root.field("posting-date").equals(text.field("posting-date"))
              && root.field("root-sha256").equals(HexFormat.of().formatHex(leads));
      return fits ? Finding.VALID : Finding.NOT_IN_DAY;
    } catch (IllegalArgumentException e) {
      return Finding.NOT_IN_DAY;
    }
  }

  private static Finding check(Sealed sealed, List<VerifyingKey> keys, Finding wrong) {
    Optional<VerifyingKey> key =
        keys.stream().filter(each -> each.keyId().equals(sealed.keyId())).findFirst();
    if (key.isEmpty()) {
      return Finding.KEY_UNKNOWN;
    }
    return key.get().verifies(sealed) ? Finding.VALID : wrong;
  }

  /** As a text. */
  public String text() {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    sealed(text, "", entry);
    day.ifPresent(
        in -> {
          sealed(text, "day-", in.root());
          text.append("place: ").append(in.place()).append('\n');
          in.path().forEach(hash -> line(text, "path", hash));
        });
    return text.toString();
  }

  private static void sealed(StringBuilder text, String prefix, Sealed sealed) {
    text.append(prefix).append("algorithm: ").append(sealed.algorithm()).append('\n');
    text.append(prefix).append("key-id: ").append(sealed.keyId()).append('\n');
    line(text, prefix + "signed", sealed.signed());
    line(text, prefix + "signature", sealed.signature());
  }

  private static void line(StringBuilder text, String name, byte[] bytes) {
    text.append(name).append(": ").append(Base64.getEncoder().encodeToString(bytes)).append('\n');
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException when it is no receipt
   */
  public static Receipt parse(String text) {
    List<String> lines = Arrays.asList(text.strip().split("\\R", LINES_MAX));
    if (!lines.get(0).equals(TITLE)) {
      throw new IllegalArgumentException("must begin with " + TITLE);
    }
    Map<String, String> values = new LinkedHashMap<>();
    List<byte[]> path = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(": ");
      if (colon < 0) {
        throw new IllegalArgumentException("a line must be a name and a value");
      }
      String name = line.substring(0, colon);
      String value = line.substring(colon + 2);
      if (name.equals("path")) {
        path.add(decoded(name, value));
      } else if (values.put(name, value) != null) {
        throw new IllegalArgumentException("must be named once: " + name);
      }
    }
    boolean inDay = !path.isEmpty();
    for (String name : values.keySet()) {
      boolean ofDay = name.startsWith(OF_DAY) || name.equals(PLACE);
      inDay |= ofDay;
      if ((!ofDay && !SEALED.contains(name))
          || (name.startsWith(OF_DAY) && !SEALED.contains(name.substring(OF_DAY.length())))) {
        throw new IllegalArgumentException("must not have " + name);
      }
    }
    // A part of what tells of the day would otherwise pass for a receipt without it.
    Optional<InDay> day =
        inDay
            ? Optional.of(new InDay(sealed(values, OF_DAY), place(value(values, PLACE)), path))
            : Optional.empty();
    return new Receipt(sealed(values, ""), day);
  }

  private static byte[] decoded(String name, String value) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException damaged) {
      throw new IllegalArgumentException(name + " must be Base64", damaged);
    }
  }

  private static long place(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException damaged) {
      throw new IllegalArgumentException(PLACE + " must be a number", damaged);
    }
  }

  private static Sealed sealed(Map<String, String> values, String prefix) {
    return new Sealed(
        value(values, prefix + "algorithm"),
        value(values, prefix + "key-id"),
        decoded(prefix + "signed", value(values, prefix + "signed")),
        decoded(prefix + "signature", value(values, prefix + "signature")));
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("must have " + name);
    }
    return value;
  }
}
