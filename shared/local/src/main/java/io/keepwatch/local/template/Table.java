package io.keepwatch.local.template;

import java.util.List;
import java.util.Optional;

/**
 * {@code AWS::DynamoDB::Table}.
 *
 * @param timeToLive the attribute (epoch seconds) after which an item goes
 * @param stream what stream records carry, if the table has a stream
 */
public record Table(
        String logicalId,
        String name,
        List<Attribute> attributes,
        Keys keys,
        List<Index> indexes,
        Optional<String> timeToLive,
        Optional<StreamView> stream) {

    /** An attribute that a key uses, and its type: S, N or B. */
    public record Attribute(String name, String type) {}

    public record Keys(String hash, Optional<String> range) {}

    /** A global secondary index. {@code projected} is for {@link Projection#INCLUDE}. */
    public record Index(String name, Keys keys, Projection projection, List<String> projected) {}

    public enum Projection {
        ALL,
        KEYS_ONLY,
        INCLUDE
    }

    public enum StreamView {
        KEYS_ONLY,
        NEW_IMAGE,
        OLD_IMAGE,
        NEW_AND_OLD_IMAGES
    }

    public String arn() {
        return Names.tableArn(name);
    }
}
