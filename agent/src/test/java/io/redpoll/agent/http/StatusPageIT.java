package io.redpoll.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The status page in a headless Chromium. */
@Timeout(180)
class StatusPageIT {

  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String TAB = "\uE004";
  private static final Snapshot CACHE =
      Rig.service("shop/redis-headless", Topology.SHARDED, "redis-0", "redis-1", "redis-2");
  private static final Snapshot SESSION =
      Rig.service("shop/session", Topology.REPLICATED, "session-0", "session-1", "session-2");
  private static final Snapshot QUEUE =
      Rig.service("billing/queue", Topology.STANDALONE, "queue-0");

  private static Browser browser;
  private Rig rig;

  @BeforeAll
  static void startBrowser() throws Exception {
    assumeTrue(
        Browser.driver().isPresent(),
        "skipped: no chromium and chromedriver (Debian: apt-get install chromium chromium-driver)");
    browser = Browser.start();
    Files.createDirectories(PICTURES);
  }

  @AfterAll
  static void endBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    rig = Rig.working(CACHE, SESSION, QUEUE);
    rig.checked(SESSION, "session-0", Duration.ofNanos(312_400));
    browser.size(1280, 900);
    browser.prefer("prefers-color-scheme", "light");
    browser.open(rig.url("/"));
    browser.await("document.body.dataset.ready === 'true' && document.querySelector('.link.on')");
  }

  @AfterEach
  void close() throws Exception {
    List<String> console = browser.console();
    browser.open("about:blank");
    rig.close();
    assertThat(console)
        .noneMatch(line -> line.contains("Security Policy") || line.contains("Error"));
  }

  @Test
  void servicesEndpointsRolesZonesAndLatenciesAreThere() throws Exception {
    assertThat(browser.eval("[...document.querySelectorAll('.card h3')].map(e => e.textContent)"))
        .isEqualTo(new JsonArray(List.of("billing/queue", "shop/redis-headless", "shop/session")));
    assertThat((String) browser.eval(
            "document.querySelector('[data-service=\"shop/session\"] tbody tr').innerText"))
        .contains("session-0", "up", "primary", "10.1.0.7:6379", "node-1, zone-a", "0.31 ms");
    assertThat((String) browser.eval("document.getElementById('summary').innerText"))
        .contains("Services", "3", "7 of 7", "Agents");
  }

  @Test
  void anEventShowsInTheFeedAndInTheTableWithoutAReload() throws Exception {
    rig.change(SESSION, "session-1", Status.DOWN, "connection refused");

    browser.await("document.querySelector('#feed li')?.innerText.includes('connection refused')");
    browser.await("document.querySelector('[data-service=\"shop/session\"] .status-down')");
    browser.await("document.querySelector('.card').dataset.service === 'shop/session'");
    assertThat((String) browser.eval("document.querySelector('.card').innerText"))
        .contains("degraded", "2 of 3 usable", "down", "connection refused");
  }

  @Test
  void whatComesFromElsewhereIsTextAndNeverMarkup() throws Exception {
    String evil =
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    rig.change(SESSION, "session-1", Status.DOWN, evil);

    browser.await("document.querySelector('.reason:not(:empty)')");
    browser.await("document.querySelector('#feed li .cause')");
    assertThat(browser.eval("document.querySelector('.reason:not(:empty)').textContent"))
        .isEqualTo(evil);
    assertThat(browser.eval("document.querySelectorAll('main img, aside img, main script').length"))
        .isEqualTo(0);
    assertThat(browser.eval("document.title")).isEqualTo("Redpoll");
  }

  @Test
  void filterAndProblemsNarrowTheServices() throws Exception {
    type("filter", "zone-c");
    browser.await("document.querySelectorAll('.card').length === 2");
    type("filter", "nowhere");
    browser.await("document.getElementById('nothing').textContent === 'No Service matches.'");
    type("filter", "");
    browser.eval("document.getElementById('problems').click()");
    browser.await("document.getElementById('nothing').textContent.startsWith('All is well')");
    rig.change(QUEUE, "queue-0", Status.DOWN, "no answer in time");
    browser.await("document.querySelectorAll('.card').length === 1");
  }

  @Test
  void theFeedCanBePausedAndHoldsBackWhatCame() throws Exception {
    browser.eval("document.getElementById('pause').click()");
    rig.change(SESSION, "session-1", Status.DOWN, "first");
    browser.await("document.getElementById('held').textContent === '1 event held back'");
    assertThat(browser.eval("document.querySelectorAll('#feed li').length")).isEqualTo(0);
    browser.eval("document.getElementById('pause').click()");
    browser.await("document.querySelectorAll('#feed li').length === 1");
  }

  @Test
  void anAgentThatIsGoneIsSaidAndWhatWasKnownStays() throws Exception {
    rig.stopAdmin();
    browser.await("!document.querySelector('.link.on')");
    browser.eval("refresh()");
    browser.await("!document.getElementById('notice').hidden");
    assertThat(browser.eval("document.querySelectorAll('.card').length")).isEqualTo(3);
  }

  @Test
  void nothingIsAskedOfAnyOtherHost() throws Exception {
    assertThat(
            browser.eval(
                "performance.getEntriesByType('resource').every(e => e.name.startsWith(location.origin))"))
        .isEqualTo(true);
    assertThat(browser.eval("document.cookie + localStorage.length + sessionStorage.length"))
        .isEqualTo("00");
    assertThat(browser.eval("document.querySelectorAll('form, [contenteditable]').length"))
        .isEqualTo(0);
  }

  @Test
  void landmarksTablesAndLiveRegionAreInTheAccessibilityTreeAlsoOnAPhone() throws Exception {
    for (int width : List.of(1280, 390)) {
      browser.size(width, 844);
      Map<String, Long> roles = roles();
      assertThat(roles)
          .as("at %d px", width)
          .containsKeys(
              "banner", "main", "complementary", "contentinfo", "searchbox", "checkbox", "log")
          .containsEntry("table", 3L)
          .containsEntry("rowheader", 7L)
          .containsEntry("columnheader", 18L);
    }
    assertThat(browser.eval("document.getElementById('feed').getAttribute('aria-live')"))
        .isEqualTo("polite");
    assertThat(browser.eval("document.documentElement.lang")).isEqualTo("en");
    assertThat(
            browser.eval(
                "[...document.querySelectorAll('.status')].every(e => e.textContent.trim() && e.querySelector('use'))"))
        .isEqualTo(true);
  }

  @Test
  void theKeyboardReachesEverything() throws Exception {
    browser.press(TAB);
    assertThat(browser.eval("document.activeElement.className")).isEqualTo("skip");
    browser.press(TAB);
    assertThat(browser.eval("document.activeElement.id")).isEqualTo("filter");
    browser.press(TAB);
    assertThat(browser.eval("document.activeElement.id")).isEqualTo("problems");
    browser.press(TAB);
    assertThat(browser.eval("document.activeElement.id")).isEqualTo("pause");
    assertThat(browser.eval("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
  }

  @Test
  void textIsReadableInLightAndDark() throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.prefer("prefers-color-scheme", scheme);
      for (String ground : List.of("--paper", "--sheet")) {
        for (String ink : List.of("--ink", "--quiet", "--good", "--warn", "--bad", "--info")) {
          assertThat(contrast(color(ink), color(ground)))
              .as("%s on %s, %s", ink, ground, scheme)
              .isGreaterThanOrEqualTo(4.5);
        }
      }
    }
  }

  @Test
  void motionIsLeftOutForThoseWhoAskForIt() throws Exception {
    browser.prefer("prefers-reduced-motion", "reduce");
    rig.change(SESSION, "session-1", Status.DOWN, "connection refused");
    browser.await("document.querySelector('#feed li')");
    assertThat(browser.eval("getComputedStyle(document.querySelector('#feed li')).animationName"))
        .isEqualTo("none");
  }

  @Test
  void nothingIsCutOffFromAPhoneToAWideScreen() throws Exception {
    rig.change(SESSION, "session-1", Status.DOWN, "connection refused");
    rig.change(CACHE, "redis-2", Status.LOADING, "LOADING Redis is loading the dataset in memory");
    browser.await(
        "document.querySelector('.status-loading') && document.querySelectorAll('#feed li').length === 2");
    for (String scheme : List.of("light", "dark")) {
      browser.prefer("prefers-color-scheme", scheme);
      for (int width : List.of(320, 390, 768, 1280, 1920)) {
        browser.size(width, 844);
        Number beyond =
            (Number) browser.eval("document.documentElement.scrollWidth - window.innerWidth");
        assertThat(beyond.intValue()).as("pixels beyond a width of %d", width).isNotPositive();
        browser.screenshot(PICTURES.resolve("status-" + width + "-" + scheme + ".png"));
      }
    }
  }

  private static void type(String field, String text) throws Exception {
    browser.eval("(e => { e.value = '" + text + "'; e.dispatchEvent(new Event('input')); })"
        + "(document.getElementById('" + field + "'))");
  }

  private static Map<String, Long> roles() throws Exception {
    JsonObject tree = (JsonObject) browser.cdp("Accessibility.getFullAXTree", new JsonObject());
    return tree.getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .filter(node -> !node.getBoolean("ignored"))
        .map(node -> node.getJsonObject("role").getString("value"))
        .collect(Collectors.groupingBy(role -> role, Collectors.counting()));
  }

  private static String color(String variable) throws Exception {
    return (String) browser.eval(
        "getComputedStyle(document.documentElement).getPropertyValue('" + variable + "').trim()");
  }

  /** The contrast ratio of WCAG 2, for colours as {@code #rrggbb}. */
  private static double contrast(String one, String other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(String color) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double part = Integer.parseInt(color.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
