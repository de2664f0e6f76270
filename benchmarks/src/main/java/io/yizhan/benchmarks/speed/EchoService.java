package io.yizhan.benchmarks.speed;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * The floors: bytes in, 900 bytes out. {@code Echo} answers on the event loop; {@code EchoSelect}
 * reads one row by its primary key first, on the same workers and the same connections as a quote.
 */
final class EchoService implements BindableService {
  static final int REPLY_BYTES = 900;
  static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo");
  static final MethodDescriptor<byte[], byte[]> ECHO_SELECT = method("EchoSelect");

  private static final String SELECT_HOSPITAL = "SELECT name FROM hospital WHERE hospital_id = ?";
  private static final byte[] REPLY = new byte[REPLY_BYTES];

  private final DataSource dataSource;
  private final Executor workers;
  private final String hospitalId;

  EchoService(DataSource dataSource, Executor workers, String hospitalId) {
    this.dataSource = dataSource;
    this.workers = workers;
    this.hospitalId = hospitalId;
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return bytesOf(MethodDescriptor.generateFullMethodName("yizhan.benchmarks.EchoService", name));
  }

  /** A method whose messages are bytes to the caller, whatever they are to the server. */
  static MethodDescriptor<byte[], byte[]> bytesOf(String fullMethodName) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullMethodName)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  /** Bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder("yizhan.benchmarks.EchoService")
        .addMethod(ECHO, ServerCalls.asyncUnaryCall((request, reply) -> answer(reply)))
        .addMethod(
            ECHO_SELECT,
            ServerCalls.asyncUnaryCall(
                (request, reply) -> workers.execute(() -> selectAndAnswer(reply))))
        .build();
  }

  private static void answer(StreamObserver<byte[]> reply) {
    reply.onNext(REPLY);
    reply.onCompleted();
  }

  private void selectAndAnswer(StreamObserver<byte[]> reply) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT_HOSPITAL)) {
      select.setString(1, hospitalId);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("the benchmark's hospital must be registered");
        }
      }
      answer(reply);
    } catch (SQLException | IllegalStateException e) {
      reply.onError(Status.INTERNAL.withCause(e).asRuntimeException());
    }
  }
}
