package io.keepwatch.cabinet;

import io.keepwatch.aws.Parallel;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.Page;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.names.VitalSign;
import io.keepwatch.telemetry.names.VitalSigns;
import io.keepwatch.telemetry.query.SampleSet;
import java.time.Instant;
import java.util.LinkedHashMap;
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

    /** Chunks read of one host: 20 000 series pushed every 10 s fit in as long as is needed. */
    static final long HOST_BYTES_MAX = 3L * 1024 * 1024;

    /**
     * @param lastSeenAt when its newest data arrived; absent if nothing is kept any more
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

    record NoticeItem(String kind, String text, Instant raisedAt) {}

    private record Read(HostItem item, Optional<Integer> unreadable) {}

    /**
     * A page of hosts, each with its vital signs. Costs for each host the read units of its {@link
     * LastMinutes} and of its dictionary.
     */
    static HostsAnswer find(TenantScope scope, HostsQuestion question, Instant now) {
        Page<Host> page = scope.hosts().page(question.after(), question.limit());
        List<Read> read =
                Parallel.map(page.items(), Parallel.CALLS_MAX, host -> read(scope, host, now));
        int unreadable = read.stream().mapToInt(one -> one.unreadable().orElse(0)).sum();
        return new HostsAnswer(
                read.stream().map(Read::item).toList(),
                scope.notices().standing().stream().map(HostsAnswer::item).toList(),
                unreadable == 0 ? Optional.empty() : Optional.of(unreadable),
                page.more()
                        ? Optional.of(HostsQuestion.cursor(page.items().getLast().id()))
                        : Optional.empty());
    }

    private static Read read(TenantScope scope, Host host, Instant now) {
        LastMinutes last = LastMinutes.read(scope.chunks(), host.id(), now, HOST_BYTES_MAX);
        boolean told = last.tell() && !last.chunks().isEmpty();
        StoredSamples samples =
                told ? StoredSamples.of(scope, host.id(), last.chunks()) : StoredSamples.none();
        return new Read(
                new HostItem(
                        host.id().value(),
                        host.name().value(),
                        host.firstSeenAt(),
                        last.arrivedAt(),
                        told ? vitals(last, samples, now) : Map.of(),
                        last.tell() ? Optional.empty() : Optional.of("too_much_data")),
                samples.unreadable());
    }

    private static Map<String, VitalItem> vitals(
            LastMinutes last, StoredSamples samples, Instant now) {
        SampleSet set =
                new SampleSet(
                        Math.max(last.from(), now.minus(Limits.RAW_KEPT).toEpochMilli() + 1),
                        last.chunks().getFirst().chunk().firstTime()
                                + EncodedChunk.SPAN_MILLIS_MAX
                                + 1);
        samples.forEach(
                (points, arrivedAt) -> set.add(points.series(), points.points(), arrivedAt));
        Map<String, VitalItem> vitals = new LinkedHashMap<>();
        for (VitalSign sign : VitalSigns.of(set.folded())) {
            double value = sign.value().orElse(Double.NaN);
            if (Double.isFinite(value)) { // agents send what is not, and JSON cannot say it
                vitals.put(
                        sign.vital().id(),
                        new VitalItem(value, sign.vital().unit(), sign.detail()));
            }
        }
        return vitals;
    }

    private static NoticeItem item(Notices.Notice notice) {
        return new NoticeItem(Words.notice(notice.kind()), notice.text(), notice.raisedAt());
    }
}
