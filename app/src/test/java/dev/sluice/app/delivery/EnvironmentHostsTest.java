package dev.sluice.app.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import dev.sluice.dialects.delivery.DeliveryDialect;
import org.junit.jupiter.api.Test;

class EnvironmentHostsTest {
    private final EnvironmentHosts hosts = new EnvironmentHosts();

    private void set(long project, String route) {
        String file = """
            services: {shop: {run: x}}
            environments:
              review: {on: branch feature/*, name: "review/{slug}", route: "%s"}
              plain: {on: branch main}
            """.formatted(route);
        hosts.set(
                project,
                ((Parsed.Valid<dev.sluice.core.delivery.DeliveryConfig>)
                                DeliveryDialect.read(DeliveryDialect.FILE, file))
                        .value());
    }

    @Test
    void aBranchStandsForOneLabelOrAPartOfOne() {
        set(1, "{slug}.review.shop.localhost");

        assertThat(hosts).accepts("new-cart.review.shop.localhost", "A.Review.shop.localhost.");
        assertThat(hosts).rejects("review.shop.localhost", "a.b.review.shop.localhost", "shop.localhost");
    }

    @Test
    void whatTheFileSaysNowCountsForItsOwnProject() {
        set(1, "{slug}.old.localhost");
        set(2, "{slug}.other.localhost");
        set(1, "{slug}.new.localhost");

        assertThat(hosts).accepts("a.new.localhost", "a.other.localhost").rejects("a.old.localhost");
    }
}
