package io.keepwatch.telemetry.remotewrite;

import io.keepwatch.telemetry.wire.MalformedBody;
import java.util.Arrays;

/** Where in a body the texts lie that its series refer to. Used again and again. */
final class Symbols {

    /** Of one request. More than the largest batches of agents have. */
    static final int SYMBOLS_MAX = 100_000;

    private static final int FIRST_CAPACITY = 1024;

    private int[] froms = new int[FIRST_CAPACITY];
    private int[] tos = new int[FIRST_CAPACITY];
    private int size;

    private int tableFrom;
    private int tableTo;
    private boolean onePiece;

    void clear() {
        size = 0;
        tableFrom = tableTo = 0;
        onePiece = true;
    }

    /**
     * @param at where its tag lies
     */
    void add(int at, int from, int to) throws MalformedBody {
        tableFrom = size == 0 ? at : tableFrom;
        onePiece &= size == 0 || at == tableTo;
        tableTo = to;
        if (size == 0 && to > from) {
            // So that a reference that is left out, which is 0, is to nothing.
            throw MalformedBody.at(from, "symbols that do not start with an empty one");
        }
        if (size == SYMBOLS_MAX) {
            throw new MalformedBody(
                    "more than %d symbols; send smaller batches".formatted(SYMBOLS_MAX));
        }
        if (size == froms.length) {
            froms = Arrays.copyOf(froms, 2 * size);
            tos = Arrays.copyOf(tos, 2 * size);
        }
        froms[size] = from;
        tos[size] = to;
        size++;
    }

    /** Whether nothing stands between the texts, which is how all senders write them. */
    boolean isOnePiece() {
        return onePiece;
    }

    /** Where the whole table starts, tags included. */
    int from() {
        return tableFrom;
    }

    int to() {
        return tableTo;
    }

    /** Fails unless there is a text of that number. */
    void check(int ref, int position) throws MalformedBody {
        if (ref < 0 || ref >= size) {
            throw MalformedBody.at(position, "a reference to a symbol that is not there");
        }
    }

    int from(int ref) {
        return froms[ref];
    }

    int to(int ref) {
        return tos[ref];
    }
}
