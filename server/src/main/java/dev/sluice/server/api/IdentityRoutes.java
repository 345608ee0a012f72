package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.util.function.Supplier;

/**
 * Where those who are shown a job's token find the keys that check it (OpenID Connect Discovery 1.0). Safe for many threads.
 */
final class IdentityRoutes {
    private static final Guard OPEN =
            new Guard.Anyone("others check the tokens of jobs with it, and it holds no secret");
    private static final String KEYS = "/.well-known/jwks.json";

    private final Supplier<String> issuer;
    private final Supplier<String> keys;

    /**
     * @param issuer address of the server, without a final slash
     * @param keys a JSON Web Key Set
     */
    IdentityRoutes(Supplier<String> issuer, Supplier<String> keys) {
        this.issuer = issuer;
        this.keys = keys;
    }

    void addTo(Routes routes) {
        routes.get("/.well-known/openid-configuration", OPEN, "Who issues the tokens of jobs", _ -> configuration());
        routes.get(KEYS, OPEN, "Keys that check the tokens of jobs", _ -> keys());
        routes.get("/oauth/discovery/keys", OPEN, "The same keys, where GitLab has them", _ -> keys());
    }

    private Response keys() {
        return Response.json(200, JsonParser.parseString(keys.get()).getAsJsonObject());
    }

    private Response configuration() {
        JsonObject json = new JsonObject();
        json.addProperty("issuer", issuer.get());
        json.addProperty("jwks_uri", issuer.get() + KEYS);
        json.add("response_types_supported", list("id_token"));
        json.add("subject_types_supported", list("public"));
        json.add("id_token_signing_alg_values_supported", list("RS256"));
        json.add(
                "claims_supported",
                list(
                        "iss",
                        "sub",
                        "aud",
                        "exp",
                        "nbf",
                        "iat",
                        "jti",
                        "namespace_path",
                        "project_id",
                        "project_path",
                        "user_id",
                        "user_login",
                        "user_email",
                        "user_access_level",
                        "pipeline_id",
                        "pipeline_source",
                        "job_id",
                        "ref",
                        "ref_type",
                        "ref_path",
                        "ref_protected",
                        "environment",
                        "sha"));
        return Response.json(200, json);
    }

    private static JsonArray list(String... texts) {
        JsonArray list = new JsonArray();
        for (String text : texts) {
            list.add(text);
        }
        return list;
    }
}
