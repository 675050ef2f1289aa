package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of a SHA-256 of a series: a short name that two series share by no accident.
 * Their order gives the samples of a chunk one order, whatever dictionary numbers its series.
 */
record Identity(long high, long low) implements Comparable<Identity> {

    static Identity of(Series series) {
        Sink sink = new Sink();
        text(series.name(), sink);
        text(series.unit(), sink);
        sink.number(series.kind().ordinal());
        sink.number(series.type().ordinal());
        sink.number(series.labels().size());
        for (Label label : series.labels()) {
            text(label.name(), sink);
            text(label.value(), sink);
        }
        byte[] digest = sha256().digest(sink.toBytes());
        ByteBuffer words = ByteBuffer.wrap(digest);
        return new Identity(words.getLong(), words.getLong());
    }

    private static void text(String text, Sink sink) {
        sink.number(text.length());
        sink.units(text, 0);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Identity other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh == 0 ? Long.compare(low, other.low) : byHigh;
    }
}
