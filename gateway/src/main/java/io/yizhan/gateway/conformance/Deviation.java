package io.yizhan.gateway.conformance;

/**
 * What a check of the contract came to.
 *
 * @param check its name, the same from version to version
 * @param zh what the contract asks, in Chinese
 * @param en the same in English
 * @param found what the server did instead; empty where it keeps the contract
 */
public record Deviation(String check, String zh, String en, String found) {
  /** Whether the server keeps the contract here. */
  public boolean passed() {
    return found.isEmpty();
  }
}
