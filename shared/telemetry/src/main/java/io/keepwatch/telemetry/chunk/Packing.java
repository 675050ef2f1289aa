package io.keepwatch.telemetry.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/**
 * Zstandard (RFC 8878) around a block, if that makes it shorter: the block's size, then nothing but
 * the frame. Size, checksum and magic number are left out of the frame, since the first is known
 * and the others cost more than they tell.
 */
final class Packing {

    private static final int LEVEL = 19;

    /** Setting up a context costs more than a small block; they are kept, one a thread. */
    private static final ThreadLocal<ZstdCompressCtx> COMPRESS =
            ThreadLocal.withInitial(
                    () ->
                            new ZstdCompressCtx()
                                    .setLevel(LEVEL)
                                    .setMagicless(true)
                                    .setContentSize(false)
                                    .setChecksum(false)
                                    .setDictID(false));

    private static final ThreadLocal<ZstdDecompressCtx> DECOMPRESS =
            ThreadLocal.withInitial(() -> new ZstdDecompressCtx().setMagicless(true));

    private Packing() {}

    /** Writes a block: its plain size, its packed size or 0 for plain, and it. */
    static void write(byte[] plain, Sink sink) {
        byte[] packed = new byte[(int) Zstd.compressBound(plain.length)];
        int size =
                COMPRESS.get().compressByteArray(packed, 0, packed.length, plain, 0, plain.length);
        boolean shorter = size < plain.length;
        sink.number(plain.length);
        sink.number(shorter ? size : 0);
        sink.octets(shorter ? Arrays.copyOf(packed, size) : plain);
    }

    /** Reads a block of at most {@code max} bytes unpacked. */
    static byte[] read(Source source, int max) throws Malformed {
        int plainSize = source.count(max);
        int size = source.count(max);
        if (size == 0) {
            return source.octets(plainSize);
        }
        byte[] packed = source.octets(size);
        byte[] plain = new byte[plainSize];
        try {
            int got =
                    DECOMPRESS
                            .get()
                            .decompressByteArray(plain, 0, plain.length, packed, 0, packed.length);
            if (got != plainSize) {
                throw new Malformed("unpacks to another size than it says");
            }
        } catch (ZstdException e) {
            throw new Malformed("does not unpack: " + e.getMessage());
        }
        return plain;
    }
}
