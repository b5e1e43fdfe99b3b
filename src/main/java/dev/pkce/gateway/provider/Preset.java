package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Settings;

/** What is known of well-known providers: defaults for the keys of an element of {@code providers}. */
final class Preset {
    private Preset() {}

    static Settings read(Settings settings) {
        return settings;
    }
}
