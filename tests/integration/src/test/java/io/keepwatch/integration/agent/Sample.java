package io.keepwatch.integration.agent;

/**
 * One sample, as it was sent or is read back.
 *
 * @param run a label, so that series come that no dictionary lists yet
 * @param time epoch milliseconds
 * @param value a {@link Long} or a {@link Double}, by the series' type
 */
public record Sample(String host, String run, long time, Number value) {}
