package io.keepwatch.telemetry.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.storage.DictionarySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is stored today has to be read tomorrow. Whoever changes a model, a weight, or the order of
 * the kinds of series changes the format: it then needs another number and a reader for this one.
 */
class FormatTest {

    private final Recorded nodeExporter = Recorded.nodeExporter();
    private final DictionarySegment segment =
            Samples.segment(1, Dictionary.NONE, nodeExporter.points(0, 1));

    @Test
    void writesTheChunkThatItAlwaysWrote() throws Malformed {
        Dictionary dictionary = DictionaryHistory.of(List.of(segment)).newest();

        byte[] listed = ChunkCodec.encode(nodeExporter.points(1, 7), dictionary).bytes();
        byte[] inline = ChunkCodec.encode(Recorded.hostMetrics().points(1, 7), dictionary).bytes();

        assertThat(digest(listed)).isEqualTo("bf8025a4bad2b655");
        assertThat(digest(inline)).isEqualTo("08f85186f8bd1339");
    }

    @Test
    void writesTheSegmentThatItAlwaysWrote() {
        assertThat(digest(segment.bytes())).isEqualTo("f1a93d8fa1f07253");
    }

    @Test
    void hashesAsItAlwaysDid() {
        // Or what an agent sends again after a deployment would be stored twice.
        assertThat(ChunkCodec.encode(nodeExporter.points(1, 7), Dictionary.NONE).hash())
                .isEqualTo("KEMEo9qhIFT4");
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Identity.sha256().digest(bytes), 0, 8);
    }
}
