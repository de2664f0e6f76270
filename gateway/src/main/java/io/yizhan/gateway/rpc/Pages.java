package io.yizhan.gateway.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
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
    refuse(violations);
    return Optional.empty();
  }

  /** Names the token as a violation. */
  static void refuse(Violations violations) {
    violations.add("page_token", "应为上一页返回的 next_page_token", "must be from the page before");
  }
}
