// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The version that the build wrote into the resource `version`.
final class Version {
    private Version() {}

    static String current() {
        try (var in = Version.class.getResourceAsStream("version")) {
            if (in == null) {
                throw new IllegalStateException("heddle: wanted the resource dev/heddle/app/version, got none");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
