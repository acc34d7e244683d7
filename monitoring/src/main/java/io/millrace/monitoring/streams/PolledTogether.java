package io.millrace.monitoring.streams;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Lets what one poll brings of a partition travel through Kafka Streams as one record: Streams then does its
 * work per record once for hundreds of episodes, and the transaction in which their offset is committed holds
 * the partial fold of all of them or nothing. Named in the consumer's settings, which make it.
 */
public final class PolledTogether implements ConsumerInterceptor<byte[], byte[]> {

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> together = new HashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            together.put(
                    partition,
                    RunTopic.PATTERN.matcher(partition.topic()).matches() ? List.of(together(records)) : records);
        }
        return new ConsumerRecords<>(together, polled.nextOffsets());
    }

    /** In the place of the last one: its offset is the one that is committed. */
    private static ConsumerRecord<byte[], byte[]> together(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
        byte[] value = Polled.together(records);
        Headers headers = new RecordHeaders();
        headers.add(Polled.SEVERAL, new byte[0]);
        return new ConsumerRecord<>(
                last.topic(),
                last.partition(),
                last.offset(),
                last.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                value.length,
                new byte[0],
                value,
                headers,
                Optional.empty());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
}
