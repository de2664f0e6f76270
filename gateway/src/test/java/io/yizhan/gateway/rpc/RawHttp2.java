package io.yizhan.gateway.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A connection whose frames are written by hand, and so need not be what a client would send. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  /** Nothing that is waited for takes as long; a server that never answers fails the test. */
  private static final int PATIENCE_MILLIS = 30_000;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private long windowBytes = 65_535;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

  /**
   * A frame as it came.
   *
   * @param status of gRPC, where the headers name one; empty otherwise
   */
  record Frame(int type, int flags, int stream, byte[] payload, String status) {
    /** The error of a GOAWAY or a RST_STREAM. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    /** What a GOAWAY says. */
    String text() {
      return new String(Arrays.copyOfRange(payload, 8, payload.length), StandardCharsets.UTF_8);
    }
  }

  /** A bare connection: nothing is sent yet. */
  RawHttp2(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
      out = new java.io.BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection that is ready for calls. */
  static RawHttp2 open(int port) {
    RawHttp2 raw = new RawHttp2(port);
    raw.bytes(PREFACE);
    raw.frame(SETTINGS, 0, 0, new byte[0]);
    raw.flush();
    return raw;
  }

  /** Sends the first bytes of the preface. */
  void prefaceBytes(int count) {
    bytes(Arrays.copyOf(PREFACE, count));
    flush();
  }

  /** Writes; false when the connection is gone. */
  boolean bytes(byte[] bytes) {
    try {
      out.write(bytes);
      return true;
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends what was written; false when the connection is gone. */
  boolean flush() {
    try {
      out.flush();
      return true;
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a frame; false when the connection is gone. */
  boolean frame(int type, int flags, int stream, byte[] payload) {
    byte[] head =
        ByteBuffer.allocate(9)
            .put((byte) (payload.length >> 16))
            .putShort((short) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .array();
    return bytes(head) && bytes(payload);
  }

  /** The header block of a call. */
  byte[] block(String method, String token, String extra) {
    return block(method, token, "extra", extra);
  }

  /** The same with a header of its own name; an empty value leaves it out. */
  byte[] block(String method, String token, String name, String value) {
    DefaultHttp2Headers headers = new DefaultHttp2Headers();
    headers.method("POST").scheme("http").path("/" + method).authority("test");
    headers.add("te", "trailers").add("content-type", "application/grpc");
    headers.add("authorization", "Bearer " + token);
    if (!value.isEmpty()) {
      headers.add(name, value);
    }
    ByteBuf buffer = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, headers, buffer);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    byte[] block = new byte[buffer.readableBytes()];
    buffer.readBytes(block);
    return block;
  }

  /** Begins a call. */
  boolean call(int stream, String method, String token) {
    return frame(HEADERS, END_HEADERS, stream, block(method, token, ""));
  }

  /** A message with its length in front; less of it may be sent than it says. */
  static byte[] message(int declaredBytes, byte[] sent) {
    return ByteBuffer.allocate(5 + sent.length)
        .put((byte) 0)
        .putInt(declaredBytes)
        .put(sent)
        .array();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** The next frame; empty when the connection was closed. */
  Optional<Frame> read() {
    try {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == WINDOW_UPDATE && stream == 0) {
        windowBytes += ByteBuffer.wrap(payload).getInt();
      }
      String status = type == HEADERS ? status(stream, payload) : "";
      return Optional.of(new Frame(type, flags, stream, payload, status));
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("nothing came for " + PATIENCE_MILLIS + " ms", e);
    }
  }

  /** Every block must be decoded, in order: the compression has a memory. */
  private String status(int stream, byte[] block) throws IOException {
    try {
      Http2Headers headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
      CharSequence status = headers.get("grpc-status");
      return status == null ? "" : status.toString();
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** Sends a part of a message when the connection's window lets; answers what came meanwhile. */
  List<Frame> data(int stream, byte[] part) {
    List<Frame> came = new ArrayList<>();
    while (windowBytes < part.length) {
      Optional<Frame> frame = read();
      if (frame.isEmpty()) {
        return came;
      }
      came.add(frame.get());
    }
    windowBytes -= part.length;
    frame(DATA, 0, stream, part);
    flush();
    return came;
  }

  /** Waits until the server has read all that was sent; answers what came meanwhile. */
  List<Frame> roundTrip() {
    List<Frame> came = new ArrayList<>();
    frame(PING, 0, 0, new byte[8]);
    flush();
    Optional<Frame> frame = read();
    while (frame.isPresent() && !(frame.get().type() == PING && frame.get().flags() == ACK)) {
      came.add(frame.get());
      frame = read();
    }
    return came;
  }

  /**
   * The next frame of a type; acknowledges settings and pings, this one too: what a server has set
   * holds for it only then. Empty: closed.
   */
  Optional<Frame> await(int type) {
    while (true) {
      Optional<Frame> frame = read();
      if (frame.isEmpty()) {
        return frame;
      }
      if ((frame.get().type() == SETTINGS || frame.get().type() == PING)
          && (frame.get().flags() & ACK) == 0) {
        byte[] echo = frame.get().type() == PING ? frame.get().payload() : new byte[0];
        frame(frame.get().type(), ACK, 0, echo);
        flush();
      }
      if (frame.get().type() == type) {
        return frame;
      }
    }
  }

  /** Reads until the connection is closed. */
  void awaitClosed() {
    while (read().isPresent()) {
      // Whatever still comes.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
