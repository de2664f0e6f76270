package io.yizhan.gateway.desk;

import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.PolicyReader;
import java.util.Optional;

/** The port that reads a document's text, whatever its syntax. Broken syntax is an issue, too. */
public interface PolicySource {
  /**
   * Reads a text into a table or into what is wrong with it.
   *
   * @param text a document; for an edition with the documents above it, see {@link EditionText}
   */
  PolicyReader.Reading read(String fileName, String text);

  /** The same of a text that is published, see {@link PolicyReader#readPublished}. */
  PolicyReader.Reading readPublished(String fileName, String text);

  /** What one document, alone, says of itself; empty when its syntax is broken. */
  Optional<EditionResolver.Header> header(String text);
}
