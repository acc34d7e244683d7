package io.millrace.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.actor.ActorWorker;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.engine.dl4j.Dl4jEngineProvider;
import io.millrace.env.EnvWorker;
import io.millrace.env.environments.CartPole;
import io.millrace.env.lanes.Lane;
import io.millrace.learner.LearnerWorker;
import io.millrace.learner.algorithms.Ppo;
import io.millrace.learner.experience.UnrollQueue;
import io.millrace.learner.returns.Advantages;
import io.millrace.messages.Unroll;
import io.millrace.monitoring.path.Flow;
import io.millrace.policy.Policy;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.schemas.Codec;
import io.millrace.weights.WeightsFollower;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules and rings of the architecture, held to by the classes as they are built. */
class ArchitectureTest {

    private static final JavaClasses BUILT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Contracts that other modules' tests extend.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.millrace");

    private static final JavaClasses PLANTED = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .withImportOption(location -> location.contains("/planted/"))
            .importPackages("io.millrace");

    static List<ArchRule> rules() {
        return Rules.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void whatIsBuiltKeepsTheRule(ArchRule rule) {
        rule.check(BUILT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aPlantedFaultBreaksTheRule(ArchRule rule) {
        assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue();
    }

    @Test
    void classesOfEveryModuleAreLookedAt() {
        assertThat(BUILT)
                .extracting(JavaClass::getName)
                .contains(
                        Unroll.class.getName(),
                        Codec.class.getName(),
                        Policy.class.getName(),
                        KafkaBus.class.getName(),
                        WeightsFollower.class.getName(),
                        EnvWorker.class.getName(),
                        CartPole.class.getName(),
                        Lane.class.getName(),
                        ActorWorker.class.getName(),
                        LearnerWorker.class.getName(),
                        Ppo.class.getName(),
                        UnrollQueue.class.getName(),
                        Advantages.class.getName(),
                        Dl4jEngineProvider.class.getName(),
                        Flow.class.getName(),
                        EmbeddedBroker.class.getName());
    }
}
