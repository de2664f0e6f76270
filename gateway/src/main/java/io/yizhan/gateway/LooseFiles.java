package io.yizhan.gateway;

import io.yizhan.gateway.postgres.SigningKeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys and tokens that more users may read than the gateway's own. They are warned of and the
 * gateway starts: where keys are mounted for a group, the group's members are the site's choice.
 */
final class LooseFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LooseFiles.class);
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private LooseFiles() {}

  /** Logs each file that others may read or change, with what to type. */
  static void warn(ServeSettings settings, Path operatorTokenFile) {
    List<Path> files = new ArrayList<>();
    files.add(settings.secretsFile());
    files.add(SigningKeyFile.beside(settings.secretsFile()));
    files.add(operatorTokenFile);
    ServeSettings.Tls tls = settings.tls();
    if (tls != null) {
      files.add(tls.key());
    }
    for (Path loose : among(files)) {
      LOG.warn("other users may read or change {}; type: chmod go-rwx {}", loose, loose);
    }
  }

  /** Those of the files that exist and are open to others than their owner. */
  static List<Path> among(List<Path> files) {
    return files.stream().filter(file -> Files.exists(file) && isLoose(file)).toList();
  }

  private static boolean isLoose(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
