package io.yizhan.auditor;

/**
 * A row that breaks a rule.
 *
 * @param rule what must hold
 * @param row what breaks it: ids and amounts, nothing of a person
 */
public record Finding(Harm harm, String rule, String row) {
  @Override
  public String toString() {
    return rule + ":" + row;
  }
}
