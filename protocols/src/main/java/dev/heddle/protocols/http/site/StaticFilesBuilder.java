// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Loads files for [StaticFiles]. One thread, which may block.
///
/// A file beside `name` that is called `name.br` or `name.gz` is that file in the coding; text that has no
/// `.gz` is compressed here if that makes it a tenth smaller. Limit: [#limitBytes(long)] for all of them
/// together, codings included; at it loading fails.
public final class StaticFilesBuilder {
    private static final int COMPRESSED_LEAST = 512;

    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, String> caching = new HashMap<>();
    private ResponseHeaders extra = ResponseHeaders.NONE;
    private HttpHandler otherwise = exchange ->
            exchange.respond(404, ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8"), "404 not found\n");
    private long limitBytes = 256L << 20;
    private long bytes;

    private record Source(byte[] content, @Nullable Instant modified) {}

    StaticFilesBuilder() {}

    /// All files of a directory and those below it. Symbolic links are not followed, and names that begin with
    /// a dot are left out.
    ///
    /// @param at the path that the directory has, from "/" to "/"
    /// @param directory read now
    /// @return this
    /// @throws UncheckedIOException it cannot be read
    public StaticFilesBuilder directory(String at, Path directory) {
        checkPath(at);
        if (!at.endsWith("/")) {
            throw new IllegalArgumentException("static files: wanted a path that ends with /, got " + at);
        }
        try (var walk = Files.walk(directory)) {
            for (var path : (Iterable<Path>) walk::iterator) {
                var relative = directory.relativize(path).toString().replace('\\', '/');
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !isHidden(relative)) {
                    add(
                            at + relative,
                            Files.readAllBytes(path),
                            Files.getLastModifiedTime(path).toInstant());
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("static files: " + directory + " at " + at, e);
        }
    }

    private static boolean isHidden(String relative) {
        return relative.startsWith(".") || relative.contains("/.");
    }

    /// One resource of the class path.
    ///
    /// @param at its path, from "/"
    /// @param resource read now
    /// @return this
    /// @throws UncheckedIOException it cannot be read
    public StaticFilesBuilder resource(String at, URL resource) {
        try {
            var connection = resource.openConnection();
            connection.setUseCaches(false);
            long millis = connection.getLastModified();
            try (var in = connection.getInputStream()) {
                add(at, in.readAllBytes(), millis == 0 ? null : Instant.ofEpochMilli(millis));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("static files: " + resource + " at " + at, e);
        }
    }

    /// One file from memory, without a date.
    ///
    /// @param at its path, from "/"
    /// @param content copied
    /// @return this
    public StaticFilesBuilder file(String at, byte[] content) {
        add(at, content.clone(), null);
        return this;
    }

    private void add(String at, byte[] content, @Nullable Instant modified) {
        checkPath(at);
        count(at, content.length);
        if (sources.put(at, new Source(content, modified)) != null) {
            throw new IllegalArgumentException("static files: wanted one file at " + at + ", got a second");
        }
    }

    private static void checkPath(String at) {
        if (!at.startsWith("/") || !at.equals(RequestPath.decode(at.replace("%", "%25")))) {
            throw new IllegalArgumentException("static files: wanted a decoded path from /, got " + at);
        }
    }

    private void count(String at, int length) {
        bytes += length;
        if (bytes > limitBytes) {
            throw new IllegalStateException(
                    "static files: wanted at most " + limitBytes + " bytes in all, got more with " + at);
        }
    }

    /// A content type for an extension.
    ///
    /// @param extension "foo", in lower case
    /// @param type of its files
    /// @return this
    public StaticFilesBuilder type(String extension, String type) {
        types.put(extension, type);
        return this;
    }

    /// How long files may be cached; the longest prefix counts. Without one it is "no-cache": kept, and asked
    /// for again each time, which the ETag makes cheap.
    ///
    /// @param prefix of the path
    /// @param control a "Cache-Control" value
    /// @return this
    public StaticFilesBuilder caching(String prefix, String control) {
        caching.put(prefix, control);
        return this;
    }

    /// Header lines for every file, as a Content-Security-Policy.
    ///
    /// @param headers besides those that describe the file
    /// @return this
    public StaticFilesBuilder headers(ResponseHeaders headers) {
        extra = headers;
        return this;
    }

    /// Who answers what is no file; without one it is 404.
    ///
    /// @param handler called on the loop
    /// @return this
    public StaticFilesBuilder otherwise(HttpHandler handler) {
        otherwise = handler;
        return this;
    }

    /// The most bytes in memory; 256 MiB unless said. Before the files.
    ///
    /// @param most above zero
    /// @return this
    public StaticFilesBuilder limitBytes(long most) {
        limitBytes = most;
        return this;
    }

    /// The files so far; compresses what is worth it.
    ///
    /// @return immutable
    public StaticFiles build() {
        var files = new HashMap<String, StaticFile>();
        var directories = new HashSet<String>();
        var kinds = new ContentTypes(types);
        sources.forEach((path, source) -> {
            if (!isCodingOfAnother(path)) {
                files.put(path, file(path, source, kinds.of(path)));
                if (path.endsWith("/index.html") && path.length() > 11) {
                    directories.add(path.substring(0, path.length() - 11));
                }
            }
        });
        return new StaticFiles(files, directories, otherwise);
    }

    private boolean isCodingOfAnother(String path) {
        return (path.endsWith(".br") || path.endsWith(".gz"))
                && sources.containsKey(path.substring(0, path.length() - 3));
    }

    private StaticFile file(String path, Source source, String type) {
        var modified = source.modified == null ? null : source.modified.truncatedTo(ChronoUnit.SECONDS);
        var brotli = sources.get(path + ".br");
        var gzipped = sources.get(path + ".gz");
        byte[] gzip = gzipped != null ? gzipped.content : gzip(path, source.content, type);
        var contents = new LinkedHashMap<String, byte[]>();
        if (brotli != null) {
            contents.put("br", brotli.content);
        }
        if (gzip != null) {
            contents.put("gzip", gzip);
        }
        contents.put("identity", source.content);
        var description = describe(path, type, modified, contents.size() > 1);
        var representations = new ArrayList<Representation>();
        contents.forEach((coding, content) -> representations.add(represent(coding, content, description)));
        return new StaticFile(representations, modified);
    }

    private byte @Nullable [] gzip(String path, byte[] content, String type) {
        if (content.length < COMPRESSED_LEAST || !ContentTypes.isCompressible(type)) {
            return null;
        }
        var out = new ByteArrayOutputStream(content.length / 3);
        try (var gzip = new Best(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (out.size() > content.length / 10 * 9) {
            return null;
        }
        count(path, out.size());
        return out.toByteArray();
    }

    /// Takes its time.
    private static final class Best extends GZIPOutputStream {
        Best(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /// The lines that all codings share.
    private record Description(ResponseHeaders headers, ResponseHeaders unchanged) {}

    private Description describe(String path, String type, @Nullable Instant modified, boolean varies) {
        var unchanged = ResponseHeaders.of("Cache-Control", control(path));
        if (modified != null) {
            unchanged = unchanged.with("Last-Modified", HttpDates.text(modified));
        }
        if (varies) {
            unchanged = unchanged.with("Vary", "Accept-Encoding");
        }
        var headers = unchanged
                .with("Content-Type", type)
                .with("Accept-Ranges", "bytes")
                .with("X-Content-Type-Options", "nosniff")
                .with(extra);
        return new Description(headers, unchanged);
    }

    private String control(String path) {
        var best = "";
        var control = "no-cache";
        for (var rule : caching.entrySet()) {
            if (path.startsWith(rule.getKey()) && rule.getKey().length() >= best.length()) {
                best = rule.getKey();
                control = rule.getValue();
            }
        }
        return control;
    }

    private static Representation represent(String coding, byte[] content, Description shared) {
        var memory = Arena.ofAuto().allocate(Math.max(1, content.length)).asSlice(0, content.length);
        MemorySegment.copy(MemorySegment.ofArray(content), 0, memory, 0, content.length);
        var etag = '"' + hash(content) + '"';
        var headers = shared.headers.with("ETag", etag);
        return new Representation(
                coding,
                memory.asReadOnly(),
                etag,
                coding.equals("identity") ? headers : headers.with("Content-Encoding", coding),
                shared.unchanged.with("ETag", etag));
    }

    private static String hash(byte[] content) {
        try {
            var whole = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, 12));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
