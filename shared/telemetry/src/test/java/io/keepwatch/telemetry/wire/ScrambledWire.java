package io.keepwatch.telemetry.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes messages in ways that protobuf allows and nobody uses: fields in any order, messages cut
 * in two, earlier values that a later one replaces, numbers in more bytes than they need.
 */
public final class ScrambledWire {

    private final Random random;

    public ScrambledWire(Random random) {
        this.random = random;
    }

    public byte[] write(Message message) {
        return concat(fields(message));
    }

    /** The encoded fields, each with its tag, in an order that means the same. */
    private List<byte[]> fields(Message message) {
        List<List<byte[]>> runs = new ArrayList<>();
        for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
            FieldDescriptor field = set.getKey();
            List<byte[]> run = new ArrayList<>();
            if (field.isRepeated()) {
                for (Object value : (List<?>) set.getValue()) {
                    run.add(field(field, value));
                }
            } else {
                run.addAll(singular(message, field, set.getValue()));
            }
            runs.add(run);
        }
        return interleave(runs);
    }

    private List<byte[]> singular(Message message, FieldDescriptor field, Object value) {
        List<byte[]> run = new ArrayList<>();
        if (random.nextInt(6) == 0) {
            decoy(message, field, run);
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && random.nextInt(4) == 0) {
            List<byte[]> parts = fields((Message) value);
            int cut = random.nextInt(parts.size() + 1);
            run.add(delimited(field, concat(parts.subList(0, cut))));
            run.add(delimited(field, concat(parts.subList(cut, parts.size()))));
        } else {
            run.add(field(field, value));
        }
        return run;
    }

    /** Something before the true value that it replaces. */
    private void decoy(Message message, FieldDescriptor field, List<byte[]> run) {
        FieldDescriptor other = field;
        if (field.getRealContainingOneof() != null) {
            List<FieldDescriptor> members = field.getRealContainingOneof().getFields();
            other = members.get(random.nextInt(members.size()));
        }
        // The same message twice would be merged, not replaced.
        if (other != field || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            Object value =
                    other.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                            ? message.toBuilder().newBuilderForField(other).build()
                            : other.getDefaultValue();
            run.add(field(other, value));
        }
    }

    private List<byte[]> interleave(List<List<byte[]>> runs) {
        List<Integer> order = new ArrayList<>();
        for (int run = 0; run < runs.size(); run++) {
            order.addAll(Collections.nCopies(runs.get(run).size(), run));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(order, random);
        }
        int[] next = new int[runs.size()];
        return order.stream().map(run -> runs.get(run).get(next[run]++)).toList();
    }

    private byte[] field(FieldDescriptor field, Object value) {
        return switch (field.getType()) {
            case MESSAGE -> delimited(field, write((Message) value));
            case STRING ->
                    delimited(
                            field,
                            ((String) value).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case BYTES -> delimited(field, ((com.google.protobuf.ByteString) value).toByteArray());
            case DOUBLE -> fixed64(field, Double.doubleToRawLongBits((Double) value));
            case FIXED64, SFIXED64 -> fixed64(field, (Long) value);
            case BOOL -> varint(field, (Boolean) value ? 1 + random.nextInt(2) * 300 : 0);
            case ENUM ->
                    varint(
                            field,
                            ((com.google.protobuf.Descriptors.EnumValueDescriptor) value)
                                    .getNumber());
            case INT64, UINT64 -> varint(field, (Long) value);
            case SINT64 -> varint(field, (Long) value << 1 ^ (Long) value >> 63);
            case SINT32 -> varint(field, (Integer) value << 1 ^ (Integer) value >> 31);
            case INT32 -> varint(field, (Integer) value);
            // The upper half is not part of the number, and readers drop it.
            case UINT32 ->
                    varint(
                            field,
                            ((Integer) value & 0xffff_ffffL) | (long) random.nextInt(2) << 40);
            default -> throw new IllegalStateException("not a type that is read: " + field);
        };
    }

    private byte[] delimited(FieldDescriptor field, byte[] content) {
        return concat(List.of(tag(field, 2), number(content.length, 5), content));
    }

    private byte[] varint(FieldDescriptor field, long value) {
        return concat(List.of(tag(field, 0), number(value, 10)));
    }

    private byte[] fixed64(FieldDescriptor field, long value) {
        byte[] content = new byte[8];
        for (int i = 0; i < 8; i++) {
            content[i] = (byte) (value >>> (8 * i));
        }
        return concat(List.of(tag(field, 1), content));
    }

    private byte[] tag(FieldDescriptor field, int type) {
        return number((long) field.getNumber() << 3 | type, 5);
    }

    /** Now and then with zeros at its upper end. */
    private byte[] number(long value, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        int padding = random.nextInt(8) == 0 ? random.nextInt(most - out.size()) : 0;
        out.write((int) rest | (padding > 0 ? 0x80 : 0));
        for (int i = 1; i <= padding; i++) {
            out.write(i < padding ? 0x80 : 0);
        }
        return out.toByteArray();
    }

    private static byte[] concat(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
