package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.secrets.IamPolicy;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The policy in docs/secrets.md is the one that its declarations need. */
final class SecretsPolicyTest {
    @Test
    void theGuideShowsThePolicyThatIsGenerated() throws IOException {
        String policy = IamPolicy.of(SecretsGuide.DATABASE, SecretsGuide.OPENAI).json("eu-central-1", "123456789012");
        assertThat(Files.readString(Repository.ROOT.resolve("docs/secrets.md")))
                .contains("```json\n" + policy.strip() + "\n```");
    }
}
