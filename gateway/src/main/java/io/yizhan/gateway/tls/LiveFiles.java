package io.yizhan.gateway.tls;

import io.yizhan.gateway.tls.TlsFiles.Fault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Files in PEM that are in use. When they change they are read again; something wrong with the new
 * ones leaves those in use that were. For one thread, beside the handshakes that use them.
 */
public abstract sealed class LiveFiles permits OwnCertificate, Authorities {
  private final List<Path> files;
  private List<String> used;
  private List<String> faulty = List.of();
  private boolean told;

  LiveFiles(Path... files) {
    this.files = List.of(files);
    this.used = texts();
  }

  /**
   * What came of a look.
   *
   * @param taken whether the files have changed and are in use from now on
   * @param fault why files that have changed are not in use; said once for each change, at the
   *     second look that finds them so, because a certificate and its key are put in place one
   *     after the other
   */
  public record Look(boolean taken, Optional<Fault> fault) {
    private static final Look NOTHING = new Look(false, Optional.empty());
  }

  /** What these texts of the files cannot be used for. */
  abstract Optional<Fault> faultOf(List<String> texts, Instant now);

  /** Uses these texts of the files, of which nothing is wrong. */
  abstract void use(List<String> texts);

  /**
   * Uses the files as they are, the first time.
   *
   * @throws IllegalArgumentException where they cannot be used
   */
  final void begin(Instant now) {
    faultOf(used, now)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(files + " " + fault.zh() + " / " + fault.en());
            });
    use(used);
  }

  /** Looks whether the files have changed, and uses the new ones. */
  public final Look look(Instant now) {
    List<String> texts = texts();
    if (texts.equals(used)) {
      faulty = List.of();
      return Look.NOTHING;
    }
    Optional<Fault> fault = faultOf(texts, now);
    if (fault.isEmpty()) {
      use(texts);
      used = texts;
      faulty = List.of();
      return new Look(true, fault);
    }
    boolean stays = texts.equals(faulty);
    boolean news = stays && !told;
    faulty = texts;
    told = stays;
    return news ? new Look(false, fault) : Look.NOTHING;
  }

  private List<String> texts() {
    return files.stream().map(TlsFiles::text).toList();
  }
}
