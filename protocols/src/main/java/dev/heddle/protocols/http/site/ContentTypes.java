// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What kind of file a name stands for. Immutable, any thread.
final class ContentTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("htm", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("xml", "application/xml"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("zip", "application/zip"));

    private final Map<String, String> more;

    ContentTypes(Map<String, String> more) {
        this.more = new HashMap<>(more);
    }

    String of(String path) {
        int dot = path.lastIndexOf('.');
        var extension =
                dot <= path.lastIndexOf('/') ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
        var own = more.get(extension);
        return own == null ? KNOWN.getOrDefault(extension, UNKNOWN) : own;
    }

    /// Whether it gets smaller by a content coding.
    static boolean isCompressible(String type) {
        return type.startsWith("text/")
                || type.startsWith("application/json")
                || type.startsWith("application/manifest+json")
                || type.startsWith("application/xml")
                || type.startsWith("application/wasm")
                || type.startsWith("image/svg");
    }
}
