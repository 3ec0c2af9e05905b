// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the web client is made of: complete, small, from here alone.
class ClientFilesTest {
    /// What a first visit may take, compressed.
    private static final int FIRST_VISIT_BYTES = 60_000;

    /// What the chat takes in all, when every dialog has been opened.
    private static final int ALL_BYTES = 75_000;

    private static final int LINES_MAX = 300;
    private static final Pattern STATIC_IMPORT =
            Pattern.compile("(?m)^(?:import|export)\\s[^;]*?from '([^']+)'", Pattern.DOTALL);
    private static final Pattern ANY_IMPORT = Pattern.compile("\\b(?:from|import)\\s*\\(?\\s*['\"]([^'\"]+)['\"]");

    private static ClientFiles files;
    private static Path sources;

    @BeforeAll
    static void load() throws Exception {
        files = ClientFiles.load();
        sources = Path.of(Objects.requireNonNull(ClientFiles.class.getResource(ClientFiles.PAGE))
                        .toURI())
                .getParent();
    }

    private static List<Path> scripts() throws IOException {
        try (var paths = Files.walk(sources)) {
            return paths.filter(path -> path.toString().endsWith(".js"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path script) {
        return sources.relativize(script).toString().replace('\\', '/');
    }

    private static String text(String name) {
        return new String(Objects.requireNonNull(files.get(name)).plain(), StandardCharsets.UTF_8);
    }

    /// What a browser loads before it shows the first page: what that links to, and what its script imports at once.
    private static final Set<String> FIRST_VISIT =
            Set.of(ClientFiles.PAGE, "app.css", "icon.svg", "lib/preact.js", "lib/hooks.js", "main.js");

    private static int packedBytes(Set<String> names) {
        return names.stream()
                .mapToInt(name -> Objects.requireNonNull(files.get(name)).packed().length)
                .sum();
    }

    @Test
    void aFirstVisitIsSmall() {
        assertThat(packedBytes(FIRST_VISIT)).isLessThan(FIRST_VISIT_BYTES);
        assertThat(packedBytes(files.all().keySet())).isLessThan(ALL_BYTES);
    }

    @Test
    void aFirstVisitImportsNothingElse() {
        assertThat(STATIC_IMPORT.matcher(text("main.js")).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrder("preact", "preact/hooks");
        assertThat(Pattern.compile("<link rel=\"modulepreload\" href=\"v/\\w+/([^\"]+)\">")
                        .matcher(text(ClientFiles.PAGE))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrder("lib/preact.js", "lib/hooks.js");
    }

    @Test
    void everyScriptIsInOnePieceAndShortEnoughToRead() throws IOException {
        long modules = Pieces.NAMES.stream()
                .mapToLong(name -> Pattern.compile("(?m)^const m\\d+=\\(\\(\\)=>\\{$")
                        .matcher(text(name))
                        .results()
                        .count())
                .sum();
        assertThat(modules).isEqualTo(scripts().size());
        for (Path script : scripts()) {
            assertThat(Files.readAllLines(script)).as(name(script)).hasSizeLessThanOrEqualTo(LINES_MAX);
        }
    }

    private static Map<String, String> modules(String main, String... more) {
        Map<String, String> modules = new HashMap<>();
        Pieces.NAMES.forEach(name -> modules.put(name, ""));
        modules.put("main.js", main);
        for (int i = 0; i < more.length; i += 2) {
            modules.put(more[i], more[i + 1]);
        }
        return modules;
    }

    @Test
    void aModuleIsCalledOnceAfterWhatItImportsAndLentToLaterPieces() throws IOException {
        var pieces = Pieces.of(modules(
                "import { a, b as c } from './a.js';\nimport('./view/chat.js').then(a);\n",
                "a.js",
                "import { h } from 'preact';\nexport const a = 1;\nexport function b() {}\n",
                "view/chat.js",
                "import { a } from '../a.js';\nexport class Chat {}\n"));
        assertThat(pieces.get("main.js")).endsWith("""
                const m0=(()=>{
                const {h}=preact;
                const a = 1;
                function b() {}
                return {a,b};
                })();
                const m1=(()=>{
                const {a,b:c}=m0;
                import('./view/chat.js').then(a);
                return {};
                })();
                export {m0};
                """);
        assertThat(pieces.get("view/chat.js"))
                .contains("import {m0} from '../main.js';\n", "const {a}=m0;\nclass Chat {}\nreturn {Chat};")
                .endsWith("export const {Chat}=m2;\n");
    }

    @Test
    void whatCannotBePutTogetherIsSaid() {
        assertThatThrownBy(() -> Pieces.of(modules("import './x.js';\n")))
                .hasMessageContaining("main.js, got import './x.js';");
        assertThatThrownBy(() -> Pieces.of(modules("import { x } from './x.js';\n")))
                .hasMessageContaining("wanted module x.js for main.js, found none");
        assertThatThrownBy(() -> Pieces.of(modules("export { x as y } from './x.js';\n", "x.js", "")))
                .hasMessageContaining("exports under their own names");
        assertThatThrownBy(() -> Pieces.of(modules(
                        "import { x } from './x.js';\n",
                        "x.js",
                        "import { y } from './main.js';\nexport const x = 1;\n")))
                .hasMessageContaining("do not import each other, got [main.js, x.js]");
    }

    @Test
    void nothingComesFromElsewhereAndNothingMakesCodeOfText() throws IOException {
        for (Path script : scripts()) {
            String text = Files.readString(script);
            var imports = ANY_IMPORT.matcher(text).results().map(found -> found.group(1));
            assertThat(imports)
                    .as(name(script))
                    .allMatch(from -> from.startsWith("./")
                            || from.startsWith("../")
                            || from.equals("preact")
                            || from.equals("preact/hooks"));
            assertThat(text)
                    .as(name(script))
                    .doesNotContain("eval(", "new Function", "innerHTML", "document.write", "http://");
        }
        assertThat(text(ClientFiles.PAGE)).doesNotContain("//www", "http:", "https:", "style=", "onclick");
    }

    /// [Compact] reads lines and no syntax: this holds it to what it can do.
    @Test
    void noTextReachesOverTheEndOfALine() throws IOException {
        for (Path script : scripts()) {
            for (String line : Files.readAllLines(script)) {
                boolean comment = line.strip().startsWith("//") || line.strip().startsWith("*");
                assertThat(comment ? 0 : line.chars().filter(c -> c == '`').count() % 2)
                        .as(name(script) + ": " + line)
                        .isZero();
            }
        }
    }

    @Test
    void commentsAndIndentationGoAndNothingElseDoes() {
        assertThat(Compact.of(
                        "a.js",
                        "// note\n/** doc\n * more\n */\nif (a) {\n  b('// no'); // stays\n\n}\n/* one */\nc();\n"))
                .isEqualTo("if (a) {\nb('// no'); // stays\n}\nc();\n");
        assertThat(Compact.of("a.svg", "  <svg/>\n")).isEqualTo("  <svg/>\n");
    }

    @Test
    void theImportMapIsTheOneThingInlineAndAllowedByItsHash() throws Exception {
        String page = text(ClientFiles.PAGE);
        var inline = Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(inline).hasSize(1);
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(inline.getFirst().getBytes(StandardCharsets.UTF_8));
        assertThat(Objects.requireNonNull(files.get(ClientFiles.PAGE)).type().toString())
                .contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';");
        assertThat(page).doesNotContain("<style");
        assertThat(URI.create("v/" + files.version() + "/").toString()).matches("v/[0-9a-f]{16}/");
    }
}
