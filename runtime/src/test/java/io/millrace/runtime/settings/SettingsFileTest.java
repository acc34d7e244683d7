package io.millrace.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    private final Path folder;

    SettingsFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aFileIsReadAsATree() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yml"), "environment:\n  name: cart-pole\n");

        assertThat(Settings.read(file).text("environment.name")).isEqualTo("cart-pole");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("none.yml");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.read(file))
                .withMessage("There is no settings file " + file + ". Check the path.");
    }

    @Test
    void aFolderIsNoSettingsFile() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.read(folder))
                .withMessageContaining(folder.toString())
                .withMessageContaining("it is a folder");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("latin.yml"), new byte[] {'a', ':', ' ', (byte) 0xE4});

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.read(file))
                .withMessageContaining("is not UTF-8 text");
    }

    @Test
    void aSyntaxErrorIsNamedWithLineAndColumn() {
        refused("lanes:\n  count: [1, 2\nother: 3\n")
                .withMessageStartingWith("run.yml, line 3, column 6, is not valid YAML: ");
    }

    @Test
    void aTabIsNamedWithLineAndColumn() {
        refused("lanes:\n\tcount: 1\n").withMessageStartingWith("run.yml, line 2, column 1, is not valid YAML: ");
    }

    @Test
    void aKeyThatIsWrittenTwiceIsRefused() {
        refused("lanes:\n  count: 1\n  count: 2\n")
                .withMessageContaining("line 3")
                .withMessageContaining("Duplicate field 'count'");
    }

    @Test
    void aListIsNoSettings() {
        refused("- 1\n- 2\n").withMessageContaining("run.yml holds a list, but settings are a mapping");
    }

    @Test
    void aWordIsNoSettings() {
        refused("hello\n").withMessageContaining("run.yml holds \"hello\", but settings are a mapping");
    }

    @Test
    void anEmptyTextIsNoSettings() {
        refused("# nothing yet\n").withMessageContaining("run.yml holds empty, but settings are a mapping");
    }

    @Test
    void aSecondDocumentIsRefused() {
        refused("a: 1\n---\nb: 2\n").withMessageContaining("holds more than one YAML document");
    }

    @Test
    void anAliasIsRefusedBecauseItWouldBeReadAsItsName() {
        refused("a: &one 1\nb: *one\n")
                .withMessageContaining("line 2")
                .withMessageContaining("has an alias (one), which is not followed");
    }

    @Test
    void aMergeKeyIsRefused() {
        refused("a:\n  <<: {b: 1}\n").withMessageContaining("has an alias (<<)");
    }

    @Test
    void anOctalNumberIsRefusedBecauseItLooksDecimal() {
        refused("seed: 010\n").withMessageContaining("line 1").withMessageContaining("octal number 010");
    }

    @Test
    void anInfiniteNumberIsRefused() {
        refused("rate: .inf\n").withMessageContaining("has the number .inf");
    }

    @Test
    void noNumberAtAllIsRefused() {
        refused("rate: .nan\n").withMessageContaining("has the number .nan");
    }

    private static ThrowableAssertAlternative<SettingsException> refused(String yaml) {
        return assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> Settings.parse(yaml, "run.yml"));
    }
}
