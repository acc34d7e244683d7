package io.millrace.learner.checkpoint;

import static io.millrace.learner.checkpoint.CheckpointFileTest.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.messages.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastCheckpointTest {

    private final Path folder;
    private final CheckpointFile newest;

    LastCheckpointTest(@TempDir Path folder) {
        this.folder = folder;
        newest = new CheckpointFile(folder);
    }

    @Test
    void theNewestIsGoneOnFrom() {
        newest.save(checkpoint(7));
        newest.save(checkpoint(8));

        assertThat(load()).contains(checkpoint(8));
    }

    @Test
    void whereNothingWasSavedThereIsNothing() {
        assertThat(load()).isEmpty();
    }

    @Test
    void theOneBeforeADamagedOneIsGoneOnFrom() throws IOException {
        newest.save(checkpoint(7));
        newest.save(checkpoint(8));
        damage("checkpoint.avro");

        assertThat(load()).contains(checkpoint(7));
    }

    @Test
    void aDamagedOneIsKeptOutOfTheWay() throws IOException {
        newest.save(checkpoint(7));
        newest.save(checkpoint(8));
        byte[] damaged = damage("checkpoint.avro");

        load();
        newest.save(checkpoint(8));

        assertThat(folder.resolve("checkpoint.avro.damaged")).hasBinaryContent(damaged);
        assertThat(load()).contains(checkpoint(8));
    }

    @Test
    void aKeptVersionIsGoneOnFromWhereItIsNewer() throws IOException {
        KeptVersions kept = new KeptVersions(folder, 1, 4);
        newest.save(checkpoint(6));
        kept.keep(checkpoint(8));
        kept.keep(checkpoint(9));
        newest.save(checkpoint(9));
        damage("checkpoint.avro");
        damage("kept/9.avro");

        assertThat(load()).contains(checkpoint(8));
    }

    @Test
    void whereNoOtherIsWholeTheDamageIsNamed() throws IOException {
        newest.save(checkpoint(8));
        damage("checkpoint.avro");

        assertThatThrownBy(this::load)
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessageContaining("Move the file away");
    }

    private Optional<Checkpoint> load() {
        return LastCheckpoint.load(newest, new KeptVersions(folder, 1, 4));
    }

    private byte[] damage(String file) throws IOException {
        // Of its own: what it was linked to stays whole, as it does where a disk loses a block.
        Path path = folder.resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(path);
        Files.write(path, bytes);
        return bytes;
    }
}
