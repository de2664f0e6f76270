package io.yizhan.gateway.receipt;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The hash tree of RFC 6962, section 2.1, over SHA-256: a leaf is hashed behind a byte 0, a node
 * behind a byte 1, so that neither can pass for the other; the left side of a tree of n is the
 * largest power of two below n.
 */
public final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /** The hash of a leaf. */
  public static byte[] leaf(byte[] content) {
    return hash(LEAF, content, new byte[0]);
  }

  private static byte[] node(byte[] left, byte[] right) {
    return hash(NODE, left, right);
  }

  private static byte[] hash(byte mark, byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(mark);
      digest.update(first);
      return digest.digest(second);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** The root over leaves, or over the roots of whole subtrees of one size and a last one. */
  public static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return emptyRoot();
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int left = leftSize(leaves.size());
    return node(root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
  }

  /** The root of a day without entries: the hash of nothing. */
  private static byte[] emptyRoot() {
    try {
      return MessageDigest.getInstance("SHA-256").digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** The hashes beside the way from a leaf up to the root, lowest first. */
  public static List<byte[]> path(List<byte[]> leaves, int place) {
    List<byte[]> path = new ArrayList<>();
    int from = 0;
    int to = leaves.size();
    while (to - from > 1) {
      int middle = from + leftSize(to - from);
      boolean goesLeft = place < middle;
      path.add(0, root(goesLeft ? leaves.subList(middle, to) : leaves.subList(from, middle)));
      from = goesLeft ? from : middle;
      to = goesLeft ? middle : to;
    }
    return path;
  }

  /**
   * The root that a leaf leads to.
   *
   * @throws IllegalArgumentException when the path has not as many hashes as the place asks
   */
  public static byte[] rootOf(byte[] leaf, long place, long size, List<byte[]> path) {
    if (place < 0 || place >= size) {
      throw new IllegalArgumentException("an entry must have a place among those of its day");
    }
    List<Boolean> onTheLeft = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + Long.highestOneBit(to - from - 1);
      boolean goesLeft = place < middle;
      onTheLeft.add(0, goesLeft);
      from = goesLeft ? from : middle;
      to = goesLeft ? middle : to;
    }
    if (path.size() != onTheLeft.size()) {
      throw new IllegalArgumentException("a path must have a hash a step");
    }
    byte[] hash = leaf;
    for (int i = 0; i < path.size(); i++) {
      hash = onTheLeft.get(i) ? node(hash, path.get(i)) : node(path.get(i), hash);
    }
    return hash;
  }

  private static int leftSize(int size) {
    return Integer.highestOneBit(size - 1);
  }
}
