package io.millrace.monitoring.live;

import io.millrace.monitoring.path.Flow;
import java.util.List;

/** Tells how much flows on the arrows of the data path. Asked twice a second by the thread of the page. */
@FunctionalInterface
public interface FlowSource {

    /** The arrows of every run that is known, as they stand now; without waiting. */
    List<Flow> flows();
}
