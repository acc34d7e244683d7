package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.env.environments.LandUse;
import io.millrace.env.environments.LandUse.Aims;
import io.millrace.env.environments.LandUse.City;
import io.millrace.env.environments.LandUse.Engine;
import io.millrace.env.environments.LandUse.Shown;
import io.millrace.env.environments.LandUse.TargetKind;
import io.millrace.policy.random.CounterRandom;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactPlanTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeTheTables() {
        new SmallRegion(3).write(folder);
    }

    @Test
    void oneChangeAwayFromItsTargetThePlanFindsIt() {
        Plan plan = Plan.exact(folder);
        plan.aimAtChanges(1, new CounterRandom(4));

        plan.take(plan.bestAction());

        assertThat(plan.norm()).isZero();
    }

    @Test
    void anEnvironmentOverTheTablesShowsAllTheirAreas() {
        LandUse.Parameters parameters = new LandUse.Parameters(
                Engine.EXACT,
                new City(20, 1),
                folder.toString(),
                new Aims(TargetKind.TRAINING, 0, 1, 5, 1, ""),
                50,
                Shown.DIFFERENCES,
                1,
                1);

        LandUse environment = parameters.create();
        environment.reset(new CounterRandom(4));
        float[] observation = new float[SmallRegion.AREAS * Indicator.COUNT];
        environment.observe(observation, 0);

        assertThat(environment.description().observationSize()).isEqualTo(observation.length);
        assertThat(observation).isNotEqualTo(new float[observation.length]);
    }
}
