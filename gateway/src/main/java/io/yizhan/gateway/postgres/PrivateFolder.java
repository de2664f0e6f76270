package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.UnfitSetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders that nobody but the gateway's own user may change: what lies in them is read as its
 * secrets, or is run as that user.
 */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> CHANGED_BY_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private PrivateFolder() {}

  /** Makes the folder, for its owner alone; one that exists stays as it is. */
  public static void createIfNone(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
    }
  }

  /**
   * Makes the folder unless it exists, and looks whether others may put files into it.
   *
   * @throws UnfitSetupException when they may
   */
  static void requireUnchangedByOthers(Path folder) throws IOException {
    createIfNone(folder);
    if (Files.getPosixFilePermissions(folder).stream().anyMatch(CHANGED_BY_OTHERS::contains)) {
      throw new UnfitSetupException(
          "数据目录别的用户也能写，其中的程序和密钥不可信。查看其中文件后执行：chmod go-w "
              + folder
              + " / Other users may write into the data folder, so that its programs and keys"
              + " cannot be trusted. Look at what lies in it, then type: chmod go-w "
              + folder);
    }
  }

  /**
   * Makes a folder of programs and shuts it to all others. What lies in one that was found open is
   * thrown away: it can be unpacked again, and nobody knows who changed it.
   *
   * @throws UnfitSetupException when the folder, or something in it, is not our own
   */
  static void shut(Path folder) throws IOException {
    createIfNone(folder);
    try {
      Object self = self(folder);
      requireOwn(folder, folder, self);
      if (!Files.getPosixFilePermissions(folder).equals(OWNER_ALONE)) {
        Files.setPosixFilePermissions(folder, OWNER_ALONE);
        empty(folder);
      }
      for (Path each : below(folder)) {
        requireOwn(each, folder, self);
      }
    } catch (AccessDeniedException e) {
      throw notOwn(Path.of(e.getFile()), folder);
    }
  }

  /** The number of the user that we run as: the owner of a file that we make. */
  private static Object self(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, ".owner", "");
    try {
      return owner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static Object owner(Path file) throws IOException {
    return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static void requireOwn(Path file, Path folder, Object self) throws IOException {
    boolean linked = file.equals(folder) && Files.isSymbolicLink(file);
    if (linked || !owner(file).equals(self)) {
      throw notOwn(file, folder);
    }
  }

  private static UnfitSetupException notOwn(Path file, Path folder) {
    return new UnfitSetupException(
        "数据库程序不是本用户的文件，不予运行："
            + file
            + "。删除整个目录后重新启动，会重新解开：rm -r "
            + folder
            + " / Programs of the database are not this user's own and are not run: "
            + file
            + ". Remove the folder and start again, they are unpacked anew: rm -r "
            + folder);
  }

  /** Deletes all that lies in the folder; links are not followed. */
  static void empty(Path folder) throws IOException {
    for (Path each : below(folder)) {
      Files.delete(each);
    }
  }

  /** All that lies in the folder, the deepest first; links are not followed. */
  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(each -> !each.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
