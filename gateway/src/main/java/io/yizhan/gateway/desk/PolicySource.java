package io.yizhan.gateway.desk;

import io.yizhan.policy.PolicyReader;

/** The port that reads a document's text, whatever its syntax. Broken syntax is an issue, too. */
public interface PolicySource {
  /** Reads a text into a table or into what is wrong with it. */
  PolicyReader.Reading read(String fileName, String text);
}
