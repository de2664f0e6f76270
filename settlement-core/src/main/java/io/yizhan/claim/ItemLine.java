package io.yizhan.claim;

import java.time.LocalDate;

/** One dated line of a bill, fen; a returned item is negative. */
public record ItemLine(
    LocalDate serviceDate,
    String itemCode,
    long inFen,
    long firstFen,
    long overLimitFen,
    long outFen) {}
