package io.keepwatch.local.template;

import io.keepwatch.local.template.Table.Attribute;
import io.keepwatch.local.template.Table.Index;
import io.keepwatch.local.template.Table.Keys;
import io.keepwatch.local.template.Table.Projection;
import io.keepwatch.local.template.Table.StreamView;
import java.util.List;
import java.util.Optional;

/** {@code AWS::DynamoDB::Table}. */
final class TableReader {

    private enum KeyType {
        HASH,
        RANGE
    }

    private TableReader() {}

    static Table table(String logicalId, String name, Properties properties) {
        List<Attribute> attributes =
                properties.groups("AttributeDefinitions").stream()
                        .map(TableReader::attribute)
                        .toList();
        Keys keys = keys(properties);
        List<Index> indexes =
                properties.groups("GlobalSecondaryIndexes").stream()
                        .map(TableReader::index)
                        .toList();
        Optional<String> timeToLive =
                properties.properties("TimeToLiveSpecification").flatMap(TableReader::timeToLive);
        Optional<StreamView> stream =
                properties.properties("StreamSpecification").map(TableReader::stream);
        properties
                .ignore(
                        "TableName",
                        "BillingMode",
                        "DeletionProtectionEnabled",
                        "SSESpecification",
                        "PointInTimeRecoverySpecification",
                        "TableClass",
                        "Tags",
                        "OnDemandThroughput",
                        "ContributorInsightsSpecification")
                .finish();
        return new Table(logicalId, name, attributes, keys, indexes, timeToLive, stream);
    }

    private static Attribute attribute(Properties properties) {
        Attribute attribute =
                new Attribute(
                        properties.requiredText("AttributeName"),
                        properties.requiredText("AttributeType"));
        properties.finish();
        if (!attribute.type().matches("[SNB]")) {
            throw properties.errorAt("AttributeType", "AttributeType is S, N or B");
        }
        return attribute;
    }

    private static Keys keys(Properties of) {
        Optional<String> hash = Optional.empty();
        Optional<String> range = Optional.empty();
        for (Properties key : of.groups("KeySchema")) {
            Optional<String> name = Optional.of(key.requiredText("AttributeName"));
            switch (key.choice("KeyType", KeyType.class).orElse(KeyType.HASH)) {
                case HASH -> hash = name;
                case RANGE -> range = name;
            }
            key.finish();
        }
        return new Keys(
                hash.orElseThrow(() -> of.errorAt("KeySchema", "KeySchema needs a HASH key")),
                range);
    }

    private static Index index(Properties properties) {
        String name = properties.requiredText("IndexName");
        Keys keys = keys(properties);
        Properties projection = properties.requiredProperties("Projection");
        Projection type =
                projection
                        .choice("ProjectionType", Projection.class)
                        .orElseThrow(
                                () ->
                                        projection.error(
                                                projection.line(),
                                                "Projection needs ProjectionType"));
        List<String> projected = projection.texts("NonKeyAttributes");
        projection.finish();
        properties.ignore("OnDemandThroughput", "ContributorInsightsSpecification").finish();
        return new Index(name, keys, type, projected);
    }

    private static Optional<String> timeToLive(Properties properties) {
        boolean enabled = properties.truth("Enabled", false);
        Optional<String> attribute = properties.text("AttributeName").filter(name -> enabled);
        properties.finish();
        return attribute;
    }

    private static StreamView stream(Properties properties) {
        StreamView view =
                properties
                        .choice("StreamViewType", StreamView.class)
                        .orElseThrow(
                                () ->
                                        properties.error(
                                                properties.line(),
                                                "StreamSpecification needs StreamViewType"));
        properties.finish();
        return view;
    }
}
