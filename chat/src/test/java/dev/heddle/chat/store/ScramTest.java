// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScramTest {
    private final Scram scram = new Scram(4_096, new Random(1)::nextBytes);

    @Test
    void theExampleOfRfc7677Verifies() {
        var credentials = credentials("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==");
        var exchange = ScramExchange.parse("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertThat(Objects.requireNonNull(exchange).userName()).isEqualTo("user");
        assertThat(exchange.challenge(credentials))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(exchange.verify("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    private static ScramCredentials credentials(String password, String salt) {
        var salted = ScramFunctions.saltedPassword(
                ScramMechanism.SCRAM_SHA_256,
                StringPreparation.SASL_PREPARATION,
                password.toCharArray(),
                Base64.getDecoder().decode(salt),
                4_096);
        var clientKey = ScramFunctions.clientKey(ScramMechanism.SCRAM_SHA_256, salted);
        return new ScramCredentials(
                salt,
                4_096,
                Base64.getEncoder().encodeToString(ScramFunctions.storedKey(ScramMechanism.SCRAM_SHA_256, clientKey)),
                Base64.getEncoder().encodeToString(ScramFunctions.serverKey(ScramMechanism.SCRAM_SHA_256, salted)));
    }

    /// The client's last message for a password.
    private static String clientFinal(String bare, String challenge, String password) {
        var parts = challenge.split(",", -1);
        var salt = Base64.getDecoder().decode(parts[1].substring(2));
        var salted = ScramFunctions.saltedPassword(
                ScramMechanism.SCRAM_SHA_256,
                StringPreparation.SASL_PREPARATION,
                password.toCharArray(),
                salt,
                Integer.parseInt(parts[2].substring(2)));
        var clientKey = ScramFunctions.clientKey(ScramMechanism.SCRAM_SHA_256, salted);
        var withoutProof = "c=biws," + parts[0];
        var signature = ScramFunctions.clientSignature(
                ScramMechanism.SCRAM_SHA_256,
                ScramFunctions.storedKey(ScramMechanism.SCRAM_SHA_256, clientKey),
                bare + "," + challenge + "," + withoutProof);
        var proof = ScramFunctions.clientProof(clientKey, signature);
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    @Test
    void theDerivedCredentialsFitTheirPasswordOnly() {
        var credentials = Objects.requireNonNull(scram.derive("pässword"));
        assertThat(login(credentials, "pässword")).startsWith("v=");
        assertThat(login(credentials, "password")).isNull();
        assertThat(login(scram.decoy("nobody"), "pässword")).isNull();
    }

    private @Nullable String login(ScramCredentials credentials, String password) {
        var bare = "n=alice,r=abc";
        var exchange = Objects.requireNonNull(scram.begin("n,," + bare));
        var challenge = exchange.challenge(credentials);
        var last = clientFinal(bare, challenge, password);
        var answer = exchange.verify(last);
        assertThat(exchange.verify(last)).as("a second try").isNull();
        return answer;
    }

    @Test
    void aDecoyIsTheSameForOneNameAndLooksLikeAnyOther() {
        assertThat(scram.decoy("bob")).isEqualTo(scram.decoy("bob")).isNotEqualTo(scram.decoy("carol"));
        assertThat(scram.decoy("bob").saltBytes()).hasSize(16);
        assertThat(scram.decoy("bob").iterations()).isEqualTo(4_096);
    }

    @Test
    void malformedMessagesAreNoExchange() {
        for (var bad : new String[] {
            "",
            "n",
            "n,,",
            "n,,n=user",
            "p=tls-unique,,n=u,r=x",
            "n,,n=,r=x",
            "n,,n=a=b,r=x",
            "n,,m=ext,n=u,r=x",
            "n,,n=user,r=",
            "n,,n=user,r=\u00fc",
            "x".repeat(5_000)
        }) {
            assertThat(scram.begin(bad)).as(bad).isNull();
        }
        var exchange = Objects.requireNonNull(scram.begin("y,a=ad=3Dmin,n=u=2Cx,r=abc"));
        assertThat(exchange.userName()).isEqualTo("u,x");
        assertThat(exchange.authorization()).isEqualTo("ad=min");
        assertThat(exchange.verify("c=biws,r=abc,p=AAAA"))
                .as("before the challenge")
                .isNull();
    }

    @Test
    void aProofForAnotherNonceOrHeaderIsRefused() {
        var credentials = Objects.requireNonNull(scram.derive("pw"));
        var exchange = Objects.requireNonNull(scram.begin("n,,n=u,r=abc"));
        var last = clientFinal("n=u,r=abc", exchange.challenge(credentials), "pw");
        for (var bad : new String[] {
            last.replace("c=biws", "c=eSws"), last.replace("r=abc", "r=abd"), last.replace(",p=", ",q="), "", last + "!"
        }) {
            exchange.challenge(credentials);
            assertThat(exchange.verify(bad)).as(bad).isNull();
        }
    }
}
