package io.yizhan.gateway;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every service of the gateway's contract, as its files name them: none is listed by hand. */
public final class ContractServices {
  private static final Path CONTRACT =
      Path.of("..", "proto", "src", "main", "proto", "yizhan", "settlement", "v1");
  private static final Pattern SERVICE = Pattern.compile("(?m)^service (\\w+) \\{");

  private ContractServices() {}

  /** The methods of all services. */
  public static List<MethodDescriptor<?, ?>> methods() {
    try (Stream<Path> files = Files.list(CONTRACT)) {
      return files
          .filter(file -> file.toString().endsWith(".proto"))
          .sorted()
          .flatMap(file -> SERVICE.matcher(text(file)).results())
          .map(ContractServices::descriptor)
          .<MethodDescriptor<?, ?>>flatMap(service -> service.getMethods().stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServiceDescriptor descriptor(MatchResult service) {
    try {
      return (ServiceDescriptor)
          Class.forName("io.yizhan.proto.v1." + service.group(1) + "Grpc")
              .getMethod("getServiceDescriptor")
              .invoke(null);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
