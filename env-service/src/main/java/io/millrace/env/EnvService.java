package io.millrace.env;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.lanes.LaneShape;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.run.ReaderGroups;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Puts an env-service together. */
public final class EnvService {

    private EnvService() {}

    /**
     * The worker of an env-service, which shares the run's lanes with the other env-services of the run.
     *
     * @throws UserMistake if the run steps no environments
     * @throws RuntimeException if the run's settings do not fit the environments here; the message says how
     */
    public static Worker worker(ServiceContext context) {
        if (context.run().getSource() != null) {
            throw new UserMistake("Run \"" + context.run().getRun() + "\" learns from what run \""
                    + context.run().getSource() + "\" recorded: there is nothing for an env-service to do. It needs a"
                    + " learner alone.");
        }
        EnvironmentParameters parameters = EnvironmentSettings.read(context.settings());
        Environment.Description description = parameters.create().description();
        LaneShape shape = LaneShape.of(context.run(), description);
        LaneOwner owner =
                new LaneOwner(context.bus(), context.topics(), context.run().getLanes(), shape, parameters.copies());
        AtomicReference<@Nullable EnvWorker> worker = new AtomicReference<>();
        EnvMetrics metrics = new EnvMetrics(context.meters(), () -> {
            EnvWorker made = worker.get();
            return made == null ? 0 : made.laneCount();
        });
        EnvWorker made = new EnvWorker(
                // Unlike every env-service before it, so that nobody's late answers are taken for its own.
                "env-" + UUID.randomUUID(),
                context.run(),
                context.settings().bind("env", EnvSettings.class),
                ports(context),
                owner::lanesOf,
                metrics,
                context.clock(),
                System::nanoTime);
        worker.set(made);
        return made;
    }

    /** Only the newest progress counts; the others before it are read for the case that it is damaged. */
    private static List<Long> lately(ServiceContext context) {
        return context.bus().ends(context.topics().progress()).stream()
                .map(end -> Math.max(0, end - 10))
                .toList();
    }

    private static EnvWorker.Ports ports(ServiceContext context) {
        String group = ReaderGroups.environments(context.topics());
        return new EnvWorker.Ports(
                context.bus().member(context.topics().actions(), group, context.quarantine()),
                context.bus().reader(context.topics().progress(), lately(context), context.quarantine()),
                context.bus().sink(context.topics().observations(), Delivery.TOGETHER),
                context.bus().sink(context.topics().transitions(), Delivery.PROMPT),
                context.bus().sink(context.topics().episodes(), Delivery.BULK));
    }
}
