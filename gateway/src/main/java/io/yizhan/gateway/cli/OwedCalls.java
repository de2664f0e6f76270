package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.GetReceivableResponse;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.ListReceivablesResponse;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableServiceGrpc;
import io.yizhan.proto.v1.ReceivableServiceGrpc.ReceivableServiceBlockingStub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How what is owed is asked for. */
final class OwedCalls {
  private static final int PAGE_SIZE = 500;

  private OwedCalls() {}

  static <T> T call(RemoteGateway gateway, Function<ReceivableServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call(channel -> call.apply(ReceivableServiceGrpc.newBlockingStub(channel)));
  }

  /** All pages of what fits. */
  static List<Receivable> list(RemoteGateway gateway, ListReceivablesRequest.Builder which)
      throws IOException {
    ListReceivablesRequest.Builder request = which.setPageSize(PAGE_SIZE);
    return call(
        gateway,
        stub -> {
          List<Receivable> all = new ArrayList<>();
          ListReceivablesResponse page;
          do {
            page = stub.listReceivables(request.build());
            all.addAll(page.getReceivablesList());
            request.setPageToken(page.getNextPageToken());
          } while (!page.getNextPageToken().isEmpty());
          return all;
        });
  }

  static GetReceivableResponse find(RemoteGateway gateway, String id) throws IOException {
    return call(
        gateway,
        stub -> stub.getReceivable(GetReceivableRequest.newBuilder().setReceivableId(id).build()));
  }

  /** What is still owed of these together. */
  static long outstandingFen(List<Receivable> all) {
    return all.stream().mapToLong(Receivable::getOutstandingFen).reduce(0, Math::addExact);
  }
}
