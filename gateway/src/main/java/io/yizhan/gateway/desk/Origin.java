package io.yizhan.gateway.desk;

/** Who asks for something to be done once, under which request, and when. */
public record Origin(RequestKey key, RequestContent content, Stamp stamp, String callerId) {}
