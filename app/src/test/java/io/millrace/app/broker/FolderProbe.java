package io.millrace.app.broker;

import java.nio.file.Path;

/** Says where the broker listens that uses a folder, as another process sees it. */
final class FolderProbe {

    private FolderProbe() {}

    public static void main(String[] arguments) {
        System.out.print(EmbeddedBroker.runningOn(Path.of(arguments[0])));
    }
}
