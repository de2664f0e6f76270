package io.yizhan.ledger;

/**
 * One line of an entry.
 *
 * @param account who bears (positive) or who is paid (negative)
 * @param payee who gets the money
 * @param amountFen signed; the lines of an entry add up to zero
 */
public record Posting(String account, String payee, long amountFen) {}
