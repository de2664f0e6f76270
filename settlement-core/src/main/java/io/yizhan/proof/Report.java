package io.yizhan.proof;

import java.util.List;

/**
 * What is known of a policy.
 *
 * @param findings errors first; one that proves stands for each layer that is proved
 * @param provedLayers how many layers are proved
 * @param declaredLayers how many do what they declare, and show nothing else
 * @param layers how many there are
 * @param circumstances how many combinations of facts choose different rows
 * @param runs how many claims were computed
 */
public record Report(
    List<Finding> findings,
    int provedLayers,
    int declaredLayers,
    int layers,
    int circumstances,
    int runs) {
  public Report {
    findings = List.copyOf(findings);
  }

  /** The sentence that ends a check, Chinese. */
  public String summaryZh() {
    return "已证明 " + provedLayers + " 层，与声明相符 " + declaredLayers + " 层，共 " + layers + " 层";
  }

  /** The sentence that ends a check, English. */
  public String summaryEn() {
    return "proved "
        + provedLayers
        + " of "
        + layers
        + " layers, "
        + declaredLayers
        + " as declared";
  }
}
