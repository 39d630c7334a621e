package io.kokko.bench;

/**
 * Says what the server under load calls things.
 *
 * @param topicPrefix what topics begin with; a number follows
 * @param shoutEvent the event that the channel broadcasts under the same name
 * @param echoEvent the event whose payload the channel replies
 * @param joinPayload the JSON that a join carries
 */
record Words(String topicPrefix, String shoutEvent, String echoEvent, String joinPayload) {}
