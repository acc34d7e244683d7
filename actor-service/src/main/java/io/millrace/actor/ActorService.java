package io.millrace.actor;

import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.run.ReaderGroups;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;

/** Puts an actor together. */
public final class ActorService {

    private ActorService() {}

    /**
     * The worker of an actor, which shares the run's observations with the other actors of the run.
     *
     * @param actor name of this actor, unlike those of the others
     * @throws UserMistake if nobody acts in the run
     */
    public static Worker worker(ServiceContext context, String actor) {
        if (context.run().getSource() != null) {
            throw new UserMistake("Run \"" + context.run().getRun() + "\" learns from what run \""
                    + context.run().getSource() + "\" recorded: there is nothing for an actor to do. It needs a"
                    + " learner alone.");
        }
        String group = ReaderGroups.actors(context.topics());
        return new ActorWorker(
                context.run(),
                actor,
                context.bus().member(context.topics().observations(), group, context.quarantine()),
                context.bus().sink(context.topics().actions(), Delivery.TOGETHER),
                new WeightsFollower(
                        context.bus().reader(context.topics().weights(), Start.BEGINNING, context.quarantine()),
                        RunPolicy.layout(context.run())),
                new ActorMetrics(context.meters()),
                context.clock(),
                System::nanoTime);
    }
}
