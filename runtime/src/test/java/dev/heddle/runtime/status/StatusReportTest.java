// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private final AtomicLong clock = new AtomicLong(1_000_000L);
    private final StatusReport report = StatusReport.open("heddle", clock::get);

    @Test
    void tablesHaveTheRuntimesSectionsFirstAndRowsByLabel() {
        report.add(source("store", "sqlite", row -> row.text("mode", "wal").count("commits", 7)));
        report.add(source(
                StatusSource.QUEUES, "hub", row -> row.count("capacity", 4096).count("size", 3)));
        report.add(source(
                StatusSource.HEAPS, "sessions", row -> row.count("max", 2000).text("options", "E-S")));
        report.add(source(StatusSource.HEAPS, "lines", row -> row.count("max", 20)));
        clock.addAndGet(12_345);

        assertThat(report.text()).isEqualTo("""
                        status of heddle at 1970-01-01T00:16:52.345Z, up 12 s

                        heaps      max  options
                        lines       20  -
                        sessions  2000  E-S

                        queues  capacity  size
                        hub         4096     3

                        store   mode  commits
                        sqlite  wal         7
                        """);
    }

    @Test
    void jsonHasTheSameRows() {
        report.add(
                source(StatusSource.HEAPS, "lines", row -> row.count("max", 20).text("options", "E")));
        report.add(source("a", "x", row -> {}));

        assertThat(report.json())
                .isEqualTo("{\"report\":\"heddle\",\"at\":\"1970-01-01T00:16:40Z\",\"uptimeSeconds\":0,"
                        + "\"heaps\":[{\"label\":\"lines\",\"max\":20,\"options\":\"E\"}],\"a\":[{\"label\":\"x\"}]}");
    }

    @Test
    void anEmptyReportHasItsHeadLineOnly() {
        assertThat(report.text()).isEqualTo("status of heddle at 1970-01-01T00:16:40Z, up 0 s\n");
        assertThat(report.json())
                .isEqualTo("{\"report\":\"heddle\",\"at\":\"1970-01-01T00:16:40Z\",\"uptimeSeconds\":0}");
    }

    @Test
    void aSourceThatThrowsCostsItsOwnColumnsOnly() {
        report.add(source(StatusSource.LOOPS, "a", row -> {
            row.count("turns", 1);
            throw new IllegalStateException("loop a is closed");
        }));
        report.add(source(StatusSource.LOOPS, "b", row -> row.count("turns", 2)));

        assertThat(report.rows()).hasSize(2);
        assertThat(report.rows().getFirst().columns())
                .containsOnlyKeys("error")
                .containsEntry("error", "java.lang.IllegalStateException: loop a is closed");
        assertThat(report.rows().getLast().columns()).containsEntry("turns", 2L);
    }

    @Test
    void aLabelCannotMoveTheCursorOrEndAString() {
        report.add(source("x", "a\n\"b\\\u001b[2J", row -> {}));

        assertThat(report.text()).endsWith("x\na\\u000a\"b\\\\u001b[2J\n");
        assertThat(report.json()).endsWith("[{\"label\":\"a\\u000a\\\"b\\\\\\u001b[2J\"}]}");
    }

    @Test
    void aRowRefusesTheSameColumnTwice() {
        var row = new StatusRow("heaps", "lines").count("max", 1);

        assertThatThrownBy(() -> row.text("max", "2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("status row heaps/lines: wanted each column once, got max again");
    }

    @Test
    void aSourceIsListedOnceAndNoLongerAfterItsRemoval() {
        var source = source("x", "y", row -> {});

        assertThat(report.add(source)).isTrue();
        assertThat(report.add(source)).isFalse();
        assertThat(report.rows()).hasSize(1);
        assertThat(report.remove(source)).isTrue();
        assertThat(report.remove(source)).isFalse();
        assertThat(report.rows()).isEmpty();
    }

    @Test
    void atItsLimitTheReportNamesWhatItRefuses() {
        for (int i = 0; i < StatusReport.MAX_SOURCES; i++) {
            report.add(source("x", "y" + i, row -> {}));
        }

        assertThatThrownBy(() -> report.add(source("queues", "one", row -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("status report heddle: wanted at most 4096 sources, got one more: queues/one");
    }

    @Test
    void aBlankLabelIsRefused() {
        assertThatThrownBy(() -> StatusReport.open(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private static StatusSource source(String section, String label, Consumer<StatusRow> fill) {
        return new StatusSource() {
            @Override
            public String statusSection() {
                return section;
            }

            @Override
            public String label() {
                return label;
            }

            @Override
            public void status(StatusRow row) {
                fill.accept(row);
            }
        };
    }
}
