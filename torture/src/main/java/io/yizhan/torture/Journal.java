package io.yizhan.torture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * What callers know, on disk: every request before it is sent, every answer before it counts. And
 * what was done to the house, so that a run can go on where it was cut off. Each entry carries its
 * length and a check sum; an entry that was cut off at the end is dropped.
 */
final class Journal implements AutoCloseable {
  private static final int HEAD_BYTES = 8;
  private static final int ENTRY_BYTES_MAX = 1 << 20;
  private static final byte SENT = 'S';
  private static final byte TOLD = 'T';
  private static final byte UNDONE = 'U';
  private static final byte STRUCK = 'F';

  private final FileChannel channel;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /** What a journal says, in order. */
  interface Reader {
    /** A request that may have been sent. */
    void sent(Order order);

    /** A definite answer to it. */
    void told(Order order, byte[] reply);

    /** A request was found undone, or did nothing, which is a definite answer too. */
    void foundUndone(Order order);

    /** A fault was done. */
    void struck(Fault fault);
  }

  /** Opens the journal to write behind what it says. */
  static Journal open(Path file) {
    try {
      long end = Files.exists(file) ? read(file, new Nobody()) : 0;
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(end);
      channel.position(end);
      return new Journal(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sent(Order order) {
    write(SENT, order, new byte[0], false);
  }

  /** Returns when the answer is on disk. */
  void told(Order order, byte[] reply) {
    write(TOLD, order, reply, true);
  }

  void foundUndone(Order order) {
    write(UNDONE, order, new byte[0], true);
  }

  void struck(Fault fault) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(STRUCK);
      out.writeUTF(fault.name());
      append(bytes.toByteArray(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(byte kind, Order order, byte[] reply, boolean onDisk) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(kind);
      order.write(out, kind == SENT);
      out.writeInt(reply.length);
      out.write(reply);
      append(bytes.toByteArray(), onDisk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void append(byte[] entry, boolean onDisk) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(entry);
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + entry.length);
    bytes.putInt(entry.length).putInt((int) sum.getValue()).put(entry).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (onDisk) {
      channel.force(false);
    }
  }

  /** Reads a journal; answers how many bytes of it are whole. */
  static long read(Path file, Reader reader) {
    long whole = 0;
    try (DataInputStream in =
        new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        int length = in.readInt();
        int sum = in.readInt();
        if (length <= 0 || length > ENTRY_BYTES_MAX) {
          return whole;
        }
        byte[] entry = in.readNBytes(length);
        CRC32 found = new CRC32();
        found.update(entry);
        if (entry.length < length || (int) found.getValue() != sum) {
          return whole;
        }
        say(new DataInputStream(new ByteArrayInputStream(entry)), reader);
        whole += HEAD_BYTES + length;
      }
    } catch (EOFException end) {
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(DataInputStream in, Reader reader) throws IOException {
    byte kind = in.readByte();
    if (kind == STRUCK) {
      reader.struck(Fault.valueOf(in.readUTF()));
      return;
    }
    Order order = Order.read(in, kind == SENT);
    byte[] reply = in.readNBytes(in.readInt());
    switch (kind) {
      case SENT -> reader.sent(order);
      case TOLD -> reader.told(order, reply);
      case UNDONE -> reader.foundUndone(order);
      default -> throw new IOException("an entry must be of a known kind");
    }
  }

  @Override
  public void close() {
    try {
      channel.force(false);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens to nothing. */
  private static final class Nobody implements Reader {
    @Override
    public void sent(Order order) {}

    @Override
    public void told(Order order, byte[] reply) {}

    @Override
    public void foundUndone(Order order) {}

    @Override
    public void struck(Fault fault) {}
  }
}
