package io.millrace.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.runtime.event.Bus.Incident;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class ClientIncidentsTest {

    private final ClientIncidents incidents = new ClientIncidents();

    @Test
    void theClientsOfABusCountTogether() {
        opened("one", new Retries(2));
        opened("other", new Retries(3));

        assertThat(incidents.count(Incident.RETRY)).isEqualTo(5);
    }

    @Test
    void whatAClosedClientCountedStays() {
        opened("one", new Retries(2));
        opened("other", new Retries(3));

        incidents.closed("one");

        assertThat(incidents.count(Incident.RETRY)).isEqualTo(5);
    }

    @Test
    void closingAClientTwiceIsHarmless() {
        opened("one", new Retries(2));

        incidents.closed("one");
        incidents.closed("one");

        assertThat(incidents.count(Incident.RETRY)).isEqualTo(2);
    }

    @Test
    void incidentsAreToldApart() {
        opened("one", new Retries(2));
        incidents.commitFailed();

        assertThat(incidents.count(Incident.RETRY)).isEqualTo(2);
        assertThat(incidents.count(Incident.COMMIT_FAILURE)).isEqualTo(1);
        assertThat(incidents.count(Incident.REBALANCE)).isZero();
    }

    @Test
    void aClientThatDoesNotCountWhatItShouldIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> incidents.opened("one", Map.of(), Incident.SEND_ERROR))
                .withMessageContaining("record-error-total");
    }

    private void opened(String client, Retries retries) {
        incidents.opened(client, Map.of(retries.metricName(), retries), Incident.RETRY);
    }

    /** What a producer counts. */
    private record Retries(double count) implements Metric {

        @Override
        public MetricName metricName() {
            return new MetricName("record-retry-total", "producer-metrics", "", Map.of());
        }

        @Override
        public Object metricValue() {
            return count;
        }
    }
}
