package io.yizhan.claim;

/** What makes a claim one claim: it is settled once. */
public record ClaimKey(String hospitalId, String encounterId, String billNumber) {}
