package io.yizhan.gateway.desk;

/** A request id within the hospital (or office) that made it. */
public record RequestKey(String ownerId, String requestId) {}
