package dev.sluice.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.server.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser, against a real server. Skipped where Debian's Chromium is not installed. */
@Timeout(300)
class BrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static Playwright playwright;
    private static Browser browser;
    private static TestSite site;

    private final List<String> complaints = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    static void launch() throws HttpServer.CannotListen {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM), "no browser: " + CHROMIUM + " is not there (package chromium)");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(FLAGS));
        site = new TestSite();
        // A busy machine draws late; what is wrong stays wrong.
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
            playwright.close();
            site.close();
        }
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        // Left rather than closed: closing one was seen to wait for ever on a busy machine, and all end with the
        // browser.
        contexts.forEach(context -> context.pages().forEach(page -> page.navigate("about:blank")));
        assertThat(complaints).as("errors in the browser's console").isEmpty();
    }

    private Page visit(int width, boolean script, String locale) {
        return visit(site.url(), width, script, locale);
    }

    private Page visit(String url, int width, boolean script, String locale) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(url)
                .setViewportSize(width, 800)
                .setLocale(locale)
                .setColorScheme(ColorScheme.LIGHT)
                .setJavaScriptEnabled(script));
        contexts.add(context);
        Page page = context.newPage();
        page.setDefaultTimeout(60_000);
        // What the policy forbids is told by the page itself as well: a report alone must not pass.
        page.addInitScript("addEventListener('securitypolicyviolation', e => console.error("
                + "'policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber));");
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.text().contains("Content Security Policy")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onCrash(crashed -> complaints.add(crashed.url() + ": the browser broke down"));
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.navigate("/login");
        page.locator("input[name=login]").fill("anna");
        page.locator("input[name=password]").fill(TestSite.PASSWORD);
        page.locator("main button").click();
        page.waitForURL(url + "/");
        return page;
    }

    private Page visit() {
        return visit(1280, true, "en");
    }

    private static String run(RunId run) {
        return "/p/shop/payments/runs/" + run.number();
    }

    @Test
    void aWrongPasswordIsRefusedInWords() {
        Page page = visit();
        page.navigate("about:blank");
        page.context().clearCookies();
        page.navigate(site.url() + "/environments");
        page.locator("input[name=login]").fill("anna");
        page.locator("input[name=password]").fill("wrong");
        page.locator("main button").click();

        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .hasText("The name or the password is wrong.");
    }

    @Test
    void aRunIsWatchedByKeyboardAlone() throws InterruptedException {
        RunId run = site.start("Keyboard");
        site.log.add("first line");
        site.claim(run, "build");
        Page page = visit();

        page.keyboard().press("j");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/p/shop/payments$"));
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).containsText("Keyboard");
        assertThat(page.locator("#job h2")).hasText("build");

        site.fail(run, "build");
        assertThat(page.locator("#run-head .st").first()).hasText("Failed");
        page.keyboard().press("r");
        assertThat(page.locator("#run-head details.ask")).hasAttribute("open", "");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/runs/" + run.number() + "$"));
        TestSite.until(() -> site.load(run).state().job("build").orElseThrow().attempt() == 2);
        assertThat(page.locator(".attempts a")).hasCount(2);
        page.keyboard().press("u");
        page.waitForURL(Pattern.compile(".*/p/shop/payments$"));
    }

    /** Moves on by the tabulator until the element has the focus, which must be seen each time. */
    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 120; i++) {
            page.keyboard().press("Tab");
            Object ring = page.evaluate("() => { const e = document.activeElement; const s = getComputedStyle(e);"
                    + " return e === document.body || (e.matches(':focus-visible') && s.outlineStyle !== 'none'"
                    + " && parseFloat(s.outlineWidth) >= 2); }");
            assertThat((Boolean) ring)
                    .as("the focus is seen on " + page.evaluate("document.activeElement.outerHTML"))
                    .isTrue();
            if ((Boolean) page.evaluate("s => document.activeElement.matches(s)", selector)) {
                return;
            }
        }
        throw new AssertionError("the tabulator does not lead to " + selector + " on " + page.url());
    }

    @Test
    void theWholeWayIsGoneByKeyboardAlone() {
        RunId run = site.start("By keys");
        site.claim(run, "build");
        site.log.add("first line", "a thimble in it");
        Page page = visit();
        page.context().clearCookies();

        // Log in: the form's own order of fields, the ring seen on each.
        page.navigate("/login");
        assertThat(page.locator("input[name=login]")).isFocused();
        tabTo(page, "a.skip");
        tabTo(page, "input[name=login]");
        page.keyboard().type("anna");
        tabTo(page, "input[name=password]");
        page.keyboard().type(TestSite.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForURL(site.url() + "/");

        // The skip link leads past the header.
        tabTo(page, "a.skip");
        page.keyboard().press("Enter");
        tabTo(page, "main *");

        // To the run by the palette, with the letters of its name.
        page.keyboard().press("Control+k");
        page.keyboard().type("by keys");
        assertThat(page.locator("#palette-hits [aria-selected=true]")).containsText("By keys");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).containsText("By keys");

        // A run by its number alone, with a sign or a word before it; a place where nothing is live; a release; a job.
        for (String[] asked : new String[][] {
            {"#" + run.number(), "#" + run.number() + " By keys"},
            {"run " + run.number(), "#" + run.number() + " By keys"},
            {String.valueOf(run.number()), "#" + run.number() + " By keys"},
            {"staging", "staging shop/payments environment"},
            {"release v2", "v2 Take"},
            {"job package", "package shop/payments"},
            {"payments", "shop/payments"}
        }) {
            page.keyboard().press("Control+k");
            page.locator("#palette-find").fill(asked[0]);
            assertThat(page.locator("#palette-hits [aria-selected=true]")).containsText(asked[1]);
            // The first one empties the field.
            page.keyboard().press("Escape");
            page.keyboard().press("Escape");
            assertThat(page.locator("#palette")).isHidden();
        }

        // Follow off and on, find in the log, the next match.
        assertThat(page.locator("#log-box")).containsText("a thimble in it");
        page.keyboard().press("l");
        assertThat(page.locator("#follow")).not().isChecked();
        page.keyboard().press("l");
        assertThat(page.locator("#follow")).isChecked();
        page.keyboard().press("/");
        page.keyboard().type("/THIMBLE|nothing/i");
        page.keyboard().press("Enter");
        assertThat(page.locator("#found b")).hasText("1 match");
        tabTo(page, "[data-match='1']");
        page.keyboard().press("Enter");
        assertThat(page.locator("li.hit")).containsText("a thimble in it");
        assertThat(page.locator("#match-at")).hasText("1 of 1");

        // Out of the log, that is no trap, to the footer.
        tabTo(page, "#log-box");
        tabTo(page, "#help summary");

        // The approval, by the list of those that wait.
        page.keyboard().press("g");
        page.keyboard().press("a");
        page.waitForURL(Pattern.compile(".*/environments\\?filter=approval$"));
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/p/shop/payments/environments$"));
        tabTo(page, ".releases a.btn.primary");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).containsText("production?");
        tabTo(page, "a.beside");
        page.keyboard().press("Enter");
        assertThat(page.locator(".d-add")).hasCount(1);
        tabTo(page, ".actions a.btn.primary");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/approval$"));
        tabTo(page, "textarea");
        page.keyboard().type("seen");
        tabTo(page, "button[value=approve]");
    }

    @Test
    void aCutLineIsShownWhole() {
        RunId run = site.failed("Wide");
        site.log.add("w".repeat(9000) + "END");
        long number = site.log.lineCount(site.logOf(run, "build"));
        Page page = visit(1280, false, "en");
        page.navigate(run(run) + "/jobs/build");

        page.locator("#L" + number + " a.more").click();

        assertThat(page.locator("#L" + number)).containsText("wEND");
        assertThat(page.locator("#L" + number + " a.more")).hasCount(0);
    }

    @Test
    void theBoardShowsOneEnvironmentOnATelephone() {
        Page page = visit(360, false, "en");
        page.navigate("/p/shop/payments/environments");

        assertThat(page.locator(".env-tabs a[aria-current]")).hasText("production");
        assertThat(page.locator(".main-action a")).isInViewport();
        assertThat(page.locator(".releases thead th.off")).hasCount(0);
    }

    @Test
    void aLongReleaseIsReadOnItsOwnPageAndAWrongOneIsRemoved() {
        Page page = visit();
        page.navigate("/p/shop/payments/releases");
        Locator v9 = page.locator(".release", new Page.LocatorOptions().setHasText("v9"));
        assertThat(v9.locator(".said")).containsText("…");
        assertThat(v9.locator("a[data-row]")).hasCount(0);

        v9.locator("a[href='/p/shop/payments/releases/v9']").click();
        assertThat(page.locator(".said")).not().containsText("…");
        assertThat(page.locator(".release")).hasCount(1);

        page.locator(".release summary").click();
        page.locator(".release .ask-box button").click();
        assertThat(page.locator(".release h2", new Page.LocatorOptions().setHasText("v1")))
                .isVisible();
        assertThat(page.locator(".release h2", new Page.LocatorOptions().setHasText("v9")))
                .hasCount(0);
    }

    @Test
    void aLiveLogIsFollowedAndPausesWhenScrolledUp() {
        RunId run = site.start("Live");
        site.claim(run, "build");
        for (int i = 0; i < 300; i++) {
            site.log.add("old line " + i);
        }
        Page page = visit();
        page.navigate(run(run));
        Locator box = page.locator("#log-box");

        site.log.add("the newest line", "<b>not bold</b>");
        assertThat(page.locator("#log-lines li").last()).containsText("<b>not bold</b>");
        assertThat(box.locator("li", new Locator.LocatorOptions().setHasText("the newest line")))
                .isInViewport();

        box.evaluate("e => { e.scrollTop = 0; }");
        site.log.add("unseen line");
        assertThat(page.locator("#new-lines")).isVisible();
        assertThat((Integer) box.evaluate("e => Math.round(e.scrollTop)")).isZero();

        page.locator("#new-lines").click();
        assertThat(page.locator("#new-lines")).isHidden();
        assertThat(box.locator("li", new Locator.LocatorOptions().setHasText("unseen line")))
                .isInViewport();

        whatCameLiveLooksAsAfterAReload(page);
    }

    /** The lines of the log as the page shows them, whatever the address marks. */
    private static final String LOOK = "() => { const e = document.getElementById('log-lines').cloneNode(true);"
            + " e.querySelectorAll('[data-fresh]').forEach(d => d.removeAttribute('data-fresh'));"
            + " e.querySelectorAll('ol:empty').forEach(o => o.remove()); return"
            + " e.innerHTML.slice(e.innerHTML.lastIndexOf('data-name=\"get_sources\"')).replace(/\\s*\\n"
            + "\\s*/g, '').replace(/ open=\"[^\"]*\"/g, ' open').replace(/<li/g, '\\n"
            + "<li').replace(/<details/g, '\\n"
            + "<details'); }";

    private static void whatCameLiveLooksAsAfterAReload(Page page) {
        page.locator("#log-find").fill("oriole");
        page.keyboard().press("Enter");
        assertThat(page.locator("#found")).containsText("Nothing found");
        site.log.add(
                "section_start:100:get_sources\r\u001b[0K\u001b[36mGetting the sources",
                "\u001b[31mred, with a ori\u001b[1mole in it",
                "still red",
                "section_end:103:get_sources\r\u001b[0K",
                "section_start:103:step_script\r\u001b[0KExecuting the script",
                "$ make orioles\u001b[0m");
        site.log.add(
                "section_start:104:inner[collapsed=true]\r\u001b[0KInner",
                "https://example.org/oriole",
                "section_end:164:inner\r\u001b[0K",
                "section_end:164:step_script\r\u001b[0Kafter it",
                "section_start:165:after_script\r\u001b[0KRunning after_script",
                "the last oriole");
        assertThat(page.locator("#log-lines li").last()).containsText("the last oriole");
        assertThat(page.locator("#log-lines mark")).hasCount(5);
        assertThat(page.locator("details[data-name=get_sources]")).not().hasAttribute("open", "");
        String live = (String) page.evaluate(LOOK);

        page.navigate(page.url().replaceAll("[?#].*", "") + "?q=oriole");

        assertThat(page.locator("#log-lines li").last()).containsText("the last oriole");
        assertThat((String) page.evaluate(LOOK)).isEqualTo(live);
        // The site has one log for all tests: what the others write stands in no section.
        site.log.add("section_end:170:after_script\r\u001b[0K");
    }

    @Test
    void aLineLinkLeadsIntoALongLogAndFindCountsAll() {
        RunId run = site.failed("Long");
        for (int i = 0; i < 8000; i++) {
            site.log.add(i % 10 == 0 ? "needle " + i : "hay " + i);
        }
        long first = site.log.lineCount(site.logOf(run, "build")) - 3000;
        Page page = visit();
        page.navigate(run(run) + "/jobs/build?l=" + first + "-" + (first + 2));

        assertThat(page.locator("li.hit")).hasCount(3);
        assertThat(page.locator("#L" + first)).isInViewport();
        assertThat(page.locator("#selection")).isVisible();
        assertThat(page.locator("#L" + first + " a.no").evaluate("e => getComputedStyle(e, '::before').content"))
                .isEqualTo("\"" + first + "\"");

        page.keyboard().press("/");
        page.keyboard().type("needle");
        page.keyboard().press("Enter");
        assertThat(page.locator("#found b")).hasText("800 matches");
        page.locator("#log-box").focus();
        page.keyboard().press("n");
        assertThat(page.locator("li.hit").first()).containsText("needle");
    }

    @Test
    void aMatchInAFoldedSectionUnfoldsIt() throws HttpServer.CannotListen {
        try (TestSite fresh = new TestSite()) {
            RunId run = fresh.start("Folded");
            fresh.pass(run, "build");
            fresh.log.add(
                    "section_start:1:get_sources\r\u001b[0KGetting the sources",
                    "needle",
                    "section_end:2:get_sources\r");
            fresh.log.add(
                    "section_start:2:step_script\r\u001b[0KExecuting the script",
                    "$ make",
                    "section_end:3:step_script\r");
            Page page = visit(fresh.url(), 1280, true, "en");
            page.navigate(fresh.url() + run(run) + "/jobs/build");
            assertThat(page.locator("#L2")).not().isVisible();
            assertThat(page.locator("#L5")).isVisible();

            page.locator("#log-find").fill("needle");
            page.keyboard().press("Enter");

            assertThat(page.locator("#L2")).isVisible();
            assertThat(page.locator("#L2")).hasClass("hit");

            aDeadServerIsToldAndWhatWasMissedIsFetched(fresh, run, page);
            page.navigate("about:blank");
        }
    }

    /** The server is gone within the page's life and comes back: seconds, not half a minute. */
    private void aDeadServerIsToldAndWhatWasMissedIsFetched(TestSite fresh, RunId run, Page page)
            throws HttpServer.CannotListen {
        fresh.start("Second");
        page.navigate(fresh.url() + run(run));
        assertThat(page.locator("#live-state")).hasText("Live");
        fresh.claim(run, "test 1/2");
        assertThat(page.locator(".job-row:has(.job-name:text-is('test 1/2'))")).containsText("Running");

        fresh.stop();
        long stopped = System.nanoTime();
        assertThat(page.locator("#live-state")).hasText("Reconnecting…");
        assertThat(page.locator("#live-bar")).containsText("The connection to the server is lost. Reconnecting…");
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(10));
        fresh.pass(run, "test: [a, b]");
        fresh.startAgain();

        assertThat(page.locator("#live-state")).hasText("Live");
        assertThat(page.locator("#live-bar")).isHidden();
        assertThat(page.locator(".job-row:has(.job-name:text-is('test: [a, b]'))"))
                .containsText("Passed");
        // The browser itself notes each connection that it could not make.
        complaints.removeIf(text -> text.contains("net::ERR_"));
    }

    @Test
    void linesThatAreNotThereAreLoadedOnDemand() {
        RunId run = site.failed("Gaps");
        for (int i = 0; i < 4000; i++) {
            site.log.add("plain " + i);
        }
        Page page = visit();
        page.navigate(run(run) + "/jobs/build?from=500");
        int before = page.locator("#log-box li").count();

        page.locator(".gap:not([hidden]) a").last().click();

        assertThat(page.locator("#log-box li")).not().hasCount(before);
        assertThat(page.locator("#log-box li").count()).isGreaterThan(before);
    }

    @Test
    void anOpenJobMovesOnToItsNextAttemptAsAWhole() {
        RunId run = site.start("Again");
        Page page = visit();
        page.navigate(run(run) + "/jobs/build");
        site.claim(run, "build");
        assertThat(page.locator("#log .find input[name=attempt]")).hasValue("1");
        site.fail(run, "build");
        site.retry(run, "build");

        assertThat(page.locator(".attempts a[aria-current]")).containsText("2");
        assertThat(page.locator("#log .find input[name=attempt]")).hasValue("2");
        assertThat(page.locator("#log")).hasAttribute("data-topic", Pattern.compile(".+"));
    }

    @Test
    void anotherJobIsOpenedInPlaceAndHasItsOwnAddress() {
        RunId run = site.start("Choose");
        site.pass(run, "build");
        Page page = visit();
        page.navigate(run(run));

        page.locator(".job-row:has(.job-name:text-is('test 2/2'))").click();

        page.waitForURL(Pattern.compile(".*/jobs/test%202%2F2$"));
        assertThat(page.locator("#job h2")).hasText("test 2/2");
        assertThat(page.locator(".job-row[aria-current]")).containsText("test 2/2");
        page.goBack();
        assertThat(page.locator("#job h2")).hasText("test: [a, b]");
    }

    @Test
    void theBarOfNewRunsAppearsAndTheListKeepsStill() {
        site.start("Before");
        Page page = visit();
        page.navigate("/p/shop/payments");
        String top = page.locator(".run-title").first().textContent();

        site.start("After");

        assertThat(page.locator(".fresh a")).hasText("1 new run, show");
        assertThat(page.locator(".run-title").first()).hasText(top);
    }

    @Test
    void aPipelineIsStartedOfAChosenTagWithVariablesWithoutScript() {
        Page page = visit(360, false, "en");
        page.navigate("/p/shop/payments");
        page.locator("main a.btn", new Page.LocatorOptions().setHasText("Run pipeline"))
                .click();
        page.locator("select[name=ref]").selectOption("empty");
        page.locator("main button", new Page.LocatorOptions().setHasText("Choose"))
                .click();
        assertThat(page.locator(".empty-title")).hasText("There is no .gitlab-ci.yml on empty");
        page.locator("select[name=ref]").selectOption("v1");
        page.locator("main button", new Page.LocatorOptions().setHasText("Choose"))
                .click();
        page.getByLabel("TARGET").selectOption("production");
        page.getByLabel("NOTE").fill("load test");
        page.getByLabel("Other variables").fill("what is this");
        Locator go = page.locator("main button", new Page.LocatorOptions().setHasText("Run v1"));
        go.click();
        assertThat(page.locator(".notice.bad")).containsText("“what is this” is not of the form");
        assertThat(page.getByLabel("TARGET")).hasValue("production");
        page.getByLabel("Other variables").fill("A=1\nB=x=y");
        go.click();

        page.waitForURL(Pattern.compile(".*/runs/\\d+$"));
        assertThat(site.wishes)
                .contains(new RunCommands.Wish(
                        "v1", Map.of("TARGET", "production", "NOTE", "load test", "A", "1", "B", "x=y")));
        complaints.removeIf(text -> text.contains("409"));
    }

    @Test
    void whatWaitsForTheVisitorIsOneClickAway() throws HttpServer.CannotListen {
        try (TestSite fresh = new TestSite()) {
            Page page = visit(fresh.url(), 1280, true, "en");
            page.locator(".pill").click();
            page.waitForURL(Pattern.compile(".*/deployments/2/approval$"));

            page.navigate(fresh.url() + "/environments?filter=approval");
            Locator open = page.locator("td a.st-approval");
            assertThat(open).hasText(Pattern.compile("v2\\s+Needs approval"));
            assertThat(page.locator("th a.st-approval")).containsText("v2 → production");
            open.click();

            page.waitForURL(Pattern.compile(".*/deployments/2/approval$"));
            page.navigate("about:blank");
        }
    }

    @Test
    void anApprovalIsGivenOnATelephoneWithoutScript() throws HttpServer.CannotListen {
        // Its own site: what the others look at still waits.
        try (TestSite fresh = new TestSite()) {
            Page page = visit(fresh.url(), 360, false, "ru-RU");
            page.navigate(fresh.url() + "/p/shop/payments/environments");
            page.locator("a.btn.primary").first().click();
            assertThat(page.locator("h1")).hasText("Одобрить v2 → production?");
            page.locator("textarea").fill("проверено");
            Locator approve = page.locator("button[value=approve]");
            assertThat(approve.boundingBox().height).isGreaterThanOrEqualTo(44);
            approve.click();

            page.waitForURL(Pattern.compile(".*/deployments/2$"));
            assertThat(fresh.delivery.done).contains("anna approves 2: проверено");
            assertThat(page.locator(".decision")).containsText("anna одобряет");
            assertThat(page.locator(".decision")).containsText("“проверено”");
            page.navigate(fresh.url() + "/p/shop/payments/environments/production");
            assertThat(page.locator(".decision")).containsText("проверено");
            page.navigate(fresh.url() + "/p/shop/payments/environments");
            assertThat(page.locator(".cell-note", new Page.LocatorOptions().setHasText("одобрение: anna")))
                    .hasCount(1);
            page.navigate("about:blank");
        }
    }

    @ParameterizedTest
    @CsvSource({"320, ru-RU", "360, en", "1280, en"})
    void noPageScrollsSideways(int width, String locale) {
        RunId run = site.failed("A title that is long enough to need more than one line on every telephone there is");
        site.log.add("x".repeat(500), "https://example.org/" + "y".repeat(300));
        Page page = visit(width, true, locale);

        for (String path : pages(run)) {
            page.navigate(path);
            assertThat(page.locator("h1")).hasCount(1);
            int wide = (Integer) page.evaluate("document.documentElement.scrollWidth");
            assertThat(wide).as(path + " at " + width).isLessThanOrEqualTo(width);
        }
    }

    private static List<String> pages(RunId run) {
        return List.of(
                "/",
                "/environments",
                "/audit",
                "/projects/new",
                "/tokens",
                "/search",
                "/search?q=" + "nothing".repeat(20),
                "/p/shop/payments",
                "/p/shop/payments/releases",
                "/p/shop/payments/releases/v9",
                "/p/shop/payments/environments",
                "/p/shop/payments/environments/production",
                "/p/shop/payments/deployments/2",
                "/p/shop/payments/deployments/2/approval",
                "/p/shop/payments/deployments/2/changes",
                run(run) + "/deployments",
                run(run),
                run(run) + "/waterfall",
                run(run) + "/artifacts",
                run(run) + "/configuration");
    }

    /** What is under way shows how long it has lasted; the page around it stays. */
    @Test
    void everyPageStaysAsItIsWhileItsClocksGoOn() {
        RunId run = site.start("Clock");
        site.claim(run, "build");
        Page page = visit();
        page.context().clock().install();

        for (String path : pages(run)) {
            page.navigate(path);
            int elements = (Integer) page.evaluate("document.body.querySelectorAll('*').length");
            page.clock().runFor(5_000);
            assertThat(page.locator("h1")).hasCount(1);
            assertThat(page.locator("body > *").first()).hasClass("skip");
            assertThat((Integer) page.evaluate("document.body.querySelectorAll('*').length"))
                    .as(path)
                    .isBetween(elements - 5, elements + 5);
        }
        page.navigate(run(run));
        Locator took = page.locator("#run-head .took[data-since]").first();
        String before = took.textContent();
        page.clock().runFor(5_000);
        assertThat(took).not().hasText(before);
        assertThat(page.locator("h1")).containsText("Clock");
    }

    @Test
    void aNewcomerMakesAProjectAndATokenOnATelephoneWithoutScript() {
        Page page = visit(360, false, "ru-RU");
        page.getByText("Добавить проект").click();
        page.locator("input[name=path]").fill("Team/New app");
        page.locator("main form button").click();
        assertThat(page.locator(".field .problem")).containsText("Такой путь невозможен");
        // The browser itself notes each refusal.
        complaints.removeIf(text -> text.contains("422"));

        page.locator("input[name=path]").fill("team/new-app");
        page.locator("main form button").click();
        page.waitForURL(site.url() + "/p/team/new-app");
        assertThat(page.locator("#push-commands"))
                .hasText("git switch main\ngit remote add sluice " + site.url()
                        + "/git/team/new-app.git\ngit push -u sluice main");

        page.navigate("/tokens");
        page.locator("input[name=name]").fill("laptop");
        page.locator("form[action='/tokens'] button").click();
        assertThat(page.locator("#secret")).hasText(Pattern.compile("slc_\\S{20,}"));
        page.navigate("/tokens");
        assertThat(page.locator("#secret")).hasCount(0);
        assertThat(page.locator("td").first()).hasText("laptop");

        page.locator("td summary").click();
        page.locator("td .ask-box button").click();
        assertThat(page.locator("td")).hasCount(0);
    }

    @Test
    void languageAndThemeAreKeptAndTheServerDrawsThem() {
        Page page = visit();
        page.locator(".switch a[hreflang=ru]").click();
        assertThat(page.locator("h1")).containsText("Проекты");
        assertThat(page.locator("html")).hasAttribute("lang", "ru");

        page.locator(".drop summary.icon").click();
        page.locator(".drop a[href*='theme=dark']").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("body").evaluate("e => getComputedStyle(document.documentElement).backgroundColor"))
                .isEqualTo("rgb(15, 20, 26)");
    }

    @Test
    void errorsAreSaidInTheVisitorsLanguage() {
        Page page = visit(360, false, "ru-RU");
        page.navigate("/nothing/here");
        assertThat(page.locator("main")).containsText("Адрес неверен, объект удалён или вам нельзя его видеть.");
        complaints.removeIf(text -> text.contains("404"));
    }

    @Test
    void theAuditRecordSaysNothingTwice() {
        for (String object : List.of("project shop/payments", "v1 -> production")) {
            site.deeds.add(new AuditTrail.Deed("olga", "said.once", "shop/payments", object, "", "/", "::1"));
        }
        Page page = visit();
        page.navigate("/audit");

        Locator rows = page.locator("tbody tr", new Page.LocatorOptions().setHasText("said.once"));
        assertThat(rows.nth(0).locator("td").nth(3)).hasText("v1 → production · shop/payments");
        assertThat(rows.nth(1).locator("td").nth(3)).hasText("project shop/payments");
    }

    @Test
    void whatDoesNotExistIsSaidInWords() {
        Page page = visit();
        page.navigate("/p/shop/payments/runs/9999");
        assertThat(page.locator("h1")).hasText("Nothing is here");
        assertThat(page.locator("main")).containsText("No run 9999 in shop/payments. The last is");
        // The browser itself notes each answer of 404.
        complaints.removeIf(text -> text.contains("404"));
    }

    @Test
    void aJobIsCancelledAfterAsking() throws InterruptedException {
        RunId run = site.start("Cancel");
        site.claim(run, "build");
        Page page = visit();
        page.navigate(run(run));
        page.locator("#job-head summary", new Page.LocatorOptions().setHasText("Cancel job"))
                .click();
        page.locator("#job-head .ask-box button").click();

        TestSite.until(() -> site.load(run).state().job("build").orElseThrow().status() == JobStatus.STOPPING);
        assertThat(site.deeds).anyMatch(deed -> deed.action().equals("job.canceled"));
    }
}
