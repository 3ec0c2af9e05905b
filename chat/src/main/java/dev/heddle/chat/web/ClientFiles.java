// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.protocols.http.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The files of the web client, ready to be sent: what the page names, and what those name in turn, the modules put
/// together
/// into [Pieces]. A file that nothing leads to is not served.
///
/// Preact comes from its WebJar. The page's addresses get the version in front, and its policy allows scripts from
/// this server and the one import map, by its hash; nothing else inline, nothing from elsewhere.
///
/// Immutable, any thread.
final class ClientFiles {
    /// The page itself.
    static final String PAGE = "index.html";

    private static final String PREACT_FACTS = "/META-INF/maven/org.webjars.npm/preact/pom.properties";
    private static final String PREACT_HOME = "/META-INF/resources/webjars/preact/";

    /// What the page calls by a name of ours, and where the WebJar has it.
    private static final Map<String, String> PREACT = Map.of(
            "lib/preact.js", "dist/preact.module.js",
            "lib/hooks.js", "hooks/dist/hooks.module.js",
            "lib/LICENSE", "LICENSE");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "LICENSE", "text/plain; charset=utf-8");

    /// What a page names: links, scripts, and the values of its import map.
    private static final Pattern NAMED_BY_PAGE = Pattern.compile("(?:href=|src=|:)\"(?:\\./)?([A-Za-z][\\w./-]*)\"");

    private static final Pattern NAMED_BY_MODULE = Pattern.compile("(?:from |import\\()'(\\.[^']+)'");
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    /// One file.
    ///
    /// @param tag by which a browser asks whether it has changed
    /// @param type its content type, and for the page its policy
    /// @param asking headers for a browser that asks again every time
    /// @param lasting headers for one that keeps it
    record File(
            byte[] plain,
            byte[] packed,
            String tag,
            ResponseHeaders type,
            ResponseHeaders asking,
            ResponseHeaders lasting) {}

    private final String version;
    private final Map<String, File> files;

    private ClientFiles(String version, Map<String, File> files) {
        this.version = version;
        this.files = files;
    }

    /// What all contents together are called.
    String version() {
        return version;
    }

    @Nullable
    File get(String name) {
        return files.get(name);
    }

    Map<String, File> all() {
        return files;
    }

    static ClientFiles load() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        Map<String, String> modules = new TreeMap<>();
        ArrayDeque<String> wanted = new ArrayDeque<>();
        String page = read(PAGE);
        NAMED_BY_PAGE.matcher(page).results().forEach(found -> wanted.add(found.group(1)));
        while (!wanted.isEmpty()) {
            String name = wanted.remove();
            if (texts.containsKey(name) || modules.containsKey(name)) {
                continue;
            }
            String preact = PREACT.get(name);
            String text = preact == null ? Compact.of(name, read(name)) : preact(preact);
            if (preact == null && name.endsWith(".js")) {
                modules.put(name, text);
                NAMED_BY_MODULE.matcher(text).results().forEach(found -> wanted.add(beside(name, found.group(1))));
            } else {
                texts.put(name, text);
            }
        }
        texts.putAll(Pieces.of(modules));
        String version = version(page, texts);
        texts.put(
                PAGE,
                NAMED_BY_PAGE
                        .matcher(page)
                        .replaceAll(
                                found -> found.group().replace(found.group(1), "v/" + version + "/" + found.group(1))));
        Map<String, File> files = new LinkedHashMap<>();
        for (var entry : texts.entrySet()) {
            files.put(entry.getKey(), file(entry.getKey(), entry.getValue()));
        }
        return new ClientFiles(version, Map.copyOf(files));
    }

    private static String preact(String name) throws IOException {
        Properties facts = new Properties();
        try (InputStream in = open(PREACT_FACTS)) {
            facts.load(in);
        }
        // The map of its source is not served, and tools would ask for it.
        return read(PREACT_HOME + facts.getProperty("version") + "/" + name)
                .replaceFirst("(?m)^//# sourceMappingURL=.*\\R?", "");
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = ClientFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("web client: wanted resource " + resource + " in the program, found none");
        }
        return in;
    }

    /// The name that a module means by `./x.js` or `../wire/x.js`.
    static String beside(String module, String relative) {
        return URI.create(module).resolve(relative).getPath();
    }

    private static String version(String page, Map<String, String> texts) {
        StringBuilder all = new StringBuilder(page);
        texts.forEach((name, text) -> all.append('\0').append(name).append('\0').append(text));
        return HexFormat.of().formatHex(sha256(all.toString()), 0, 8);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    private static File file(String name, String text) throws IOException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        String tag = "W/\"" + HexFormat.of().formatHex(sha256(text), 0, 8) + "\"";
        String type = TYPES.get(name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1));
        if (type == null) {
            throw new IOException("web client: wanted one of " + TYPES.keySet() + " as the ending of " + name);
        }
        ResponseHeaders headers = ResponseHeaders.of("Content-Type", type);
        ResponseHeaders guard = ResponseHeaders.of(
                "X-Content-Type-Options", "nosniff",
                "Cross-Origin-Resource-Policy", "same-origin",
                "Referrer-Policy", "no-referrer",
                "Vary", "Accept-Encoding");
        return new File(
                plain,
                gzip(plain),
                tag,
                name.equals(PAGE)
                        ? headers.with("Content-Security-Policy", policy(text))
                                .with("Cross-Origin-Opener-Policy", "same-origin")
                        : headers,
                guard.with("ETag", tag).with("Cache-Control", "no-cache"),
                guard.with("Cache-Control", "public, max-age=31536000, immutable"));
    }

    private static String policy(String page) {
        var map = IMPORT_MAP.matcher(page);
        if (!map.find()) {
            throw new IllegalStateException("web client: wanted an import map in " + PAGE + ", found none");
        }
        String hash = Base64.getEncoder().encodeToString(sha256(map.group(1)));
        return "default-src 'none'; script-src 'self' 'sha256-" + hash + "'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                + " require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 3 + 32);
        try (GZIPOutputStream out = new Best(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    /// As small as it gets: it is done once.
    private static final class Best extends GZIPOutputStream {
        Best(ByteArrayOutputStream to) throws IOException {
            super(to);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
