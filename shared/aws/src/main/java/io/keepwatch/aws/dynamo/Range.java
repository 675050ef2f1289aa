package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Calls;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.enhanced.dynamodb.model.Page;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryEnhancedRequest;

/**
 * Rows of one partition in the order of their sort keys, to be read page by page. Unless told
 * otherwise: ascending, as they were a moment ago, with as many in a page as DynamoDB gives (1 MB).
 */
final class Range {

    /** A brake: a partition that needs more pages than this is not one that we mean to read. */
    private static final int PAGES_MAX = 128;

    /** More than fit into one answer of DynamoDB. */
    private static final int LIMIT_MAX = 1 << 16;

    private final DynamoDbTable<EnhancedDocument> table;
    private final QueryEnhancedRequest query;

    Range(DynamoDbTable<EnhancedDocument> table, QueryConditional condition) {
        this(table, QueryEnhancedRequest.builder().queryConditional(condition).build());
    }

    private Range(DynamoDbTable<EnhancedDocument> table, QueryEnhancedRequest query) {
        this.table = table;
        this.query = query;
    }

    /** The same rows, the last one first. */
    Range descending() {
        return new Range(table, query.toBuilder().scanIndexForward(false).build());
    }

    /** The same rows as the last write that was answered left them, at twice the price. */
    Range consistently() {
        return new Range(table, query.toBuilder().consistentRead(true).build());
    }

    /** The first {@code max} rows that are wanted, reading little more than those. */
    List<EnhancedDocument> first(int max, Predicate<EnhancedDocument> wanted) {
        List<EnhancedDocument> rows = new ArrayList<>();
        if (max <= 0) {
            return rows;
        }
        for (List<EnhancedDocument> page :
                new Range(table, query.toBuilder().limit(max).build()).pages()) {
            page.stream().filter(wanted).limit(max - rows.size()).forEach(rows::add);
            if (rows.size() == max) {
                break;
            }
        }
        return rows;
    }

    /**
     * All rows, each page read when it is asked for: {@code first} of them at first, then twice as
     * many each time, as far as DynamoDB gives so many at once.
     */
    Iterable<List<EnhancedDocument>> growingPages(int first) {
        return () -> new GrowingPages(first);
    }

    private final class GrowingPages implements Iterator<List<EnhancedDocument>> {

        private QueryEnhancedRequest next;
        private boolean more = true;

        GrowingPages(int first) {
            this.next = query.toBuilder().limit(first).build();
        }

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        public List<EnhancedDocument> next() {
            if (!more) {
                throw new NoSuchElementException("no rows are left");
            }
            Page<EnhancedDocument> page = Calls.answer(() -> table.query(next).iterator().next());
            more = page.lastEvaluatedKey() != null;
            next =
                    next.toBuilder()
                            .limit(Math.min(2 * next.limit(), LIMIT_MAX))
                            .exclusiveStartKey(page.lastEvaluatedKey())
                            .build();
            return page.items();
        }
    }

    /** All rows, each page read when it is asked for. */
    Iterable<List<EnhancedDocument>> pages() {
        return () -> {
            Iterator<Page<EnhancedDocument>> pages = table.query(query).iterator();
            return new Iterator<>() {

                private int read;

                @Override
                public boolean hasNext() {
                    return pages.hasNext();
                }

                @Override
                public List<EnhancedDocument> next() {
                    if (++read > PAGES_MAX) {
                        throw new IllegalStateException(
                                "a query of more than %d pages".formatted(PAGES_MAX));
                    }
                    return Calls.answer(pages::next).items();
                }
            };
        };
    }
}
