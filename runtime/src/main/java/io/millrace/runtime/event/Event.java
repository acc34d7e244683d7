package io.millrace.runtime.event;

/**
 * One record of a topic, decoded.
 *
 * @param partition where it stands
 * @param offset    its place in the partition
 * @param key       its key; empty if it has none
 * @param value     its message
 */
public record Event<V>(int partition, long offset, String key, V value) {}
