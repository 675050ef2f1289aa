package io.keepwatch.cabinet;

import io.keepwatch.domain.storage.Notices;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answer of {@code GET /v1/hosts}, as its JSON has it. */
record HostsAnswer(
        List<HostItem> hosts,
        List<NoticeItem> notices,
        Optional<Integer> unreadableChunks,
        Optional<String> cursor)
        implements Answer {

    /**
     * @param lastSeenAt when its newest data arrived; absent if nothing is kept any more, or if it
     *     was not read
     * @param vitals by {@link io.keepwatch.telemetry.names.Vital#id}, those that its data tells
     * @param vitalsMissing why there are none though its data may tell some
     */
    record HostItem(
            String id,
            String name,
            Instant firstSeenAt,
            Optional<Instant> lastSeenAt,
            Map<String, VitalItem> vitals,
            Optional<String> vitalsMissing) {}

    /**
     * @param unit UCUM code; a {@code 1} is a share, from 0 to 1
     * @param detail what the value is of, where a host has several of its kind
     */
    record VitalItem(double value, String unit, Optional<String> detail) {}

    record NoticeItem(String kind, String text, Instant raisedAt) {

        static NoticeItem of(Notices.Notice notice) {
            return new NoticeItem(Words.notice(notice.kind()), notice.text(), notice.raisedAt());
        }
    }
}
