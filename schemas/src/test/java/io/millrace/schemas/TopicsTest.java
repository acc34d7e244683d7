package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    private final Topics topics = new Topics("wheat-1", 4);

    @Test
    void namesCarryTheRun() {
        assertThat(topics.all())
                .extracting(Topic::name)
                .containsExactly(
                        "millrace.wheat-1.observations",
                        "millrace.wheat-1.actions",
                        "millrace.wheat-1.transitions",
                        "millrace.wheat-1.episodes",
                        "millrace.wheat-1.weights",
                        "millrace.wheat-1.updates",
                        "millrace.wheat-1.progress",
                        "millrace.wheat-1.statistics",
                        "millrace.wheat-1.commands",
                        "millrace.wheat-1.annotations",
                        "millrace.wheat-1.quarantine");
    }

    @Test
    void theTopicOfAllRunsBelongsToNone() {
        assertThat(Topics.RUNS.name()).isEqualTo("millrace.runs");
        assertThat(topics.all()).extracting(Topic::name).doesNotContain(Topics.RUNS.name());
    }

    @Test
    void aTopicIsFoundByItsShortName() {
        assertThat(topics.named("episodes").orElseThrow().name())
                .isEqualTo(topics.episodes().name());
    }

    @Test
    void thereIsNoTopicOfAnotherName() {
        assertThat(topics.named("episode")).isEmpty();
    }

    @Test
    void onlyTopicsKeyedByLaneHavePartitions() {
        assertThat(topics.all())
                .filteredOn(topic -> topic.partitions() == 4)
                .extracting(Topic::name)
                .containsExactly(
                        topics.observations().name(),
                        topics.actions().name(),
                        topics.transitions().name(),
                        topics.episodes().name());
        assertThat(topics.all()).extracting(Topic::partitions).containsOnly(1, 4);
    }

    @Test
    void onlyStateIsCompacted() {
        assertThat(topics.all())
                .filteredOn(topic -> topic.keep().compacted())
                .extracting(Topic::name)
                .containsExactly(topics.weights().name(), topics.progress().name());
    }

    @Test
    void theLedgerAndTheExperienceStayForEver() {
        assertThat(topics.updates().retention().limited()).isFalse();
        assertThat(topics.transitions().retention().limited()).isFalse();
    }

    @Test
    void onlyTheRecordedExperienceIsKeptAsARunSays() {
        Retention month = new Retention(Duration.ofDays(30), 1 << 30);

        assertThat(topics.keeping(month))
                .filteredOn(topic -> topic.retention().equals(month))
                .extracting(Topic::name)
                .containsExactly(topics.transitions().name(), topics.episodes().name());
        assertThat(topics.keeping(month)).extracting(Topic::name).containsExactlyElementsOf(names(topics.all()));
    }

    @Test
    void eachPartitionHasAnEqualShareOfWhatATopicMayHold() {
        assertThat(new Retention(Duration.ZERO, 1000).bytesOfPartition(4)).isEqualTo(250);
        assertThat(Retention.FOR_EVER.bytesOfPartition(4)).isZero();
    }

    private static List<String> names(List<Topic<?>> topics) {
        return topics.stream().map(Topic::name).toList();
    }

    @Test
    void lanesGoRoundThePartitions() {
        assertThat(topics.partition(3)).isEqualTo(3);
        assertThat(topics.partition(4)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "cart-pole", "a23456789012345678901234567890123456789012345678901234567890123"})
    void aRunMayBeCalled(String name) {
        assertThat(new Topics(name, 1).run()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "Wheat",
                "a.b",
                "a_b",
                "a/b",
                "..",
                "weizen mühle",
                "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void aRunMayNotBeCalled(String name) {
        assertThatThrownBy(() -> new Topics(name, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\" cannot name a run");
    }

    @Test
    void aTopicWithoutPartitionsIsRefused() {
        assertThatThrownBy(() -> new Topics("wheat-1", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topics.partitions is 0");
    }
}
