package io.yizhan.gateway.month;

import io.yizhan.gateway.desk.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of planted breaks, written before the first call. Its SHA-256 is shown before the
 * closing and compared when it is opened after it: so the list cannot have been fitted to what was
 * found.
 */
final class SealedFile {
  private static final String HEADING = "party_kind,party_code,kind,side,request_id";
  private static final int COLUMNS = 5;

  private SealedFile() {}

  static String text(List<PlantedBreak> breaks) {
    List<String> lines = new ArrayList<>(List.of(HEADING));
    breaks.stream().sorted().map(PlantedBreak::line).forEach(lines::add);
    return String.join("\n", lines) + "\n";
  }

  /** Writes it and answers its SHA-256. */
  static String seal(Path file, List<PlantedBreak> breaks) throws IOException {
    String text = text(breaks);
    Files.writeString(file, text);
    return Sha256.hexOf(text);
  }

  /**
   * Opens it.
   *
   * @throws IOException when it is not what was sealed
   */
  static List<PlantedBreak> open(Path file, String sha256) throws IOException {
    String text = Files.readString(file);
    if (!Sha256.hexOf(text).equals(sha256)) {
      throw new IOException("the sealed file was changed / 封存文件被改动: " + file);
    }
    return text.lines().skip(1).map(SealedFile::parse).toList();
  }

  private static PlantedBreak parse(String line) {
    String[] cells = line.split(",", COLUMNS);
    return new PlantedBreak(
        cells[0],
        cells[1],
        PlantedBreak.Kind.valueOf(cells[2]),
        PlantedBreak.Side.valueOf(cells[3]),
        cells[4]);
  }
}
