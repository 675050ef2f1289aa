package io.keepwatch.telemetry.chunk;

/**
 * Texts, octet by octet, by what followed the same one, two and three octets before. A text is its
 * UTF-16 units in one to three octets each, then an octet of 0; so every Java string is exact,
 * unpaired surrogates included.
 */
final class TextModel {

    private static final int HASH_BITS = 16;

    /** Odd constants that spread contexts over the table. */
    private static final int SPREAD_NODE = 0x9e37_79b1;

    private static final int SPREAD_TWO = 0x2545_f491;
    private static final int SPREAD_THREE = 0x85eb_ca6b;

    private static final int END = 0;

    /** Of one UTF-16 unit. */
    static final long OCTETS_MAX = 3;

    private final RangeCoder coder;
    private final Odds afterOne = new Odds(1 << 2 * Byte.SIZE);
    private final Odds afterTwo = new Odds(1 << HASH_BITS);
    private final Odds afterThree = new Odds(1 << HASH_BITS);

    /** The octets before, the latest lowest. */
    private int history;

    private int unitsLeft;

    /**
     * @param unitsMax that all texts together may have
     */
    TextModel(RangeCoder coder, int unitsMax) {
        this.coder = coder;
        this.unitsLeft = unitsMax;
    }

    /** Codes the rest of a text of which the first {@code from} units are known. */
    String code(String text, String start) {
        StringBuilder said = new StringBuilder(start);
        history = 0;
        for (int i = 0; i < start.length(); i++) {
            history = history << Byte.SIZE | start.charAt(i) & 0xff;
        }
        while (codeUnit(text, said)) {
            unitsLeft--;
            coder.require(unitsLeft >= 0, "texts beyond their limit");
        }
        return said.toString();
    }

    /** Codes the next unit, or that there is none. */
    private boolean codeUnit(String text, StringBuilder said) {
        boolean ends = said.length() >= text.length();
        int unit = ends ? 0 : text.charAt(said.length());
        int lead;
        if (ends) {
            lead = END;
        } else if (unit > 0 && unit < 0x80) {
            lead = unit;
        } else if (unit < 0x800) {
            lead = 0xc0 | unit >> 6;
        } else {
            lead = 0xe0 | unit >> 12;
        }
        lead = octet(lead);
        if (lead == END) {
            return false;
        }
        if (lead < 0x80) {
            said.append((char) lead);
        } else if (lead < 0xe0) {
            said.append((char) ((lead & 0x1f) << 6 | octet(0x80 | unit & 0x3f) & 0x3f));
        } else {
            int middle = octet(0x80 | unit >> 6 & 0x3f) & 0x3f;
            said.append(
                    (char) ((lead & 0xf) << 12 | middle << 6 | octet(0x80 | unit & 0x3f) & 0x3f));
        }
        return true;
    }

    /** Of a text without its end. */
    static int octets(String text) {
        int octets = 0;
        for (int i = 0; i < text.length(); i++) {
            int unit = text.charAt(i);
            octets += unit > 0 && unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
        }
        return octets;
    }

    private int octet(int octet) {
        int one = (history & 0xff) << Byte.SIZE;
        int two = (history & 0xffff) * SPREAD_TWO;
        int three = (history & 0xff_ffff) * SPREAD_THREE;
        int node = 1;
        for (int i = Byte.SIZE - 1; i >= 0; i--) {
            int spread = node * SPREAD_NODE;
            node =
                    node << 1
                            | coder.bit(
                                    octet >>> i & 1,
                                    afterOne,
                                    one + node,
                                    afterTwo,
                                    two + spread >>> Integer.SIZE - HASH_BITS,
                                    afterThree,
                                    three + spread >>> Integer.SIZE - HASH_BITS);
        }
        int said = node & 0xff;
        history = history << Byte.SIZE | said;
        return said;
    }
}
