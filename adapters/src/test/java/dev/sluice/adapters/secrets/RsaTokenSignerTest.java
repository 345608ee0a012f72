package dev.sluice.adapters.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.identity.TokenSigner.Claims;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RsaTokenSignerTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    private Path folder;

    private static JsonObject json(String part) {
        byte[] text = Base64.getUrlDecoder().decode(part);
        return JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    private static BigInteger number(JsonObject key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(name).getAsString()));
    }

    @Test
    void othersCheckATokenWithThePublishedKey() throws Exception {
        Path file = folder.resolve("identity.key");
        Claims claims = new Claims(
                Map.of("sub", "project_path:a/b"),
                List.of("https://cloud"),
                NOON,
                NOON.minusSeconds(5),
                NOON.plusSeconds(60));

        String[] token = RsaTokenSigner.at(file).sign(claims).split("\\.");

        JsonObject key = JsonParser.parseString(RsaTokenSigner.at(file).keys())
                .getAsJsonObject()
                .getAsJsonArray("keys")
                .get(0)
                .getAsJsonObject();
        assertThat(json(token[0]).get("kid")).isEqualTo(key.get("kid"));
        PublicKey published =
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(published);
        signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(token[2]))).isTrue();
        assertThat(json(token[1]).toString())
                .isEqualTo("{\"sub\":\"project_path:a/b\",\"aud\":\"https://cloud\",\"iat\":1767355200,"
                        + "\"nbf\":1767355195,\"exp\":1767355260}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
