package dev.sluice.cli.serve;

import java.io.IOException;
import java.nio.file.Path;

/** A project with one small service, and its way to production. */
final class ShopRepository {
    private static final String PIPELINE = """
        package:
          script: [ls dist]
          artifacts: {paths: [dist]}
        """;

    private static final String DELIVERY = """
        services:
          shop:
            run: %s
            health: {path: /health, within: %s}
        releases: {branch: main}
        environments:
          staging:
            on: release
            route: staging.shop.localhost
            strategy: bluegreen
            observe: 1s
          production:
            after: staging
            approval: {by: [maintainer], author: true}
            route: shop.localhost
            strategy: bluegreen
            observe: 1s
        """;

    private final Clone clone;

    ShopRepository(Path folder, String remote) throws IOException, InterruptedException {
        clone = Clone.init(folder);
        clone.must("remote", "add", "origin", remote);
        clone.write(".gitlab-ci.yml", PIPELINE);
    }

    /** Commits and pushes a version whose health check answers with this status. */
    void push(String message, int health) throws IOException, InterruptedException {
        clone.write("sluice.yml", DELIVERY.formatted(ShopService.command(), health == 200 ? "60s" : "5s"));
        ShopService.pack(clone.folder().resolve("dist"), health);
        clone.commit(message);
        clone.must("push", "-q", "origin", "main");
    }

    /** The repository is served at another address now. */
    void movedTo(String remote) throws IOException, InterruptedException {
        clone.must("remote", "set-url", "origin", remote);
    }
}
