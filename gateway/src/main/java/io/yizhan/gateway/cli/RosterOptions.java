package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.ImportMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every import of a list is asked. */
final class RosterOptions {
  @SuppressWarnings("NullAway.Init")
  @Parameters(
      paramLabel = "FILE",
      description = "名单：电子表格另存的 CSV，UTF-8 或 GBK / The list: CSV, UTF-8 or GBK.")
  private Path file;

  @SuppressWarnings("NullAway.Init")
  @ArgGroup(multiplicity = "1")
  private Mode mode;

  @Option(
      names = "--county",
      paramLabel = "CODE",
      description = "没有区划列时的县区 / The county of lines that do not say it, six digits.")
  private String county = "";

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description = "问题清单，默认在名单旁 / Where problems are listed; beside the list if not given.")
  private @Nullable Path errors;

  /** One of three. */
  static final class Mode {
    @Option(
        names = "--preview",
        description = "只预览：谁新增、变更、终止，涉及哪些结算 / Only show what would change.")
    @SuppressWarnings("UnusedVariable")
    private boolean preview;

    @Option(
        names = "--good-lines-only",
        description = "只收合格行 / Keep the good lines, name the others.")
    private boolean goodLinesOnly;

    @Option(
        names = "--all-or-nothing",
        description = "全有或全无，至多 50000 行 / Keep all lines or none; at most 50,000.")
    private boolean allOrNothing;
  }

  Path file() {
    return file;
  }

  Path errorsFile() {
    return errors != null ? errors : file.resolveSibling(file.getFileName() + ".errors.csv");
  }

  String county() {
    return county;
  }

  ImportMode mode() {
    if (mode.allOrNothing) {
      return ImportMode.IMPORT_MODE_ALL_OR_NOTHING;
    }
    return mode.goodLinesOnly
        ? ImportMode.IMPORT_MODE_GOOD_LINES_ONLY
        : ImportMode.IMPORT_MODE_PREVIEW;
  }
}
