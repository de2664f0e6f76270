package io.yizhan.gateway.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Page sizes and opaque page tokens. */
final class Pages {
  static final int SIZE_DEFAULT = 100;
  static final int SIZE_MAX = 500;
  private static final int TOKEN_CHARACTERS_MAX = 256;

  /** What our keys are made of; the store accepts no other bytes in a text. */
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private Pages() {}

  /** Hides a key in a token. */
  static String token(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The key in a token; empty for the first page. A token that is none of ours is a violation. */
  static Optional<String> key(String token, Violations violations) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    if (token.length() <= TOKEN_CHARACTERS_MAX) {
      try {
        String key = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        if (KEY.matcher(key).matches()) {
          return Optional.of(key);
        }
      } catch (IllegalArgumentException e) {
        // Not base64: named below.
      }
    }
    refuse(token, violations);
    return Optional.empty();
  }

  /** A page that is asked for: so many after a key, which is empty for the first page. */
  record Ask(String afterKey, int size) {
    /** Reads one; throws with every violation. */
    static Ask read(int pageSize, String pageToken) {
      Violations violations = new Violations();
      int size = violations.pageSize(pageSize);
      String afterKey = key(pageToken, violations).orElse("");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
      return new Ask(afterKey, size);
    }

    /** How many to find: one more than is shown tells that there is a next page. */
    int limit() {
      return size + 1;
    }
  }

  /**
   * Shows at most so many.
   *
   * @return the token of the next page; empty when there is none
   */
  static <T> String show(List<T> found, int size, Consumer<T> to, Function<T, String> tokenOf) {
    List<T> shown = found.subList(0, Math.min(found.size(), size));
    shown.forEach(to);
    return found.size() > size ? tokenOf.apply(shown.get(shown.size() - 1)) : "";
  }

  /** Names the token as a violation. */
  static void refuse(String token, Violations violations) {
    int characters = token.length();
    violations.add(
        "page_token",
        "应为同一查询上一页返回的 next_page_token，一字不改，实为 " + characters + " 个字符",
        "must be the next_page_token of the page before of the same query, unchanged, was "
            + characters
            + " characters");
  }
}
