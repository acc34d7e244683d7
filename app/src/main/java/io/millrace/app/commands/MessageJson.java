package io.millrace.app.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.runtime.event.Event;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Messages as JSON that a person can read: tensors as their length and first numbers. */
final class MessageJson {

    private static final Set<String> INT32 = Set.of("finalRows", "episodeSteps");
    private static final Set<String> INT64 = Set.of("weightsVersions", "episodes", "eventTimes");
    private static final Set<String> FLAGS = Set.of("ends", "actionMask", "actionMasks");
    private static final Set<String> RAW = Set.of("key", "value");

    private final ObjectMapper mapper = new ObjectMapper();
    private final int numbers;

    /** @param numbers to show of each tensor */
    MessageJson(int numbers) {
        this.numbers = numbers;
    }

    /** One message on one line. */
    String of(Event<? extends SpecificRecordBase> event) {
        ObjectNode line = mapper.createObjectNode();
        line.put("partition", event.partition());
        line.put("offset", event.offset());
        line.put("key", event.key());
        line.set("value", record(event.value()));
        return text(line);
    }

    /** A line for a record that is no message of its topic. */
    String undecodable(int partition, long offset, String reason) {
        ObjectNode line = mapper.createObjectNode();
        line.put("partition", partition);
        line.put("offset", offset);
        line.put("undecodable", reason);
        return text(line);
    }

    private ObjectNode record(SpecificRecordBase message) {
        ObjectNode node = mapper.createObjectNode();
        for (Schema.Field field : message.getSchema().getFields()) {
            put(node, field.name(), message.get(field.pos()));
        }
        return node;
    }

    private void put(ObjectNode node, String name, @Nullable Object value) {
        if (value instanceof ByteBuffer bytes) {
            node.set(name, tensor(name, bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN)));
        } else if (value instanceof SpecificRecordBase inner) {
            node.set(name, record(inner));
        } else if (value instanceof Collection<?> items) {
            ArrayNode array = node.putArray(name);
            items.forEach(item -> addItem(array, item));
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode inner = node.putObject(name);
            map.forEach((key, item) -> put(inner, String.valueOf(key), item));
        } else {
            node.putPOJO(name, value instanceof Number || value == null ? value : value.toString());
        }
    }

    private void addItem(ArrayNode array, Object item) {
        if (item instanceof SpecificRecordBase inner) {
            array.add(record(inner));
        } else {
            array.addPOJO(item instanceof Number ? item : item.toString());
        }
    }

    private ObjectNode tensor(String name, ByteBuffer bytes) {
        ObjectNode node = mapper.createObjectNode();
        node.put("bytes", bytes.remaining());
        if (RAW.contains(name)) {
            byte[] first = new byte[Math.min(bytes.remaining(), numbers * Float.BYTES)];
            bytes.get(first);
            node.put("hex", HexFormat.of().formatHex(first));
            return node;
        }
        ArrayNode first = node.putArray("first");
        int width = FLAGS.contains(name) ? 1 : INT64.contains(name) ? Long.BYTES : Float.BYTES;
        for (int i = 0; i < numbers && bytes.remaining() >= width; i++) {
            if (width == 1) {
                first.add(bytes.get());
            } else if (width == Long.BYTES) {
                first.add(bytes.getLong());
            } else if (INT32.contains(name)) {
                first.add(bytes.getInt());
            } else {
                first.add(bytes.getFloat());
            }
        }
        return node;
    }

    private String text(ObjectNode line) {
        try {
            return mapper.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Numbers and words can be written", impossible);
        }
    }
}
