// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a libpython is found, and what is said when there is none. */
class PythonLookupTest {
    @TempDir
    Path root;

    private Path usr;
    private Path local;

    @BeforeEach
    void prefixes() {
        usr = root.resolve("usr");
        local = root.resolve("local");
    }

    private Path library(Path prefix, String directory, String name) throws IOException {
        var file = prefix.resolve(directory).resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        return file;
    }

    private void standardLibrary(Path prefix, int minor) throws IOException {
        var os = prefix.resolve("lib/python3." + minor + "/os.py");
        Files.createDirectories(os.getParent());
        Files.writeString(os, "");
    }

    private PythonLookup lookup() {
        return new PythonLookup(List.of(usr, local));
    }

    @Test
    void theSystemsIsFoundInItsMultiarchDirectory() throws IOException {
        var file = library(usr, "lib/x86_64-linux-gnu", "libpython3.11.so.1.0");
        standardLibrary(usr, 11);
        assertThat(lookup().find(null, null)).isEqualTo(new PythonLibrary(file, 11, usr, null));
    }

    @Test
    void theNewestThatHasItsStandardLibraryIsTaken() throws IOException {
        library(usr, "lib64", "libpython3.11.so.1.0");
        library(usr, "lib64", "libpython3.9.so.1.0");
        library(usr, "lib64", "libpython3.14.so.1.0");
        var file = library(usr, "lib64", "libpython3.13.so.1.0");
        standardLibrary(usr, 11);
        standardLibrary(usr, 13);
        standardLibrary(usr, 9);
        assertThat(lookup().find(null, null).file()).isEqualTo(file);
    }

    @Test
    void aFileOrAPrefixCanBeNamed() throws IOException {
        var file = library(local, "lib", "libpython3.12.so.1.0");
        standardLibrary(local, 12);
        library(usr, "lib", "libpython3.13.so.1.0");
        standardLibrary(usr, 13);
        assertThat(lookup().find(file, null).minor()).isEqualTo(12);
        assertThat(lookup().find(local, null).prefix()).isEqualTo(local);
        assertThat(lookup().find(file, null).executable()).isEqualTo(local.resolve("bin/python3.12"));
    }

    @Test
    void aVirtualEnvironmentSaysWhichOneItIs() throws IOException {
        library(usr, "lib", "libpython3.13.so.1.0");
        var file = library(local, "lib", "libpython3.12.so.1.0");
        standardLibrary(usr, 13);
        standardLibrary(local, 12);
        Files.createDirectories(local.resolve("bin"));
        var venv = root.resolve("venv");
        Files.createDirectories(venv);
        Files.writeString(
                venv.resolve("pyvenv.cfg"),
                "home = " + local.resolve("bin") + "\ninclude-system-site-packages = false\nversion = 3.12.4\n");
        var found = lookup().find(null, venv);
        assertThat(found.file()).isEqualTo(file);
        assertThat(found.executable()).isEqualTo(venv.resolve("bin/python3"));
        assertThatThrownBy(() -> lookup().find(usr, venv))
                .isInstanceOf(PythonException.class)
                .hasMessageContaining("wants Python 3.12, got ");
    }

    @Test
    void whatIsNoVirtualEnvironmentIsSaid() throws IOException {
        var venv = root.resolve("venv");
        assertThatThrownBy(() -> lookup().find(null, venv))
                .hasMessage("python: wanted a virtual environment at " + venv + ", got no readable "
                        + venv.resolve("pyvenv.cfg"));
        Files.createDirectories(venv);
        Files.writeString(venv.resolve("pyvenv.cfg"), "version = 3.12.4\n");
        assertThatThrownBy(() -> lookup().find(null, venv)).hasMessageContaining("wanted a line 'home = DIRECTORY'");
    }

    @Test
    void everyPlaceThatWasLookedAtIsNamed() throws IOException {
        var old = library(usr, "lib", "libpython3.9.so.1.0");
        var bare = library(usr, "lib", "libpython3.12.so.1.0");
        assertThatThrownBy(() -> lookup().find(null, null))
                .isInstanceOf(PythonException.class)
                .hasMessageStartingWith("python: wanted a shared library of Python 3.11 or newer")
                .hasMessageContaining(old + " (too old)")
                .hasMessageContaining(bare + " (no lib/python3.12/os.py in a directory above it)")
                .hasMessageContaining(usr.resolve("lib64") + " (no such directory)")
                .hasMessageContaining(local.resolve("lib") + " (no such directory)")
                .hasMessageContaining("--python");
        var misnamed = root.resolve("python3");
        assertThatThrownBy(() -> lookup().find(misnamed, null))
                .hasMessageContaining(misnamed + " (no such file or directory)");
        Files.createFile(misnamed);
        assertThatThrownBy(() -> lookup().find(misnamed, null))
                .hasMessageContaining(misnamed + " (wanted a name like libpython3.11.so.1.0)");
    }
}
