package io.yizhan.gateway.acceptance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Spoils messages: as bytes, and field by field through their descriptors. The same seed again. */
final class Mutations {
  /** The transport's limit, less what may be appended. */
  private static final int FRAME_BYTES_MAX = 16 * 1024 * 1024 - 64 * 1024;

  private static final int FLIPS_MAX = 8;
  private static final int FIELDS_MAX = 4;
  private static final int DEPTH_MAX = 6;
  private static final int NESTED_MAX = 300;
  private static final int NOISE_MAX = 512;
  private static final byte[] HUGE_VARINT = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
  private static final byte[] OVERLONG_VARINT = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
  private static final byte[] LENGTH_OF_TWO_GIB = {-1, -1, -1, -1, 7};

  private static final List<byte[]> NO_UTF8 =
      List.of(
          new byte[] {-1},
          new byte[] {(byte) 0xc0, (byte) 0x80},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
          new byte[] {(byte) 0xe4, (byte) 0xb8});

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "'; DROP TABLE request; --",
          "%s%n",
          "\ud83d\ude00",
          "\u202eturned",
          "e\u0301",
          "０１２",
          "-1",
          "9223372036854775808",
          "1e309",
          "x".repeat(64),
          "x".repeat(65),
          "数".repeat(2_000),
          "../../etc/passwd",
          "{[<&\"\\",
          "none",
          "inpatient",
          "resident_id",
          "410122",
          "2016-02-30",
          // What a person is known by, typed where it does not belong.
          Invented.person(1).getNumber());

  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          100L,
          1_000_000L,
          100_000_000_000L,
          100_000_000_001L,
          (long) Integer.MAX_VALUE,
          (long) Integer.MIN_VALUE,
          Integer.MAX_VALUE + 1L,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private final RandomGenerator random;

  Mutations(RandomGenerator random) {
    this.random = random;
  }

  /** Ways to spoil a message; each is as likely as any other. */
  enum Way {
    FLIPPED_BITS,
    CUT,
    TWICE,
    HUGE_VARINT,
    WRONG_WIRE_TYPE,
    DEEP,
    NO_UTF8,
    OTHER_FIELDS,
    RANDOM_MESSAGE,
    NOISE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One spoilt message. */
  record Mutated(Way way, byte[] bytes) {}

  /** Spoils a message in one way. */
  Mutated next(Message valid) {
    Way way = Way.values()[random.nextInt(Way.values().length)];
    byte[] bytes = valid.toByteArray();
    return new Mutated(
        way,
        switch (way) {
          case FLIPPED_BITS -> flipped(bytes);
          case CUT -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
          case TWICE -> inserted(bytes, slice(bytes));
          case HUGE_VARINT -> overwritten(bytes, varint());
          case WRONG_WIRE_TYPE -> wrongWireType(bytes);
          case DEEP -> inserted(bytes, nested(valid));
          case NO_UTF8 -> overwritten(bytes, NO_UTF8.get(random.nextInt(NO_UTF8.size())));
          case OTHER_FIELDS -> bounded(otherFields(valid).toByteArray());
          case RANDOM_MESSAGE -> bounded(randomMessage(valid, 0).toByteArray());
          case NOISE -> noise();
        });
  }

  /** A frame that says it is larger is refused by the transport itself, before any door. */
  private static byte[] bounded(byte[] bytes) {
    return bytes.length <= FRAME_BYTES_MAX ? bytes : Arrays.copyOf(bytes, FRAME_BYTES_MAX);
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = 1 + random.nextInt(FLIPS_MAX); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] slice(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    return Arrays.copyOfRange(bytes, from, from + random.nextInt(bytes.length - from + 1));
  }

  private byte[] varint() {
    return switch (random.nextInt(3)) {
      case 0 -> HUGE_VARINT;
      case 1 -> OVERLONG_VARINT;
      default -> LENGTH_OF_TWO_GIB;
    };
  }

  /** Another wire type in the low three bits of a byte that may be a tag. */
  private byte[] wrongWireType(byte[] bytes) {
    if (bytes.length > 0) {
      int at = random.nextInt(3) == 0 ? 0 : random.nextInt(bytes.length);
      bytes[at] = (byte) ((bytes[at] & ~7) | random.nextInt(8));
    }
    return bytes;
  }

  /** A message in itself many times, or as many groups that no field knows. */
  private byte[] nested(Message valid) {
    int depth = 1 + random.nextInt(NESTED_MAX);
    if (random.nextBoolean()) {
      byte[] groups = new byte[2 * depth];
      Arrays.fill(groups, 0, depth, (byte) 0x7b);
      Arrays.fill(groups, depth, 2 * depth, (byte) 0x7c);
      return groups;
    }
    int tag = random.nextBoolean() ? 0x7a : firstMessageTag(valid);
    byte[] inner = new byte[0];
    for (int i = 0; i < depth; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(tag);
      writeVarint(out, inner.length);
      out.writeBytes(inner);
      inner = out.toByteArray();
    }
    return inner;
  }

  private static int firstMessageTag(Message valid) {
    for (FieldDescriptor field : valid.getDescriptorForType().getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && field.getNumber() < 16) {
        return (field.getNumber() << 3) | 2;
      }
    }
    return 0x0a;
  }

  private static void writeVarint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 127) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private byte[] inserted(byte[] bytes, byte[] part) {
    int at = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
    byte[] out = new byte[bytes.length + part.length];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(part, 0, out, at, part.length);
    System.arraycopy(bytes, at, out, at + part.length, bytes.length - at);
    return out;
  }

  private byte[] overwritten(byte[] bytes, byte[] part) {
    if (bytes.length < part.length) {
      return part;
    }
    System.arraycopy(part, 0, bytes, random.nextInt(bytes.length - part.length + 1), part.length);
    return bytes;
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(NOISE_MAX)];
    random.nextBytes(noise);
    return noise;
  }

  private Message otherFields(Message valid) {
    Message.Builder out = valid.toBuilder();
    for (int i = 1 + random.nextInt(FIELDS_MAX); i > 0; i--) {
      changeOne(out, 0);
    }
    return out.build();
  }

  private void changeOne(Message.Builder builder, int depth) {
    List<FieldDescriptor> fields = builder.getDescriptorForType().getFields();
    if (fields.isEmpty()) {
      return;
    }
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    boolean goDeeper =
        !field.isRepeated()
            && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && depth < DEPTH_MAX
            && random.nextInt(5) > 0;
    if (goDeeper) {
      Message.Builder inner = ((Message) builder.getField(field)).toBuilder();
      changeOne(inner, depth + 1);
      builder.setField(field, inner.build());
    } else if (random.nextInt(6) == 0) {
      builder.clearField(field);
    } else {
      set(builder, field, depth);
    }
  }

  private Message randomMessage(Message like, int depth) {
    DynamicMessage.Builder out = DynamicMessage.newBuilder(like.getDescriptorForType());
    for (FieldDescriptor field : like.getDescriptorForType().getFields()) {
      if (random.nextInt(3) > 0) {
        set(out, field, depth);
      }
    }
    return out.build();
  }

  private void set(Message.Builder builder, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      builder.setField(field, value(builder, field, depth));
      return;
    }
    builder.clearField(field);
    int count = random.nextInt(20) == 0 ? 1_001 : random.nextInt(4);
    Object value = value(builder, field, depth);
    for (int i = 0; i < count; i++) {
      builder.addRepeatedField(field, i < 4 ? value(builder, field, depth) : value);
    }
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    long number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    return switch (field.getJavaType()) {
      case INT -> (int) number;
      case LONG -> number;
      case FLOAT -> (float) number;
      case DOUBLE -> (double) number;
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTE_STRING -> ByteString.copyFrom(TEXTS.get(0), StandardCharsets.UTF_8);
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown((int) number);
      case MESSAGE -> {
        Message.Builder inner = builder.newBuilderForField(field);
        yield depth < DEPTH_MAX
            ? parsedLike(inner, randomMessage(inner.getDefaultInstanceForType(), depth + 1))
            : inner.build();
      }
    };
  }

  /** The same message as the type that the builder builds. */
  private static Message parsedLike(Message.Builder builder, Message message) {
    try {
      return builder.mergeFrom(message.toByteString()).build();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
