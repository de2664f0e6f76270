package io.yizhan.benchmarks.speed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as bytes with places for digits: the load generator writes digits where another client
 * would build and encode a message, so that it takes little of the machine that it measures.
 */
final class MessageForm {
  private final byte[] bytes;
  private final List<Integer> places;
  private final int digits;

  private MessageForm(byte[] bytes, List<Integer> places, int digits) {
    this.bytes = bytes;
    this.places = places;
    this.digits = digits;
  }

  /** The places are wherever the text stands; its last characters are the digits. */
  static MessageForm of(byte[] message, String text, int digits) {
    byte[] sought = text.getBytes(StandardCharsets.US_ASCII);
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at + sought.length <= message.length; at++) {
      if (java.util.Arrays.equals(message, at, at + sought.length, sought, 0, sought.length)) {
        places.add(at + sought.length);
      }
    }
    if (places.isEmpty()) {
      throw new IllegalArgumentException("the message must hold the text");
    }
    return new MessageForm(message, places, digits);
  }

  byte[] with(long number) {
    byte[] filled = bytes.clone();
    fill(filled, number);
    return filled;
  }

  void fill(byte[] message, long number) {
    for (int place : places) {
      long left = number;
      for (int i = 1; i <= digits; i++) {
        message[place - i] = (byte) ('0' + left % 10);
        left /= 10;
      }
    }
  }
}
