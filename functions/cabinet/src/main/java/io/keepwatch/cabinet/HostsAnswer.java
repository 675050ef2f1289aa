package io.keepwatch.cabinet;

import io.keepwatch.aws.Parallel;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.Page;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.telemetry.names.VitalSign;
import io.keepwatch.telemetry.names.VitalSigns;
import io.keepwatch.telemetry.query.SampleSet;
import java.time.Duration;
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

    /** Enough for vital signs where an agent sends all in one push. */
    private static final int CHUNKS_FEW = 4;

    /** Enough where it cuts a push into eight, as Prometheus does by default. */
    private static final int CHUNKS_MANY = 24;

    /** Samples older than this, before the newest chunk, say nothing of how a host is. */
    private static final Duration VITALS_SPAN = Duration.ofMinutes(5);

    /** Few chunks that span less than this are parts of one push. */
    private static final Duration FEW_SPAN_MIN = Duration.ofSeconds(15);

    /**
     * @param lastSeenAt when its newest data arrived; absent if nothing is kept any more
     * @param vitals by {@link io.keepwatch.telemetry.names.Vital#id}, those that its data tells
     */
    record HostItem(
            String id,
            String name,
            Instant firstSeenAt,
            Optional<Instant> lastSeenAt,
            Map<String, VitalItem> vitals) {}

    /**
     * @param unit UCUM code; a {@code 1} is a share, from 0 to 1
     * @param detail what the value is of, where a host has several of its kind
     */
    record VitalItem(double value, String unit, Optional<String> detail) {}

    record NoticeItem(String kind, String text, Instant raisedAt) {}

    private record Read(HostItem item, Optional<Integer> unreadable) {}

    /**
     * A page of hosts, each with its vital signs. Costs for each host the read units of its {@link
     * #CHUNKS_FEW} newest chunks, read consistently (a unit for each 4 KB), and of its dictionary.
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
        List<StoredChunk> chunks = newestChunks(scope, host.id());
        StoredSamples samples =
                chunks.isEmpty()
                        ? StoredSamples.none()
                        : StoredSamples.of(scope, host.id(), chunks);
        Map<String, VitalItem> vitals = chunks.isEmpty() ? Map.of() : vitals(chunks, samples, now);
        return new Read(
                new HostItem(
                        host.id().value(),
                        host.name().value(),
                        host.firstSeenAt(),
                        samples.lastArrival(),
                        vitals),
                samples.unreadable());
    }

    private static Map<String, VitalItem> vitals(
            List<StoredChunk> chunks, StoredSamples samples, Instant now) {
        long newest = chunks.getFirst().chunk().firstTime();
        SampleSet set =
                new SampleSet(
                        Math.max(
                                newest - VITALS_SPAN.toMillis(),
                                now.minus(Limits.RAW_KEPT).toEpochMilli() + 1),
                        newest + EncodedChunk.SPAN_MILLIS_MAX + 1);
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

    private static List<StoredChunk> newestChunks(TenantScope scope, HostId host) {
        List<StoredChunk> few = scope.chunks().newest(host, CHUNKS_FEW);
        if (few.size() < CHUNKS_FEW) {
            return few;
        }
        long span = few.getFirst().chunk().firstTime() - few.getLast().chunk().firstTime();
        return span < FEW_SPAN_MIN.toMillis() ? scope.chunks().newest(host, CHUNKS_MANY) : few;
    }

    private static NoticeItem item(Notices.Notice notice) {
        return new NoticeItem(Words.notice(notice.kind()), notice.text(), notice.raisedAt());
    }
}
