package io.yizhan.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The one file in a ZIP archive. Which files there are its directory tells, without unpacking any;
 * the file is unpacked as it is read, so an archive may unpack to more than memory holds.
 */
final class ZippedText {
  private static final int NAMES_SHOWN_MAX = 5;
  private static final int NAME_CHARACTERS_SHOWN_MAX = 60;

  /** What macOS packs beside each file. */
  private static final String BESIDE = "__MACOSX/";

  /** Names without the mark of UTF-8 may be in it all the same, or in that of Chinese Windows. */
  private static final List<Charset> NAMES =
      List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"));

  private ZippedText() {}

  /**
   * Opens the file in an archive; folders are passed over.
   *
   * @throws IOException where it is no archive, or has no file or several: it says which
   */
  static InputStream open(Path archive) throws IOException {
    for (Charset charset : NAMES) {
      List<String> files;
      try (ZipFile zip = new ZipFile(archive.toFile(), charset)) {
        files = zip.stream().filter(ZippedText::isFile).map(ZipEntry::getName).toList();
      } catch (ZipException e) {
        continue;
      }
      requireOne(archive, files);
      return unpacked(archive, charset);
    }
    throw new IOException(archive + ": 不是 ZIP 压缩包，或不完整。It must be a ZIP archive, and a whole one.");
  }

  private static boolean isFile(ZipEntry entry) {
    return !entry.isDirectory() && !entry.getName().startsWith(BESIDE);
  }

  private static void requireOne(Path archive, List<String> files) throws IOException {
    if (files.isEmpty()) {
      throw new IOException(archive + ": 压缩包里没有文件。The archive must have a file in it.");
    }
    if (files.size() > 1) {
      String names =
          files.stream()
                  .limit(NAMES_SHOWN_MAX)
                  .map(ZippedText::shown)
                  .collect(Collectors.joining("、"))
              + (files.size() > NAMES_SHOWN_MAX ? "…" : "");
      throw new IOException(
          archive
              + ": 压缩包里应只有一个文件，实有 "
              + files.size()
              + " 个（"
              + names
              + "），请逐个报送，后续的加 --part。The archive must have one file in it, has "
              + files.size()
              + ": send them one by one, the further ones with --part.");
    }
  }

  /** Somebody else's text, short and without what moves a terminal's cursor. */
  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= NAME_CHARACTERS_SHOWN_MAX
        ? plain
        : plain.substring(0, NAME_CHARACTERS_SHOWN_MAX) + "…";
  }

  private static InputStream unpacked(Path archive, Charset charset) throws IOException {
    ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive), charset);
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (isFile(entry)) {
          return zip;
        }
      }
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
    zip.close();
    throw new IOException(archive + ": 压缩包里没有文件。The archive must have a file in it.");
  }
}
