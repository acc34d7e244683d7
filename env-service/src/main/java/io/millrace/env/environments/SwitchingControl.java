package io.millrace.env.environments;

import java.util.List;

/** A task whose best control gives everything to one receiver, and now and then switches to another. */
public interface SwitchingControl extends OptimalControl {

    /** When the best control switches if time does not come in steps, ascending; in units of {@link #time}. */
    List<Double> switchTimes();

    /** Who receives most with these controls. */
    String receiver(double[] controls);
}
