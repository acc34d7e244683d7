package io.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.messages.Checkpoint;
import io.millrace.messages.Progress;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Tensors;
import io.millrace.weights.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    private final Path folder;
    private final Path file;
    private final CheckpointFile checkpoints;

    CheckpointFileTest(@TempDir Path parent) {
        folder = parent.resolve("run");
        file = folder.resolve("checkpoint.avro");
        checkpoints = new CheckpointFile(folder);
    }

    @Test
    void whatIsSavedIsLoaded() {
        checkpoints.save(checkpoint(7));

        assertThat(new CheckpointFile(folder).load()).contains(checkpoint(7));
    }

    @Test
    void theNewestReplacesTheOneBefore() {
        checkpoints.save(checkpoint(7));
        checkpoints.save(checkpoint(8));

        assertThat(checkpoints.load()).contains(checkpoint(8));
    }

    @Test
    void nothingUnfinishedIsLeftBehind() {
        checkpoints.save(checkpoint(7));

        assertThat(folder).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whereNothingWasSavedThereIsNothing() {
        assertThat(checkpoints.load()).isEmpty();
    }

    @Test
    void whatACrashLeftUnfinishedIsNoCheckpoint() throws IOException {
        checkpoints.save(checkpoint(7));
        Files.write(folder.resolve("checkpoint.avro.tmp"), new byte[] {1, 2, 3});

        assertThat(checkpoints.load()).contains(checkpoint(7));
    }

    @Test
    void aDamagedByteIsNoticed() throws IOException {
        checkpoints.save(checkpoint(7));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertRefused("checksum");
    }

    @Test
    void aFileThatEndsEarlyIsNoticed() throws IOException {
        checkpoints.save(checkpoint(7));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 40));

        assertRefused("checksum");
    }

    @Test
    void anEmptyFileIsNoticed() throws IOException {
        Files.createDirectories(folder);
        Files.write(file, new byte[0]);

        assertRefused("it is empty");
    }

    @Test
    void aWholeFileOfSomethingElseIsRefused() throws IOException {
        byte[] progress = Codec.<Progress>of(Progress.getClassSchema())
                .encode(new Progress("learner", 1L, 2L, List.of(3L), false, null, false, Instant.EPOCH));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(progress);
        bytes.write(Checksum.newDigest().digest(progress));
        Files.createDirectories(folder);
        Files.write(file, bytes.toByteArray());

        assertRefused("Checkpoint");
    }

    @Test
    void aFullDiskIsNamedAndTheOldCheckpointIsUntouched() throws IOException {
        checkpoints.save(checkpoint(7));
        // The kernel itself then says that there is no room.
        Files.createSymbolicLink(folder.resolve("checkpoint.avro.tmp"), Path.of("/dev/full"));

        assertThatThrownBy(() -> checkpoints.save(checkpoint(8)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("Checkpoint 8")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("Make room");
        assertThat(checkpoints.load()).contains(checkpoint(7));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheReason() throws IOException {
        Files.writeString(folder, "a file is in the way");

        assertThatThrownBy(() -> checkpoints.save(checkpoint(8)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("FileAlreadyExists")
                .hasMessageContaining("--data");
    }

    @Test
    void aFileOfANewerVersionIsToldFromADamagedOne() throws IOException {
        byte[] newer = {(byte) 0xC3, 1, 7, 7, 7, 7, 7, 7, 7, 7, 42};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(newer);
        bytes.write(Checksum.newDigest().digest(newer));
        Files.createDirectories(folder);
        Files.write(file, bytes.toByteArray());

        assertThatThrownBy(checkpoints::load)
                .isInstanceOf(CheckpointException.class)
                .isNotInstanceOf(DamagedCheckpointException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("a newer version wrote it")
                .hasMessageContaining("Go on with that version");
    }

    @Test
    void theOneBeforeTheNewestStaysBesideIt() {
        checkpoints.save(checkpoint(7));
        checkpoints.save(checkpoint(8));
        checkpoints.save(checkpoint(9));

        assertThat(CheckpointFile.before(folder).load()).contains(checkpoint(8));
        assertThat(checkpoints.load()).contains(checkpoint(9));
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(checkpoints::load)
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .hasMessageContaining("Move the file away");
    }

    static Checkpoint checkpoint(long version) {
        return Checkpoint.newBuilder()
                .setRun("test")
                .setPolicy("main")
                .setSettingsHash("a".repeat(64))
                .setVersion(version)
                .setSteps(100 * version)
                .setNextUnrolls(List.of(version, version))
                .setPositions(List.of(2 * version))
                .setParameters(Tensors.ofFloats(new float[] {1, 2, 3}))
                .setOptimizer(Tensors.ofFloats(new float[] {4, 5, 6, 7, 8, 9}))
                .setOptimizerSteps(30)
                .setAlgorithmState(Map.of("some", 0.1))
                .setSavedAt(Instant.EPOCH)
                .build();
    }
}
