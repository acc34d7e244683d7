package io.millrace.app.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** What may see what: modules, and the rings inside a service. */
final class Rules {

    private static final String ENV = "io.millrace.env..";
    private static final String ACTOR = "io.millrace.actor..";
    private static final String LEARNER = "io.millrace.learner..";
    private static final String POLICY = "io.millrace.policy..";
    private static final String RUNTIME = "io.millrace.runtime..";
    private static final String WEIGHTS = "io.millrace.weights..";
    private static final String MONITORING = "io.millrace.monitoring..";
    private static final String DATASETS = "io.millrace.datasets..";
    private static final String APP = "io.millrace.app..";
    private static final String ENGINES = "io.millrace.engine..";
    private static final String LEARNER_ENGINE = "io.millrace.learner.engine..";

    /** Plain Java inside the services: what is learned, without where it comes from and when. */
    private static final String[] DOMAIN = {
        POLICY,
        "io.millrace.env.environments..",
        "io.millrace.env.lanes..",
        "io.millrace.learner.experience..",
        "io.millrace.learner.returns..",
        "io.millrace.learner.algorithms..",
        "io.millrace.learner.normalisation..",
        "io.millrace.learner.bandit..",
        "io.millrace.learner.offpolicy..",
        "io.millrace.learner.tabular..",
        "io.millrace.monitoring.statistics..",
        "io.millrace.monitoring.guard..",
        LEARNER_ENGINE,
        ENGINES
    };

    private Rules() {}

    static List<ArchRule> all() {
        return List.of(
                neverSees(ENV, ACTOR, LEARNER, APP, ENGINES, WEIGHTS, MONITORING)
                        .as("env-service sees no other service"),
                neverSees(ACTOR, ENV, LEARNER, APP, ENGINES, MONITORING)
                        .as("actor-service sees no other service and no engine"),
                neverSees(LEARNER, ENV, ACTOR, APP, ENGINES, MONITORING).as("learner-service sees no other service"),
                neverSees(
                                ENV,
                                "io.millrace.policy",
                                "io.millrace.policy.distribution..",
                                "io.millrace.policy.network..",
                                "io.millrace.policy.normalisation..")
                        .as("env-service sees spaces and chance of policy, and no networks"),
                neverSees(WEIGHTS, ENV, ACTOR, LEARNER, APP, ENGINES, MONITORING)
                        .as("weights see no service"),
                neverSees(DATASETS, ENV, ACTOR, LEARNER, APP, ENGINES, MONITORING)
                        .as("datasets see no service"),
                neverSees(MONITORING, ENV, ACTOR, LEARNER, APP, ENGINES, POLICY, WEIGHTS)
                        .as("monitoring sees topics alone"),
                neverSees(RUNTIME, POLICY, WEIGHTS, ENV, ACTOR, LEARNER, APP, ENGINES, MONITORING)
                        .as("runtime knows no word of reinforcement learning"),
                classes()
                        .that()
                        .resideInAPackage(POLICY)
                        .and()
                        .resideOutsideOfPackage("io.millrace.policy.bandit..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "jdk.incubator.vector..", "org.jspecify..", POLICY)
                        .as("policy depends on the JDK alone"),
                classes()
                        .that()
                        .resideInAPackage("io.millrace.policy.bandit..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", "org.jgrapht..", POLICY)
                        .as("bandits depend on the JDK and a solver"),
                classes()
                        .that()
                        .resideInAnyPackage("io.millrace.schemas..", "io.millrace.messages..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "org.apache.avro..",
                                "io.millrace.schemas..",
                                "io.millrace.messages..")
                        .as("schemas depend on Avro alone"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages("io.millrace.runtime.kafka..", "io.millrace.monitoring.streams..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.kafka.clients..")
                        .as("runtime.kafka and monitoring.streams alone import Kafka's clients"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "io.millrace.runtime.kafka..",
                                "io.millrace.monitoring.streams..",
                                "io.millrace.app.broker..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.kafka..", "kafka..")
                        .as("the broker's classes stay in app.broker"),
                noClasses()
                        .that()
                        .resideInAnyPackage(DOMAIN)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(RUNTIME, "io.micrometer..", "org.slf4j.."))
                        .as("the domain sees no bus, no meters and no log"),
                noClasses()
                        .that()
                        .resideInAnyPackage(DOMAIN)
                        .should()
                        .accessTargetWhere(aClockIsRead().or(globalChanceIsDrawn()))
                        .as("time and chance are arguments of the domain"),
                noClasses()
                        .that()
                        .haveSimpleNameNotEndingWith("Main")
                        .should()
                        .accessTargetWhere(calls(System.class, "getenv"))
                        .as("mains alone read the process environment"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.millrace.engine.dl4j..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")
                        .as("engine-dl4j alone imports Deeplearning4j"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ENGINES)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.bytedeco..")
                        .as("engines alone import native libraries"),
                noClasses()
                        .that()
                        .resideInAPackage(ENGINES)
                        .should()
                        .dependOnClassesThat(resideInAPackage("io.millrace..")
                                .and(DescribedPredicate.not(resideInAnyPackage(ENGINES, LEARNER_ENGINE, POLICY))))
                        .as("an engine sees the engine interface and policy, and nothing else of ours"),
                slices().assignedFrom(packages()).should().beFreeOfCycles().as("packages form no cycles"));
    }

    private static ArchRule neverSees(String who, String... whom) {
        return noClasses().that().resideInAPackage(who).should().dependOnClassesThat(resideInAnyPackage(whom));
    }

    private static DescribedPredicate<JavaAccess<?>> aClockIsRead() {
        return calls(System.class, "nanoTime|currentTimeMillis")
                .or(target(owner(resideInAPackage("java.time.."))).and(target(nameMatching("now|system.*"))))
                .or(target(owner(assignable(java.util.Date.class))).and(target(name("<init>"))))
                .as("a clock is read");
    }

    private static DescribedPredicate<JavaAccess<?>> globalChanceIsDrawn() {
        return calls(Math.class, "random")
                .or(calls(java.util.random.RandomGenerator.class, "of|getDefault"))
                .or(calls(java.util.UUID.class, "randomUUID"))
                .or(target(owner(assignable(java.util.Random.class))))
                .or(target(owner(assignable(java.util.SplittableRandom.class))))
                .as("chance is drawn that no seed of the run gives");
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String methods) {
        return target(owner(JavaClass.Predicates.type(type))).and(target(nameMatching(methods)));
    }

    private static DescribedPredicate<JavaClass> assignable(Class<?> type) {
        return JavaClass.Predicates.assignableTo(type);
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }
}
