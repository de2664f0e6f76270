package io.yizhan.gateway.postgres;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The bucket of an id: a stable number by which rows can be spread over machines. Stored, so it
 * must never change.
 */
final class Bucket {
  /** How many buckets there are. */
  static final int COUNT = 1024;

  private Bucket() {}

  /** The bucket of the parts of an id, 0 to {@link #COUNT} - 1. */
  static short of(String... parts) {
    CRC32 crc = new CRC32();
    for (String part : parts) {
      crc.update(part.getBytes(StandardCharsets.UTF_8));
      crc.update(0);
    }
    return (short) (crc.getValue() % COUNT);
  }

  /** The bucket of a key that is bytes. */
  static short of(byte[] key) {
    CRC32 crc = new CRC32();
    crc.update(key);
    return (short) (crc.getValue() % COUNT);
  }
}
