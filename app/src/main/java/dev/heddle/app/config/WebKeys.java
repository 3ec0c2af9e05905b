// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import static dev.heddle.app.config.Key.atStart;
import static dev.heddle.app.config.Key.live;

import java.util.List;
import java.util.regex.Pattern;

/// The section `[web]` of what `heddle serve` understands.
public final class WebKeys {
    /// In which headers an HTTP proxy tells who its client is.
    public enum ForwardedHeader {
        /// X-Forwarded-For and its like.
        X_FORWARDED,
        /// RFC 7239.
        FORWARDED
    }

    private static final Pattern ORIGIN = Pattern.compile("\\*|null|[a-z][a-z0-9+.-]*://[^\\s/?#@]{1,255}");

    public static final Key<List<String>> ORIGINS = atStart(
            "origins",
            Kind.list(Kind.text("an origin such as \"https://chat.example.org\", or \"*\" for any", ORIGIN), 64),
            List.of(),
            "Pages from these may open a WebSocket too, besides the pages of this server itself.");
    public static final Key<List<String>> FORWARDED_FROM = atStart(
            "forwarded-from",
            Kind.list(Kind.text("a network such as \"10.0.0.0/8\"", 64), 64),
            List.of(),
            "HTTP proxies in these networks are believed when they say who their client is, which host it asked for,"
                    + " and whether it came over TLS.");
    public static final Key<ForwardedHeader> FORWARDED_HEADER = atStart(
            "forwarded-header",
            Kind.choice(ForwardedHeader.class),
            ForwardedHeader.X_FORWARDED,
            "Where they say it: X-Forwarded-For, -Host and -Proto, or Forwarded. The other is not looked at.");
    public static final Key<Boolean> COMPRESSION = atStart(
            "compression", Kind.flag(), true, "Whether long lines are compressed for WebSocket clients that can.");
    public static final Key<Boolean> STATUS = atStart(
            "status", Kind.flag(), false, "Whether everybody who can connect may read the status report at /status.");
    public static final Key<String> ACCESS_LOG = live(
            "access-log",
            Kind.text("a path of at most 1000 characters", 1000),
            "",
            "Where a line for each HTTP answer is written, in the combined format; \"-\" is standard output. A WebSocket's"
                    + " line comes when it ends. A reload opens the file again, as log rotation wants it. Empty: nowhere.");
    public static final Section WEB = Section.once(
            "web",
            "All listeners that speak web or web-tls.",
            ORIGINS,
            FORWARDED_FROM,
            FORWARDED_HEADER,
            COMPRESSION,
            STATUS,
            ACCESS_LOG);

    private WebKeys() {}
}
