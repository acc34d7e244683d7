package io.millrace.app.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small lock-step run that every fault run is: PPO on cart-pole. */
final class RunUnderTest {

    static final String NAME = "faulty";
    static final int UPDATES = 150;
    static final int LANES = 3;
    static final int ENVIRONMENTS = 4;
    static final int UNROLL = 16;

    private RunUnderTest() {}

    static Path file(Path folder) throws IOException {
        return Files.writeString(folder.resolve(NAME + ".yaml"), """
                run: %s
                seed: 11
                environment: {name: cart-pole}
                algorithm: {name: ppo, epochs: 2, minibatch: 64}
                policy: {hidden: [16, 16]}
                lanes: {count: %d, environments: %d, unroll: %d}
                env: {ask-again: 300ms}
                learner: {engine: kernel, steps: %d, checkpoint-every: 10}
                topics: {partitions: 2}
                evaluation: {episodes: 1}
                """.formatted(
                        NAME, LANES, ENVIRONMENTS, UNROLL, UPDATES * LANES * ENVIRONMENTS * UNROLL));
    }
}
