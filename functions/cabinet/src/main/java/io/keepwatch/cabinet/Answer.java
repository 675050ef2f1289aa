package io.keepwatch.cabinet;

import java.util.Optional;

/** What the API answers with, as its JSON has it. */
sealed interface Answer permits HostsAnswer, SeriesAnswer, MetricsAnswer {

    /**
     * How many stored chunks could not be read for this, if any. One damaged chunk shall not hide a
     * day, but nor shall it be passed over in silence.
     */
    Optional<Integer> unreadableChunks();
}
