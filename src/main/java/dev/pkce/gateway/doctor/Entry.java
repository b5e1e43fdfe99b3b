package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Provider;

/**
 * A provider and its place in the configuration.
 *
 * @param index its place in the list, from 0
 * @param alone whether it is the only one
 */
record Entry(int index, boolean alone, Provider provider) {
    /** A line to write into the configuration. */
    String line(String key, String value) {
        return "providers[%d].%s: %s".formatted(index, key, value);
    }
}
