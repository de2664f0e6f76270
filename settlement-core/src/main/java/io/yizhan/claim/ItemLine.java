package io.yizhan.claim;

import java.time.LocalDate;

/**
 * One dated line of a bill, fen; a returned item is negative.
 *
 * @param itemClass the class by which a policy splits it (甲类, 乙类), empty where none asks
 */
public record ItemLine(
    LocalDate serviceDate,
    String itemCode,
    String itemClass,
    long inFen,
    long firstFen,
    long overLimitFen,
    long outFen) {}
