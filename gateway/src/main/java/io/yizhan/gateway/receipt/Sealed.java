package io.yizhan.gateway.receipt;

/**
 * Bytes with a signature.
 *
 * @param algorithm by which it was made, {@code Ed25519}
 * @param keyId of the key that verifies it
 */
public record Sealed(String algorithm, String keyId, byte[] signed, byte[] signature) {
  public Sealed {
    signed = signed.clone();
    signature = signature.clone();
  }

  @Override
  public byte[] signed() {
    return signed.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }
}
