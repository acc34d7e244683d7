package io.millrace.monitoring.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetHistoryTest {

    private static final long SECOND = 1_000_000_000L;

    private final OffsetHistory history = new OffsetHistory();

    @Test
    void theRateIsWhatWasSentOverTheTimeItTook() {
        look(0, 0, 0);
        look(1, 100, 0);
        look(2, 100, 300);

        assertThat(history.recordsPerSecond(5 * SECOND)).isEqualTo(200);
        assertThat(history.records()).isEqualTo(400);
    }

    @Test
    void theRateForgetsWhatIsLongerAgo() {
        look(0, 0);
        look(10, 1000);
        look(15, 1010);

        assertThat(history.recordsPerSecond(5 * SECOND)).isEqualTo(2);
    }

    @Test
    void oneLookHasNoRate() {
        look(7, 1000);

        assertThat(history.recordsPerSecond(5 * SECOND)).isZero();
    }

    @Test
    void twoLooksAtOneTimeHaveNoRate() {
        look(7, 1000);
        look(7, 2000);

        assertThat(history.recordsPerSecond(5 * SECOND)).isZero();
    }

    @Test
    void betweenTwoLooksRecordsCountAsSentEvenly() {
        look(0, 0);
        look(10, 100);
        look(12, 100);

        assertThat(history.ageSeconds(0, 25)).isCloseTo(9.5, within(1e-9));
    }

    @Test
    void aRecordIsAsOldAsTheLastLookThatHadNotSeenIt() {
        look(0, 5);
        look(60, 5);
        look(61, 6);
        look(63, 6);

        assertThat(history.ageSeconds(0, 5)).isCloseTo(3, within(1e-9));
    }

    @Test
    void aRecordThatWasThereAtTheFirstLookIsAtLeastAsOldAsThat() {
        look(100, 50);
        look(130, 50);

        assertThat(history.ageSeconds(0, 20)).isEqualTo(30);
    }

    @Test
    void aRecordThatIsNotThereYetHasNoAge() {
        look(0, 50);
        look(30, 50);

        assertThat(history.ageSeconds(0, 50)).isZero();
    }

    @Test
    void partitionsAreToldApart() {
        look(0, 0, 10);
        look(4, 10, 10);

        assertThat(history.ageSeconds(0, 0)).isEqualTo(4);
        assertThat(history.ageSeconds(1, 10)).isZero();
    }

    @Test
    void endsThatWentBackBelongToAnotherTopic() {
        look(0, 1000);
        look(10, 3);
        look(11, 5);

        assertThat(history.recordsPerSecond(5 * SECOND)).isEqualTo(2);
        assertThat(history.ageSeconds(0, 0)).isEqualTo(1);
    }

    @Test
    void itReachesBackFarBeyondTheLooksThatItHolds() {
        int looks = 20 * OffsetHistory.MOST;
        for (int i = 0; i <= looks; i++) {
            look(i, i);
        }

        assertThat(history.ageSeconds(0, 100)).isCloseTo(looks - 100, within(1e-9));
        assertThat(history.recordsPerSecond(5 * SECOND)).isEqualTo(1);
        assertThat(history.size()).isLessThanOrEqualTo(OffsetHistory.MOST);
    }

    private void look(long atSeconds, Integer... ends) {
        history.add(
                atSeconds * SECOND,
                List.of(ends).stream().map(Integer::longValue).toList());
    }
}
