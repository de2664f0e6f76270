package io.yizhan.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a payment file is written. */
final class OutOption {
  @Nullable
  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "写入此文件 / The file to write.")
  private Path out;

  /** What a file names is in no other file: where it cannot be kept, it is not asked for. */
  void requireRoom(CommandSpec spec) {
    Path folder = out == null ? null : out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new ParameterException(
          spec.commandLine(),
          "--out 的文件夹应存在且可写："
              + folder
              + "。The folder of --out must exist and be writable; nothing was exported.");
    }
  }

  /**
   * Writes a file that was made; false, and what to do is said, where it cannot be written.
   *
   * @param requestId the id under which it was made
   */
  boolean write(CommandSpec spec, String fileId, byte[] content, String requestId) {
    if (out == null) {
      return false;
    }
    try {
      WholeFile.writePrivate(out, to -> Files.write(to, content));
      return true;
    } catch (IOException unwritable) {
      spec.commandLine()
          .getErr()
          .println(
              "yizhan: 文件 "
                  + fileId
                  + " 已生成，但未能写入 "
                  + out
                  + "；用同一请求号 "
                  + requestId
                  + " 重发即得同一文件。The file is made but could not be written: repeat with the"
                  + " same request id "
                  + requestId
                  + " to get the same file.");
      return false;
    }
  }
}
