package io.keepwatch.local.sources;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Says which receipt of which message is meant. */
record ReceiptHandle(String messageId, int receipt) {

    static Optional<ReceiptHandle> parse(String handle) {
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(handle), StandardCharsets.US_ASCII);
            int colon = text.lastIndexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(
                            new ReceiptHandle(
                                    text.substring(0, colon),
                                    Integer.parseInt(text.substring(colon + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder()
                .encodeToString((messageId + ":" + receipt).getBytes(StandardCharsets.US_ASCII));
    }
}
