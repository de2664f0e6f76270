package io.yizhan.gateway.acceptance;

/**
 * Who calls the methods under spoilt requests, and what the requests name.
 *
 * @param hospital the token of one; so are the others but the last
 * @param proposalId of a proposal that the operator made
 */
record TargetScene(
    String hospital,
    String operator,
    String approver,
    String office,
    String insurer,
    String proposalId) {}
