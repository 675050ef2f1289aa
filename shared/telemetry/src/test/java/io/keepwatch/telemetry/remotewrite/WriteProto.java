package io.keepwatch.telemetry.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Remote write's messages for the official classes. Text is bytes here, on the wire the same, so
 * that messages may hold text that is not UTF-8, as exporters at times send it.
 */
final class WriteProto {

    private static final String HISTOGRAM =
            """
            uint64 count_int 1 count
            double count_float 2 count
            double sum 3
            sint32 schema 4
            double zero_threshold 5
            uint64 zero_count_int 6 zero_count
            double zero_count_float 7 zero_count
            repeated BucketSpan negative_spans 8
            repeated sint64 negative_deltas 9
            repeated double negative_counts 10
            repeated BucketSpan positive_spans 11
            repeated sint64 positive_deltas 12
            repeated double positive_counts 13
            int32 reset_hint 14
            int64 timestamp 15
            repeated double custom_values 16
            """;

    private static final DescriptorProto BUCKET_SPAN =
            message("BucketSpan", "sint32 offset 1\nuint32 length 2");

    private static final FileDescriptor VERSION_1 =
            file(
                    "prometheus",
                    message(
                            "WriteRequest",
                            "repeated TimeSeries timeseries 1\nrepeated MetricMetadata metadata 3"),
                    message(
                            "MetricMetadata",
                            "int32 type 1\nbytes metric_family_name 2\nbytes help 4\nbytes unit 5"),
                    message(
                            "TimeSeries",
                            """
                            repeated Label labels 1
                            repeated Sample samples 2
                            repeated Exemplar exemplars 3
                            repeated Histogram histograms 4
                            """),
                    message("Label", "bytes name 1\nbytes value 2"),
                    message("Sample", "double value 1\nint64 timestamp 2"),
                    message(
                            "Exemplar",
                            "repeated Label labels 1\ndouble value 2\nint64 timestamp 3"),
                    message("Histogram", HISTOGRAM),
                    BUCKET_SPAN);

    private static final FileDescriptor VERSION_2 =
            file(
                    "io.prometheus.write.v2",
                    message(
                            "Request",
                            "repeated bytes symbols 4\nrepeated TimeSeries timeseries 5"),
                    message(
                            "TimeSeries",
                            """
                            repeated uint32 labels_refs 1
                            repeated Sample samples 2
                            repeated Histogram histograms 3
                            repeated Exemplar exemplars 4
                            Metadata metadata 5
                            """),
                    message("Sample", "double value 1\nint64 timestamp 2\nint64 start_timestamp 3"),
                    message("Metadata", "int32 type 1\nuint32 help_ref 3\nuint32 unit_ref 4"),
                    message(
                            "Exemplar",
                            "repeated uint32 labels_refs 1\ndouble value 2\nint64 timestamp 3"),
                    message("Histogram", HISTOGRAM + "int64 start_timestamp 17"),
                    BUCKET_SPAN);

    private WriteProto() {}

    /** A message of that name. */
    static DynamicMessage.Builder builder(RemoteWriteFormat version, String message) {
        return DynamicMessage.newBuilder(descriptor(version, message));
    }

    static Message parse(RemoteWriteFormat version, byte[] request)
            throws InvalidProtocolBufferException {
        return DynamicMessage.parseFrom(descriptor(version, request(version)), request);
    }

    /** The name of the message that is a request. */
    static String request(RemoteWriteFormat version) {
        return switch (version) {
            case VERSION_1 -> "WriteRequest";
            case VERSION_2 -> "Request";
        };
    }

    static void set(DynamicMessage.Builder message, String field, Object value) {
        message.setField(field(message.getDescriptorForType(), field), value);
    }

    static void add(DynamicMessage.Builder message, String field, Object value) {
        message.addRepeatedField(field(message.getDescriptorForType(), field), value);
    }

    static boolean has(Message message, String field) {
        return message.hasField(field(message.getDescriptorForType(), field));
    }

    static <T> T get(Message message, String field, Class<T> type) {
        return type.cast(message.getField(field(message.getDescriptorForType(), field)));
    }

    static <T> List<T> list(Message message, String field, Class<T> type) {
        List<?> values = get(message, field, List.class);
        return values.stream().map(type::cast).toList();
    }

    static ByteString utf8(String text) {
        return ByteString.copyFrom(text, StandardCharsets.UTF_8);
    }

    private static FieldDescriptor field(Descriptor message, String name) {
        FieldDescriptor field = message.findFieldByName(name);
        if (field == null) {
            throw new IllegalArgumentException("no field " + name + " in " + message.getName());
        }
        return field;
    }

    private static Descriptor descriptor(RemoteWriteFormat version, String message) {
        return switch (version) {
            case VERSION_1 -> VERSION_1.findMessageTypeByName(message);
            case VERSION_2 -> VERSION_2.findMessageTypeByName(message);
        };
    }

    /**
     * @param fields a line each: at times "repeated", then type, name, number, and at times the
     *     name of a "oneof" that it is in
     */
    private static DescriptorProto message(String name, String fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (String line : fields.lines().toList()) {
            boolean repeated = line.startsWith("repeated ");
            String[] words = (repeated ? line.substring("repeated ".length()) : line).split(" ");
            FieldDescriptorProto.Builder field =
                    message.addFieldBuilder()
                            .setName(words[1])
                            .setNumber(Integer.parseInt(words[2]))
                            .setLabel(
                                    repeated
                                            ? FieldDescriptorProto.Label.LABEL_REPEATED
                                            : FieldDescriptorProto.Label.LABEL_OPTIONAL);
            if (Character.isUpperCase(words[0].charAt(0))) {
                field.setType(Type.TYPE_MESSAGE).setTypeName(words[0]);
            } else {
                field.setType(Type.valueOf("TYPE_" + words[0].toUpperCase(Locale.ROOT)));
            }
            if (words.length > 3) {
                field.setOneofIndex(oneof(message, words[3]));
            }
        }
        return message.build();
    }

    private static int oneof(DescriptorProto.Builder message, String name) {
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            if (message.getOneofDecl(i).getName().equals(name)) {
                return i;
            }
        }
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(name));
        return message.getOneofDeclCount() - 1;
    }

    private static FileDescriptor file(String name, DescriptorProto... messages) {
        FileDescriptorProto file =
                FileDescriptorProto.newBuilder()
                        .setName(name)
                        .setPackage(name)
                        .setSyntax("proto3")
                        .addAllMessageType(List.of(messages))
                        .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }
}
