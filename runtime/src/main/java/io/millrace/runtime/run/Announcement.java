package io.millrace.runtime.run;

import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a service says of itself when it begins its work. It is filled while the service is put together, and is not
 * sent by itself: see {@link Announcer}. Safe for use by several threads.
 */
public final class Announcement {

    private final String service;
    private final Map<String, String> details = new TreeMap<>();
    private @Nullable Long weightsVersion;

    /**
     * Of a service that has said nothing yet but what it runs on.
     *
     * @param service its name, such as actor
     * @param build   version of this build
     */
    public Announcement(String service, String build) {
        this.service = service;
        details.put("version", build);
        details.put("java", Runtime.version().toString());
    }

    /** Adds what may differ from one start to the next, such as the engine; what was said of it before is replaced. */
    public synchronized void detail(String name, String value) {
        details.put(name, value);
    }

    /** Says which weights the service begins with; one that does not know leaves it out. */
    public synchronized void weightsVersion(long version) {
        weightsVersion = version;
    }

    /** The name of the service. */
    public String service() {
        return service;
    }

    /**
     * What stands on the topic.
     *
     * @param instance which of the services of that name; unlike those of the others
     * @param at       when it began
     */
    public synchronized Annotation toAnnotation(String instance, Instant at) {
        return Annotation.newBuilder()
                .setKind(AnnotationKind.START)
                .setService(service)
                .setInstance(instance)
                .setVersion(weightsVersion)
                .setText(words())
                .setDetails(new TreeMap<>(details))
                .setAt(at)
                .build();
    }

    private String words() {
        String weights = weightsVersion == null ? "" : " with weights version " + weightsVersion;
        return service + " began" + weights + "; "
                + details.entrySet().stream()
                        .map(detail -> detail.getKey() + " " + detail.getValue())
                        .collect(Collectors.joining("; "));
    }
}
