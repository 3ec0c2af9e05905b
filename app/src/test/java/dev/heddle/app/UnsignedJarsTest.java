// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsignedJarsTest {
    @TempDir
    Path directory;

    private Path jar(String name, boolean signed) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        if (signed) {
            var digest = new Attributes();
            digest.putValue("SHA-256-Digest", "AAAA");
            manifest.getEntries().put("a/A.class", digest);
        }
        Path jar = directory.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            put(out, "a/A.class", "class");
            put(out, "META-INF/services/a.Service", "a.A");
            if (signed) {
                put(out, "META-INF/NAME.SF", "digests");
                put(out, "META-INF/NAME.RSA", "signature");
            }
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, String text) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
    }

    @Test
    void onlyTheSignatureAndItsDigestsGo() throws IOException {
        Path signed = jar("signed.jar", true);
        assertThat(UnsignedJars.replaceIn(directory)).containsExactly("signed.jar");
        try (var after = new JarFile(signed.toFile())) {
            assertThat(after.stream().map(ZipEntry::getName))
                    .containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "a/A.class", "META-INF/services/a.Service");
            assertThat(after.isMultiRelease()).isTrue();
            assertThat(after.getManifest().getEntries()).isEmpty();
            assertThat(after.getInputStream(after.getEntry("a/A.class")).readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("class");
        }
        assertThat(UnsignedJars.replaceIn(directory)).isEmpty();
    }

    @Test
    void aJarWithoutASignatureIsLeftAlone() throws IOException {
        Path plain = jar("plain.jar", false);
        byte[] before = Files.readAllBytes(plain);
        assertThat(UnsignedJars.replaceIn(directory)).isEmpty();
        assertThat(Files.readAllBytes(plain)).isEqualTo(before);
    }
}
