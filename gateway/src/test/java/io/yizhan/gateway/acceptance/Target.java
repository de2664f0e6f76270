package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;

/**
 * A method with a request that is right but for a flaw.
 *
 * @param method the full name
 * @param token of who calls
 * @param flaw what no spoiling mends: it is appended once more; empty where nothing is written
 */
record Target(String method, String token, Message valid, Message flaw) {}
