// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// The pieces of one program that report, and the report itself.
///
/// Thread: any. Adding and removing copy the list and are meant for set-up and end, not for each connection.
/// Lifetime: holds its sources until they are removed; whoever adds a source that ends before the program removes it.
/// Limit: [#MAX_SOURCES]; a report that grows without end is a leak of its own.
///
/// The form is that of a table per kind of piece, one row per label. The six sections that the runtime knows come
/// first, in the
/// order of [StatusSource]'s constants; the program's own follow by name; rows are sorted by label.
public final class StatusReport {
    /// How many sources one report takes; heaps, queues, loops and layers of one program, with room to spare.
    public static final int MAX_SOURCES = 4096;

    private static final List<String> FIRST = List.of(
            StatusSource.HEAPS,
            StatusSource.QUEUES,
            StatusSource.LOOPS,
            StatusSource.REQUESTS,
            StatusSource.WORKERS,
            StatusSource.SESSIONS);

    private final String label;
    private final LongSupplier epochMillis;
    private final long openedMillis;
    private final CopyOnWriteArrayList<StatusSource> sources = new CopyOnWriteArrayList<>();

    private StatusReport(String label, LongSupplier epochMillis) {
        this.label = label;
        this.epochMillis = epochMillis;
        this.openedMillis = epochMillis.getAsLong();
    }

    /// An empty report on the system's clock.
    ///
    /// @param label the program's name, first word of the report
    public static StatusReport open(String label) {
        return open(label, System::currentTimeMillis);
    }

    /// An empty report on a clock of the caller's, for tests and simulation.
    ///
    /// @param epochMillis asked once now, for the time of opening, and once per report; any thread
    public static StatusReport open(String label, LongSupplier epochMillis) {
        if (label.isBlank()) {
            throw new IllegalArgumentException("status report: wanted a label, got a blank");
        }
        return new StatusReport(label, epochMillis);
    }

    /// Adds a source; false when it is there already.
    ///
    /// @throws IllegalStateException at [#MAX_SOURCES]
    public boolean add(StatusSource source) {
        if (sources.size() >= MAX_SOURCES) {
            throw new IllegalStateException("status report " + label + ": wanted at most " + MAX_SOURCES
                    + " sources, got one more: " + source.statusSection() + "/" + source.label());
        }
        return sources.addIfAbsent(source);
    }

    /// Takes a source out; false when it was not there.
    public boolean remove(StatusSource source) {
        return sources.remove(source);
    }

    /// Asks every source now. The rows are in the order of the report and are the caller's.
    public List<StatusRow> rows() {
        var rows = new ArrayList<StatusRow>(sources.size());
        for (StatusSource source : sources) {
            rows.add(ask(source));
        }
        rows.sort(Comparator.comparingInt((StatusRow row) -> rank(row.section()))
                .thenComparing(StatusRow::section)
                .thenComparing(StatusRow::label));
        return rows;
    }

    /// The report for people: a head line, then one aligned table per section. Ends with a line feed.
    public String text() {
        long now = epochMillis.getAsLong();
        return StatusText.write(label, Instant.ofEpochMilli(now), uptime(now), sections());
    }

    /// The report for programs: one JSON object whose members are `report`, `at` (ISO 8601), `uptimeSeconds`
    /// and, per section, an array of objects that begin with `label`. One line, no line feed at its end.
    public String json() {
        long now = epochMillis.getAsLong();
        return StatusJson.write(label, Instant.ofEpochMilli(now), uptime(now), sections());
    }

    private Duration uptime(long nowMillis) {
        return Duration.ofMillis(Math.max(0, nowMillis - openedMillis));
    }

    private Map<String, List<StatusRow>> sections() {
        var sections = new LinkedHashMap<String, List<StatusRow>>();
        for (StatusRow row : rows()) {
            sections.computeIfAbsent(row.section(), name -> new ArrayList<>()).add(row);
        }
        return sections;
    }

    private static int rank(String section) {
        int known = FIRST.indexOf(section);
        return known < 0 ? FIRST.size() : known;
    }

    /// The edge: a source that throws costs its own columns only.
    private static StatusRow ask(StatusSource source) {
        var row = new StatusRow(source.statusSection(), source.label());
        try {
            source.status(row);
            return row;
        } catch (RuntimeException e) {
            return new StatusRow(row.section(), row.label()).text("error", e.toString());
        }
    }
}
