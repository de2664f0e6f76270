package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The port to published policies. Rows are only ever added. */
public interface PolicyStore {
  /** A number that grows with every publication; cheap to ask for. */
  long revision();

  /** Every published document, by policy and first day. */
  List<PublishedDocument> all();

  /**
   * Adds a document, in one transaction that allows no other publication at the same time.
   *
   * @param check sees what is published at that moment and may refuse by answering a text
   */
  PublishResult publish(PublishedDocument document, PublishCheck check);

  /** A published document. */
  record PublishedDocument(
      String policyCode,
      LocalDate from,
      Optional<LocalDate> to,
      String fileName,
      String text,
      String textSha256,
      Instant publishTime,
      String publisherId) {}

  /** Looks at what is published before a document is added. */
  interface PublishCheck {
    /** A typed refusal, or empty. */
    Optional<PublishRefusal> refuse(List<PublishedDocument> published);
  }

  /** Why a document is not published. */
  record PublishRefusal(String reason, String zh, String en) {}

  /** What became of a publication. */
  sealed interface PublishResult {
    /** It stands, from now on or from before. */
    record Standing(PublishedDocument document, boolean newlyPublished) implements PublishResult {}

    /** It was refused. */
    record Refused(PublishRefusal refusal) implements PublishResult {}
  }
}
