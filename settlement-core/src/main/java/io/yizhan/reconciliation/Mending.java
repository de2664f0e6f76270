package io.yizhan.reconciliation;

/** What mends a break. */
public enum Mending {
  /** The settlement is undone here by its request id: the other side never had it. */
  UNDO,
  /** The settlement is reversed here: the other side has taken it back, or it stands twice. */
  REVERSE,
  /** The hospital sends the request id again and gets the stored answer, byte for byte. */
  ASK_TO_REPEAT,
  /** The other side corrects its own books. */
  ASK_TO_CORRECT,
  /** Somebody must look: the figures alone do not say what is right. */
  CLARIFY
}
