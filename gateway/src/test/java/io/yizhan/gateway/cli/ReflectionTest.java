package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.OneAnswer;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway tells of its services to who has no contract at hand. */
class ReflectionTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  /** The names that a gateway served with this value of the setting lists. */
  private List<String> services(String setting) throws Exception {
    boolean reflection =
        SettingsReader.read(Map.of(Setting.REFLECTION, setting), Map.of(), Optional.empty())
            .reflection();
    try (ServedGateway gateway = ServedGateway.start(folder.resolve("data"), reflection)) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
      try {
        return list(channel).join().getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .toList();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static CompletableFuture<ServerReflectionResponse> list(ManagedChannel channel) {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new OneAnswer<>(answer));
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    ask.onCompleted();
    return answer;
  }

  @Test
  void reflection_switchedOn_listsTheServices() throws Exception {
    List<String> services = services("true");
    assertTrue(services.contains(SettlementServiceGrpc.SERVICE_NAME), services::toString);
  }

  @Test
  void reflection_switchedOff_isNotImplemented() {
    CompletionException failure = assertThrows(CompletionException.class, () -> services("false"));
    assertEquals(Status.Code.UNIMPLEMENTED, Status.fromThrowable(failure).getCode());
  }
}
