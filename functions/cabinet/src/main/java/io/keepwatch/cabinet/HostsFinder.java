package io.keepwatch.cabinet;

import io.keepwatch.aws.Parallel;
import io.keepwatch.cabinet.HostsAnswer.HostItem;
import io.keepwatch.cabinet.HostsAnswer.NoticeItem;
import io.keepwatch.cabinet.HostsAnswer.VitalItem;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.Limits;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Finds the answer to a {@link HostsQuestion}: a page of hosts, each with its vital signs. Costs
 * for each host the read units of its {@link LastMinutes} and of its dictionary.
 *
 * <p>A few heavy hosts shall not keep the others from being shown: each host of a page has the same
 * share of what is read, many are read at once but only one is decoded at a time, and when time is
 * scarce the rest are listed as they are known.
 */
final class HostsFinder {

    /** Chunks read of one host: 20 000 series pushed every 10 s fit in as long as is needed. */
    static final long HOST_BYTES_MAX = 3L * 1024 * 1024;

    /** Chunks read for one answer, in bytes: a few seconds' work. */
    static final long ANSWER_BYTES_MAX = 48L * 1024 * 1024;

    private final Instant now;
    private final TimeLeft time;
    private final Lock decoding = new ReentrantLock();

    private record Read(HostItem item, Optional<Integer> unreadable) {}

    private HostsFinder(Instant now, TimeLeft time) {
        this.now = now;
        this.time = time;
    }

    /**
     * @param data gives what is stored of each host
     */
    static HostsAnswer find(
            TenantScope scope,
            Function<HostId, HostData> data,
            HostsQuestion question,
            Instant now,
            TimeLeft time) {
        Page<Host> page = scope.hosts().page(question.after(), question.limit());
        HostsFinder finder = new HostsFinder(now, time);
        long share = Math.min(HOST_BYTES_MAX, ANSWER_BYTES_MAX / Math.max(1, page.items().size()));
        List<Read> read =
                Parallel.map(
                        page.items(),
                        Parallel.CALLS_MAX,
                        host -> finder.read(host, data.apply(host.id()), share));
        int unreadable = read.stream().mapToInt(one -> one.unreadable().orElse(0)).sum();
        return new HostsAnswer(
                read.stream().map(Read::item).toList(),
                scope.notices().standing().stream().map(NoticeItem::of).toList(),
                unreadable == 0 ? Optional.empty() : Optional.of(unreadable),
                page.more()
                        ? Optional.of(HostsQuestion.cursor(page.items().getLast().id()))
                        : Optional.empty());
    }

    private Read read(Host host, HostData data, long bytesMax) {
        LastMinutes last = LastMinutes.read(data, now, bytesMax, time);
        if (last.missing().isPresent() || last.chunks().isEmpty()) {
            return read(host, last, StoredSamples.none(), Map.of(), last.missing());
        }
        List<DictionarySegment> segments = data.dictionaryOf(last.chunks());
        decoding.lock();
        try {
            if (time.isScarce()) {
                Optional<VitalsMissing> missing = Optional.of(VitalsMissing.OUT_OF_TIME);
                return read(host, last, StoredSamples.none(), Map.of(), missing);
            }
            StoredSamples samples = StoredSamples.of(segments, last.chunks());
            return read(host, last, samples, vitals(last, samples), Optional.empty());
        } finally {
            decoding.unlock();
        }
    }

    private static Read read(
            Host host,
            LastMinutes last,
            StoredSamples samples,
            Map<String, VitalItem> vitals,
            Optional<VitalsMissing> missing) {
        return new Read(
                new HostItem(
                        host.id().value(),
                        host.name().value(),
                        host.firstSeenAt(),
                        last.arrivedAt(),
                        vitals,
                        missing.map(Words::vitalsMissing)),
                samples.unreadable());
    }

    private Map<String, VitalItem> vitals(LastMinutes last, StoredSamples samples) {
        SampleSet set =
                new SampleSet(
                        Math.max(last.from(), now.minus(Limits.RAW_KEPT).toEpochMilli() + 1),
                        last.chunks().getFirst().chunk().firstTime()
                                + EncodedChunk.SPAN_MILLIS_MAX
                                + 1);
        samples.forEach(
                (points, arrivedAt) -> {
                    if (VitalSigns.regards(points.series())) {
                        set.add(points.series(), points.points(), arrivedAt);
                    }
                });
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
}
