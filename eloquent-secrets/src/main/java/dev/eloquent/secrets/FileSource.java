package dev.eloquent.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Files below a folder, as orchestrators mount them: {@code rag-service/openai} is the file of this path. A file that is
 * UTF-8 is text, without one line break at its end; any other is bytes. Replaced files are read again at the next refresh;
 * replace them by a rename, as mounts do, or half of one may be read.
 *
 * <p>Immutable. Safe for use by several threads; blocks while it reads.
 */
public final class FileSource implements SecretSource {
    /** As Secrets Manager has it. */
    private static final int LARGEST = 65_536;

    private final Path folder;
    private final Versions versions = new Versions();

    private FileSource(Path folder) {
        this.folder = folder;
    }

    /** Below this folder. */
    public static FileSource in(Path folder) {
        return new FileSource(
                Objects.requireNonNull(folder, "folder").toAbsolutePath().normalize());
    }

    @Override
    public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) {
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        for (SecretRequest request : requests) {
            answers.put(request, answer(request));
        }
        return answers;
    }

    private SecretAnswer answer(SecretRequest request) {
        Path file = folder.resolve(
                        request.name().startsWith("/") ? request.name().substring(1) : request.name())
                .normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            return new SecretAnswer.Refused(SecretProblem.INVALID, "its name leads out of " + folder);
        }
        if (request.stage() != SecretStage.CURRENT) {
            return new SecretAnswer.Refused(
                    SecretProblem.MISSING, "files have no " + request.stage().label());
        }
        try {
            if (Files.size(file) > LARGEST) {
                return new SecretAnswer.Refused(
                        SecretProblem.INVALID,
                        file + " must have at most " + LARGEST + " bytes, has " + Files.size(file));
            }
            SecretPayload payload = payload(Files.readAllBytes(file));
            return new SecretAnswer.Found(versions.of(payload), payload);
        } catch (NoSuchFileException missing) {
            return new SecretAnswer.Refused(SecretProblem.MISSING, file + " must be there; mount it");
        } catch (AccessDeniedException denied) {
            return new SecretAnswer.Refused(SecretProblem.DENIED, file + " must be readable by this process");
        } catch (IOException e) {
            return new SecretAnswer.Refused(
                    SecretProblem.UNAVAILABLE,
                    file + " could not be read: " + e.getClass().getName());
        }
    }

    private static SecretPayload payload(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return SecretPayload.of(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException binary) {
            return SecretPayload.of(bytes);
        }
    }

    @Override
    public String description() {
        return "files in " + folder;
    }
}
