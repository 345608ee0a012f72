package dev.sluice.adapters.secrets;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sluice.app.identity.TokenSigner;
import dev.sluice.app.store.StoreUnavailable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs tokens with an RSA key of 2048 bit from a file (PKCS #8 in base64), which is made at the first start for its owner's
 * eyes only. Another key is another file: tokens last no longer than a job. Safe for many threads.
 */
public final class RsaTokenSigner implements TokenSigner {
    private static final int KEY_BITS = 2048;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Path file;
    private Optional<Key> known = Optional.empty();

    private RsaTokenSigner(Path file) {
        this.file = file;
    }

    /** A key and its thumbprint. */
    private record Key(RSAPrivateCrtKey key, String id) {}

    /** Looks at the file when the first token or key is asked for: most servers issue none, and making a key takes long. */
    public static RsaTokenSigner at(Path file) {
        return new RsaTokenSigner(file);
    }

    /**
     * The key of the file, which is made where it is not there.
     *
     * @throws StoreUnavailable where the file holds none or cannot be used
     */
    private synchronized Key key() {
        if (known.isPresent()) {
            return known.get();
        }
        try {
            if (!Files.exists(file)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(KEY_BITS);
                byte[] made = generator.generateKeyPair().getPrivate().getEncoded();
                OwnFile.write(file, Base64.getMimeEncoder().encodeToString(made) + "\n");
            }
            byte[] bytes = Base64.getMimeDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII));
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
            Key found = new Key(key, thumbprint(key));
            known = Optional.of(found);
            return found;
        } catch (IOException e) {
            throw new StoreUnavailable("the key file " + file + " cannot be used: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StoreUnavailable(
                    "the key file " + file + " holds no RSA key: remove it to have another one made", e);
        }
    }

    /** RFC 7638: over the members that a key needs, in the order of their names. */
    private static String thumbprint(RSAPrivateCrtKey key) throws GeneralSecurityException {
        String members = "{\"e\":\"" + number(key.getPublicExponent()) + "\",\"kty\":\"RSA\",\"n\":\""
                + number(key.getModulus()) + "\"}";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.US_ASCII));
        return BASE64.encodeToString(digest);
    }

    @Override
    public String sign(Claims claims) {
        Key key = key();
        JsonObject header = new JsonObject();
        header.addProperty("alg", "RS256");
        header.addProperty("kid", key.id());
        header.addProperty("typ", "JWT");
        JsonObject payload = new JsonObject();
        claims.texts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(claim -> payload.addProperty(claim.getKey(), claim.getValue()));
        payload.add("aud", audience(claims.audiences()));
        payload.addProperty("iat", claims.issuedAt().getEpochSecond());
        payload.addProperty("nbf", claims.notBefore().getEpochSecond());
        payload.addProperty("exp", claims.expiresAt().getEpochSecond());
        String signed = encoded(header) + "." + encoded(payload);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.key());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA", e);
        }
    }

    private static JsonElement audience(List<String> audiences) {
        if (audiences.size() == 1) {
            return new JsonPrimitive(audiences.getFirst());
        }
        JsonArray all = new JsonArray();
        audiences.forEach(all::add);
        return all;
    }

    private static String encoded(JsonObject json) {
        return BASE64.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String keys() {
        Key key = key();
        JsonObject one = new JsonObject();
        one.addProperty("kty", "RSA");
        one.addProperty("use", "sig");
        one.addProperty("alg", "RS256");
        one.addProperty("kid", key.id());
        one.addProperty("n", number(key.key().getModulus()));
        one.addProperty("e", number(key.key().getPublicExponent()));
        JsonArray keys = new JsonArray();
        keys.add(one);
        JsonObject json = new JsonObject();
        json.add("keys", keys);
        return json.toString();
    }

    /** Without the sign, as RFC 7518 wants it. */
    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
