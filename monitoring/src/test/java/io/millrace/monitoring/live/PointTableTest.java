package io.millrace.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.monitoring.live.PointTable.Column;
import io.millrace.monitoring.live.PointTable.Merge;
import org.junit.jupiter.api.Test;

class PointTableTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PointTable table = new PointTable(
            4,
            new Column("mean", Merge.MEAN),
            new Column("most", Merge.MOST),
            new Column("sum", Merge.SUM),
            new Column("last", Merge.LAST));

    @Test
    void neighboursBecomeOnePointWhereThereAreTooMany() {
        fill(5);

        assertThat(table.size()).isEqualTo(3);
        assertThat(table.width()).isEqualTo(2);
    }

    @Test
    void eachColumnIsMergedInItsWay() {
        table.put(1, 10, 3, 1, 5, 1, 1);
        table.put(2, 20, 1, 5, 2, 2, 2);
        for (int key = 3; key <= 5; key++) {
            table.put(key, key * 10L, 1, 0, 0, 0, 0);
        }

        assertThat(all().at("/rows/0")).hasToString("[1,20,2,5,3,2]");
    }

    @Test
    void aNumberThatIsNoneGivesWay() {
        table.put(1, 10, 1, Double.NaN, 0, 0, 0);
        table.mergeIntoLast(20, 1, 4, 0, 0, 0);

        assertThat(all().at("/rows/0/2").asDouble()).isEqualTo(4);
    }

    @Test
    void onlyWhatChangedIsTold() {
        fill(2);
        drain();
        table.put(3, 30, 1, 3, 3, 3, 3);

        assertThat(drain().get("rows")).hasToString("[[3,30,3,3,3,3]]");
    }

    @Test
    void nothingIsToldTwice() {
        fill(2);
        drain();

        assertThat(drain()).isEmpty();
    }

    @Test
    void allIsToldAgainOncePointsWereMerged() {
        fill(2);
        drain();
        fill(5);

        assertThat(drain().get("whole").asBoolean()).isTrue();
    }

    private void fill(int points) {
        for (int key = 1; key <= points; key++) {
            table.put(key, key * 10L, 1, key, key, key, key);
        }
    }

    private ObjectNode all() {
        return table.all(JSON.createObjectNode());
    }

    private ObjectNode drain() {
        ObjectNode told = JSON.createObjectNode();
        var unused = table.drain(told);
        return told;
    }
}
