package io.keepwatch.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zeros, gzipped: a thousandth of their size. */
public final class GzipBomb {

    private static final int BLOCK_BYTES = 1 << 20;

    private GzipBomb() {}

    /** The gzip of that many MiB of zeros, made without compressing all of them. */
    public static byte[] ofZeros(int mebibytes) {
        byte[] zeros = new byte[BLOCK_BYTES];
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        byte[] first = deflate(deflater, zeros);
        // Once zeros are all that went before, each further block is the same.
        byte[] further = deflate(deflater, zeros);
        deflater.end();
        CRC32 checksum = new CRC32();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
        for (int i = 0; i < mebibytes; i++) {
            out.writeBytes(i == 0 ? first : further);
            checksum.update(zeros);
        }
        out.writeBytes(new byte[] {3, 0}); // an empty last block
        out.writeBytes(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) checksum.getValue())
                        .putInt(mebibytes * BLOCK_BYTES)
                        .array());
        return out.toByteArray();
    }

    private static byte[] deflate(Deflater deflater, byte[] bytes) {
        byte[] block = new byte[BLOCK_BYTES];
        deflater.setInput(bytes);
        int length = deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(block, length);
    }
}
