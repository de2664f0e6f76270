package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingServiceGrpc;
import io.yizhan.proto.v1.ClearingServiceGrpc.ClearingServiceBlockingStub;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.GetClearingRequest;
import io.yizhan.proto.v1.GetClearingResponse;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.ListClearingsResponse;
import java.io.IOException;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which clearings a command is about, and how they are asked for. */
final class ClearingCalls {
  /** How many clearings one call names at most. */
  static final int BATCH_MAX = 500;

  private static final int PAGE_SIZE = 500;

  @Option(names = "--county", paramLabel = "CODE", description = "支付方区划 / The paying division.")
  private String county = "";

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      description = "月份，如 2026-09 / The month, as 2026-09.")
  private String month = "";

  @Option(names = "--hospital", paramLabel = "ID", description = "只此医院 / Only this hospital.")
  private String hospital = "";

  @Option(
      names = "--fund",
      paramLabel = "CODE",
      description = "只此基金，如 610100@410122 / Only this fund, as 610100@410122.")
  private String fund = "";

  /** Calls with a stub. */
  static <T> T call(RemoteGateway gateway, Function<ClearingServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call(channel -> call.apply(ClearingServiceGrpc.newBlockingStub(channel)));
  }

  /** The first day of a month as the wire writes it. */
  static Date month(CommandSpec spec, String text) {
    try {
      return WireDate.of(YearMonth.parse(text).atDay(1));
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(), "--month 应为 YYYY-MM / --month must be YYYY-MM", e);
    }
  }

  /** All that fit, in this state. */
  List<Clearing> list(RemoteGateway gateway, CommandSpec spec, ClearingState state)
      throws IOException {
    ListClearingsRequest.Builder request =
        ListClearingsRequest.newBuilder()
            .setCountyCode(county)
            .setHospitalId(hospital)
            .setFundCode(fund)
            .setState(state)
            .setPageSize(PAGE_SIZE);
    if (!month.isEmpty()) {
      request.setMonth(month(spec, month));
    }
    return call(
        gateway,
        stub -> {
          List<Clearing> all = new ArrayList<>();
          ListClearingsResponse page;
          do {
            page = stub.listClearings(request.build());
            all.addAll(page.getClearingsList());
            request.setPageToken(page.getNextPageToken());
          } while (!page.getNextPageToken().isEmpty());
          return all;
        });
  }

  /** Those that are named, or all that fit, in this state. */
  List<Clearing> chosen(
      RemoteGateway gateway, CommandSpec spec, List<String> named, ClearingState state)
      throws IOException {
    if (named.isEmpty()) {
      return list(gateway, spec, state);
    }
    List<Clearing> read = new ArrayList<>();
    for (String id : named) {
      read.add(find(gateway, id).getClearing());
    }
    return read;
  }

  static GetClearingResponse find(RemoteGateway gateway, String id) throws IOException {
    return call(
        gateway,
        stub -> stub.getClearing(GetClearingRequest.newBuilder().setClearingId(id).build()));
  }

  /** What is left to pay of these together. */
  static long unpaidFen(List<Clearing> clearings) {
    long sum = 0;
    for (Clearing clearing : clearings) {
      sum = Math.addExact(sum, clearing.getUnpaidFen());
    }
    return sum;
  }

  /** In parts of what one call takes. */
  static List<List<Clearing>> batches(List<Clearing> clearings) {
    List<List<Clearing>> batches = new ArrayList<>();
    for (int i = 0; i < clearings.size(); i += BATCH_MAX) {
      batches.add(clearings.subList(i, Math.min(clearings.size(), i + BATCH_MAX)));
    }
    return batches;
  }
}
