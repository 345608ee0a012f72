package dev.sluice.core.delivery;

import java.time.Instant;

/**
 * What one question for a slot's health saw.
 *
 * @param slot who was asked
 * @param healthy whether the answer counts as well
 * @param ended the slot's process has ended by itself
 * @param status of the HTTP answer, 0 where there was none
 * @param tookMs milliseconds until the answer
 * @param detail beginning of the answer's body, or why there was none
 * @param at when it was asked
 */
public record ProbeEvidence(
        Slot slot, boolean healthy, boolean ended, int status, long tookMs, String detail, Instant at) {}
