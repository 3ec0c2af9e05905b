// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One JSON object; the names of members are the sections and the columns as the sources gave them. Source: RFC 8259.
final class StatusJson {
    private final StringBuilder out = new StringBuilder(1024);

    private StatusJson() {}

    static String write(String label, Instant at, Duration uptime, Map<String, List<StatusRow>> sections) {
        var json = new StatusJson();
        json.out.append("{\"report\":");
        json.string(label);
        json.out.append(",\"at\":\"").append(at).append('"');
        json.out.append(",\"uptimeSeconds\":").append(uptime.toSeconds());
        sections.forEach(json::section);
        return json.out.append('}').toString();
    }

    private void section(String name, List<StatusRow> rows) {
        out.append(',');
        string(name);
        out.append(":[");
        String comma = "";
        for (StatusRow row : rows) {
            out.append(comma);
            row(row);
            comma = ",";
        }
        out.append(']');
    }

    private void row(StatusRow row) {
        out.append("{\"label\":");
        string(row.label());
        row.columns().forEach((name, value) -> {
            out.append(',');
            string(name);
            out.append(':');
            if (value instanceof Long) {
                out.append(value);
            } else {
                string(value.toString());
            }
        });
        out.append('}');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
