package io.keepwatch.ingest;

import io.keepwatch.telemetry.push.Refusals;

/** All that can become of a push. Anything else is a bug or an outage, and is thrown. */
sealed interface IngestOutcome {

    /** All is stored but what is counted as refused; sending it again would not help. */
    record Stored(Refusals refusals) implements IngestOutcome {}

    /** What is no success, with the words for whoever runs the sender. */
    sealed interface Failed extends IngestOutcome {

        int status();

        String reason();
    }

    record UnknownKey() implements Failed {

        @Override
        public int status() {
            return 401;
        }

        @Override
        public String reason() {
            return "send an ingest key as \"Authorization: Bearer kwi_...\"";
        }
    }

    /** Nothing is stored, and never will be as it was sent. */
    record Rejected(String reason) implements Failed {

        @Override
        public int status() {
            return 400;
        }
    }

    /** A header names a format that is not known, so that the sender may choose another. */
    record UnknownFormat(String reason) implements Failed {

        @Override
        public int status() {
            return 415;
        }
    }

    /** What it brings is not taken in at all. */
    record Closed(String reason) implements Failed {

        @Override
        public int status() {
            return 403;
        }
    }

    /** Some may be stored; sending all of it again is safe and needed. */
    record Busy() implements Failed {

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String reason() {
            return "busy, send it again";
        }
    }
}
