package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.WatchStore.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Writes a place in the ledger as a token: form, number of the transaction, id of the line, and a
 * checksum, so that damage is told apart from another ledger. It is no secret: it opens nothing
 * that its bearer may not see.
 */
final class WatchToken {
  static final int CHARACTERS_MAX = 256;
  private static final byte FORM = 1;
  private static final int ID_BYTES_MAX = 64;
  private static final int HEAD_BYTES = 1 + Long.BYTES;
  private static final int TAIL_BYTES = Integer.BYTES;
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]*");

  private WatchToken() {}

  static String of(Place place) {
    byte[] id = place.settlementId().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + id.length + TAIL_BYTES);
    bytes.put(FORM).putLong(place.number()).put(id);
    bytes.putInt(checksum(bytes.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The place of a token; empty when it is none of ours, or was damaged. */
  static Optional<Place> read(String token) {
    if (token.length() > CHARACTERS_MAX) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int idBytes = bytes.length - HEAD_BYTES - TAIL_BYTES;
    if (idBytes < 0 || idBytes > ID_BYTES_MAX || bytes[0] != FORM) {
      return Optional.empty();
    }
    long number = ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong();
    String id = new String(bytes, HEAD_BYTES, idBytes, StandardCharsets.US_ASCII);
    boolean whole =
        ByteBuffer.wrap(bytes, bytes.length - TAIL_BYTES, TAIL_BYTES).getInt() == checksum(bytes);
    if (!whole || number < 0 || (number == 0) != id.isEmpty() || !ID.matcher(id).matches()) {
      return Optional.empty();
    }
    return Optional.of(new Place(number, id));
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - TAIL_BYTES);
    return (int) crc.getValue();
  }
}
