package io.millrace.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.runtime.event.BusException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BrokerWatchTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Logger logger = (Logger) LoggerFactory.getLogger(BrokerWatch.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Object source = new Object();
    private final Object otherSource = new Object();
    private long now = 1000 * SECOND;
    private final BrokerWatch watch = new BrokerWatch(
            new KafkaConnection("broker:9092", Duration.ofSeconds(1), Duration.ofSeconds(10), Map.of()), () -> now);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        watch.close();
    }

    @Test
    void aSenderWaitsFromItsFirstMessageOn() {
        now += 100 * SECOND;
        watch.sent();
        now += 2 * SECOND;
        watch.sent();
        now += 2 * SECOND;

        assertThat(watch.waitingSeconds()).isEqualTo(4);
        assertThat(watch.unacknowledged()).isEqualTo(2);
    }

    @Test
    void nobodyWaitsOnceEverythingIsAcknowledged() {
        watch.sent();
        now += 2 * SECOND;
        watch.acknowledged();

        assertThat(watch.waitingSeconds()).isZero();
    }

    @Test
    void anAnswerToOneSourceIsNoAnswerToAnother() {
        watch.silent(source, 5 * SECOND);
        watch.silent(otherSource, 0);

        assertThat(watch.waitingSeconds()).isEqualTo(5);
    }

    @Test
    void anAnswerToASourceIsNoAnswerToASender() {
        watch.sent();
        now += 5 * SECOND;
        watch.silent(source, 0);

        assertThat(watch.waitingSeconds()).isEqualTo(5);
    }

    @Test
    void theLogSaysOnceThatTheBrokerIsAwaitedAndOnceThatItIsBack() {
        watch.sent();
        watch.silent(source, 5 * SECOND);
        for (int i = 0; i < 5; i++) {
            now += SECOND;
            watch.tell();
        }
        watch.acknowledged();
        watch.tell();
        watch.silent(source, 0);
        watch.tell();
        watch.tell();

        assertThat(said()).containsExactly("the broker does not answer; waiting for it", "the broker answers again");
    }

    @Test
    void aBrokerThatLostAMessageIsNotSaidToBeBack() {
        watch.sent();
        now += 5 * SECOND;
        watch.tell();
        watch.lost(new BusException("It was too late."));
        watch.tell();

        assertThat(said()).containsExactly("the broker does not answer; waiting for it");
    }

    @Test
    void aShortWaitIsNotWorthSaying() {
        watch.sent();
        now += 2 * SECOND;
        watch.tell();
        watch.acknowledged();
        watch.tell();

        assertThat(said()).isEmpty();
    }

    @Test
    void aLostMessageIsToldToEveryoneWithItsCause() {
        BusException why = new BusException("It was refused.");
        watch.sent();
        watch.lost(why);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(watch::check)
                    .isInstanceOf(BusException.class)
                    .hasMessage("It was refused.")
                    .hasCause(why);
        }
    }

    @Test
    void aMessageThatWasNotSentIsNotAwaited() {
        watch.sent();
        watch.withdrawn();
        now += 100 * SECOND;

        assertThat(watch.waitingSeconds()).isZero();
        assertThatCode(watch::check).doesNotThrowAnyException();
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
