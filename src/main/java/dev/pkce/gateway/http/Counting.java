package dev.pkce.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What the listener counts by.
 *
 * @param shares how often each client may call
 * @param registry what was answered
 */
public record Counting(Shares shares, MeterRegistry registry) {}
