package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.postgres.TestDatabase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that share a folder and a database, and start together. */
class OperatorCredentialTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static void create(RegistryStore register, Path folder) {
    create(register, folder, "operator");
  }

  private static void create(RegistryStore register, Path folder, String callerId) {
    OperatorCredential.createIfNone(register, folder, callerId, RANDOM, Instant.EPOCH);
  }

  /** The register, with something that happens just before or after it registers a caller. */
  private static RegistryStore interrupted(
      RegistryStore register, Runnable before, Runnable after) {
    return (RegistryStore)
        Proxy.newProxyInstance(
            OperatorCredentialTest.class.getClassLoader(),
            new Class<?>[] {RegistryStore.class},
            (proxy, method, values) -> {
              boolean registers = method.getName().equals("registerCaller");
              if (registers) {
                before.run();
              }
              try {
                return method.invoke(register, values);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (registers) {
                  after.run();
                }
              }
            });
  }

  private static void assertOneWorkingToken(RegistryStore register, Path folder)
      throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("operator.token"), files.map(file -> file.getFileName().toString()).toList());
    }
    String token = Files.readString(folder.resolve("operator.token")).strip();
    assertEquals(
        Caller.Role.OPERATOR, register.callerByToken(Sha256.of(token)).orElseThrow().role());
  }

  @Test
  void create_otherGatewayBeforeRegistering_leavesTheTokenThatWorks(@TempDir Path folder)
      throws IOException {
    try (TestDatabase database = TestDatabase.create()) {
      RegistryStore register = database.stores().registry();
      create(interrupted(register, () -> create(register, folder), () -> {}), folder);
      assertOneWorkingToken(register, folder);
    }
  }

  @Test
  void create_otherGatewayAfterRegistering_leavesTheTokenThatWorks(@TempDir Path folder)
      throws IOException {
    try (TestDatabase database = TestDatabase.create()) {
      RegistryStore register = database.stores().registry();
      create(interrupted(register, () -> {}, () -> create(register, folder)), folder);
      assertOneWorkingToken(register, folder);
    }
  }

  @Test
  void create_afterACrashBetweenRegisterAndFile_findsTheDraft(@TempDir Path folder)
      throws IOException {
    try (TestDatabase database = TestDatabase.create()) {
      RegistryStore register = database.stores().registry();
      boolean crashed = false;
      try {
        create(
            interrupted(
                register,
                () -> {},
                () -> {
                  throw new IllegalStateException("crash");
                }),
            folder);
      } catch (IllegalStateException e) {
        crashed = true;
      }
      assertTrue(crashed);
      create(register, folder);
      assertOneWorkingToken(register, folder);
    }
  }

  @Test
  void create_ofAnotherId_makesAnotherOperatorOnce(@TempDir Path folder) throws IOException {
    try (TestDatabase database = TestDatabase.create()) {
      RegistryStore register = database.stores().registry();
      create(register, folder);
      Files.delete(folder.resolve("operator.token"));
      create(register, folder, "operator-2");
      Path file = folder.resolve("operator-2.token");
      String token = Files.readString(file).strip();
      assertEquals(
          new Caller("operator-2", Caller.Role.OPERATOR, "", List.of()),
          register.callerByToken(Sha256.of(token)).orElseThrow());
      create(register, folder, "operator-2");
      assertEquals(token, Files.readString(file).strip());
      Files.delete(file);
      create(register, folder, "operator-2");
      assertFalse(Files.exists(file), "a registered id must not get a second token");
    }
  }
}
