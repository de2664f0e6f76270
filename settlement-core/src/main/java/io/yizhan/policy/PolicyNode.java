package io.yizhan.policy;

import java.util.List;

/**
 * A document as a tree of texts with their lines, whatever syntax it was written in. Nothing is
 * guessed to be a number, a date or a "no": the reader decides what a text means.
 */
public sealed interface PolicyNode {
  /** The line in the file, from 1. */
  int line();

  /** A single text. */
  record Text(String value, int line) implements PolicyNode {}

  /** A list. */
  record Items(List<PolicyNode> values, int line) implements PolicyNode {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** Named values in written order; a name may stand twice, which {@link MappingKeys} refuses. */
  record Fields(List<Field> values, int line) implements PolicyNode {
    public Fields {
      values = List.copyOf(values);
    }
  }

  /** One named value. */
  record Field(String name, int line, PolicyNode value) {}
}
