package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.webhooks.examples.settings.Api.Reply;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error of the contract, as the contract writes it. */
@Timeout(30)
class ErrorsTest {
  private static TestSettings settings;
  private static Endpoint endpoint;
  private static Api api;
  private static String webhook;
  private static String delivery;

  @BeforeAll
  static void start() throws Exception {
    settings = TestSettings.start();
    endpoint = Endpoint.start();
    api = settings.api();
    api.call("PUT", "/api/workspaces/acme/plan", "{\"plan\":\"AGENCY\"}");
    webhook = api.register("acme", endpoint.url()).at("/webhook/id").asText();
    api.publish("acme", 1);
    delivery = api.get("/api/workspaces/acme/deliveries").json().at("/deliveries/0/id").asText();
    await().until(() -> api.get(acme("deliveries/{delivery}")).text().contains("\"DELIVERED\""));
  }

  @AfterAll
  static void stop() {
    settings.close();
    endpoint.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT   | plan      | {}                                    | plan",
        "PUT   | plan      | {'plan':'GOLD'}                       | plan",
        "PUT   | plan      | {'plan':'free'}                       | plan",
        "PUT   | plan      | {'plan':3}                            | plan",
        "PUT   | plan      | {'plan':null}                         | plan",
        "PUT   | plan      | {'plan':'FREE','price':1}             | price",
        "PUT   | plan      | []                                    | body",
        "PUT   | plan      | null                                  | body",
        "PUT   | plan      | 'FREE'                                | body",
        "POST  | webhooks  | {'url':'https://example.com/'}        | name",
        "POST  | webhooks  | {'name':'n'}                          | url",
        "POST  | webhooks  | {'name':'','url':'https://example.com/'} | name",
        "POST  | webhooks  | {'name':'a\\u0000b','url':'https://example.com/'} | name",
        "POST  | webhooks  | {'name':'a\\ud800b','url':'https://example.com/'} | name",
        "POST  | webhooks  | {'name':'a\\u202eb','url':'https://example.com/'} | name",
        "POST  | webhooks  | {'name':'a\\u2028b','url':'https://example.com/'} | name",
        "POST  | webhooks  | {'name':7,'url':'https://example.com/'} | name",
        "POST  | webhooks  | {'name':'n','url':'ftp://example.com/'} | url",
        "POST  | webhooks  | {'name':'n','url':'nonsense'}         | url",
        "POST  | webhooks  | {'name':'n','url':''}                 | url",
        "POST  | webhooks  | {'name':'n','url':'https://u:p@example.com/'} | url",
        "POST  | webhooks  | {'name':'n','url':['https://example.com/']} | url",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','accounts':'a'} | accounts",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','accounts':null} | accounts",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','accounts':[1]} | accounts",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','accounts':['a',null]} | accounts",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','accounts':[['a']]} | accounts",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','accounts':['']} | accounts",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','eventTypes':['message.snet']} | eventTypes",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','eventTypes':['webhook.verify']} | eventTypes",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','eventTypes':['Webhook.Verify']} | eventTypes",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','status':'ACTIVE'} | status",
        "PATCH | webhooks/{webhook} | {'url':'file:///etc/passwd'} | url",
        "PATCH | webhooks/{webhook} | {'name':null}                | name",
        "PATCH | webhooks/{webhook} | {'name':' '}                 | name",
        "PATCH | webhooks/{webhook} | {'accounts':{}}              | accounts",
        "PATCH | webhooks/{webhook} | {'eventTypes':['nope']}      | eventTypes",
        "PATCH | webhooks/{webhook} | {'eventTypes':['WEBHOOK.VERIFY']} | eventTypes",
        "PATCH | webhooks/{webhook} | {'id':'wh_1'}                | id",
        "PATCH | webhooks/{webhook} | []                           | body",
        "POST  | webhooks/{webhook}/recover | {}                   | since",
        "POST  | webhooks/{webhook}/recover | {'since':'yesterday'} | since",
        "POST  | webhooks/{webhook}/recover | {'since':1767225600} | since",
        "POST  | webhooks/{webhook}/recover | {'since':'+12026-01-01T00:00:00Z'} | since",
        "POST  | webhooks/{webhook}/recover | {'since':'2026-01-01T00:00:00Z','until':'now'} | until",
        "POST  | webhooks/{webhook}/recover | {'since':'2026-01-01T00:00:00Z','until':'2026-01-01T00:00:00Z'} | until",
        "POST  | webhooks/{webhook}/recover | {'since':'2026-01-01T00:00:00Z','dryRun':'yes'} | dryRun",
        "POST  | webhooks/{webhook}/recover | {'since':'2026-01-01T00:00:00Z','dryRun':null} | dryRun",
        "POST  | webhooks/{webhook}/recover | {'since':'2026-01-01T00:00:00Z','dry':true} | dry",
        "POST  | webhooks/{webhook}/enable | {'held':'KEEP'}       | held",
        "POST  | webhooks/{webhook}/enable | {'held':null}         | held",
        "POST  | webhooks/{webhook}/enable | {'drop':true}         | drop",
        "POST  | webhooks/{webhook}/test | {'event':'nope'}       | event",
        "POST  | webhooks/{webhook}/test | {'event':7}            | event",
        "POST  | webhooks/{webhook}/test | {'type':'message.sent'} | type",
        "PATCH | webhooks/{webhook} | {'rateLimit':0}             | rateLimit",
        "PATCH | webhooks/{webhook} | {'ordered':'yes'}           | ordered",
        "PATCH | webhooks/{webhook} | {'ordered':null}            | ordered",
        "POST  | webhooks  | {'name':'n','url':'https://example.com/','ordered':null} | ordered",
        "POST  | webhooks/{webhook}/rotate-key | {'overlap':'soon'} | overlap",
        "POST  | webhooks/{webhook}/rotate-key | {'overlap':24}    | overlap",
        "POST  | webhooks/{webhook}/rotate-key | {'overlap':'0s'}  | overlap",
        "POST  | webhooks/{webhook}/rotate-key | {'overlap':'721h'} | overlap",
        "POST  | events    | {'account':'a','data':{}}             | event",
        "POST  | events    | {'event':'message.sent','account':'a'} | data",
        "POST  | events    | {'event':'message.sent','account':'a','data':null} | data",
        "POST  | events    | {'event':'message.sent','account':'a','data':[1]} | data",
        "POST  | events    | {'event':'message.snet','account':'a','data':{}} | event",
        "POST  | events    | {'event':'webhook.verify','account':'a','data':{}} | event",
        "POST  | events    | {'event':'Webhook.Verify','account':'a','data':{}} | event",
        "POST  | events    | {'event':'message.sent','account':'a\\u200bb','data':{}} | account",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'idempotencyKey':'\\u2066k'} | idempotencyKey",
        "POST  | events    | {'event':['message.sent'],'account':'a','data':{}} | event",
        "POST  | events    | {'event':'message.sent','account':'','data':{}} | account",
        "POST  | events    | {'event':'message.sent','account':1,'data':{}} | account",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'timestamp':'2026-13-01T00:00:00Z'} | timestamp",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'timestamp':'2026-05-13'} | timestamp",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'timestamp':1} | timestamp",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'timestamp':'-0001-01-01T00:00:00Z'} | timestamp",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'idempotencyKey':''} | idempotencyKey",
        "POST  | events    | {'event':'message.sent','account':'a','data':{},'workspace':'b'} | workspace",
        "POST  | events    | 1                                     | body",
        "POST  | events    | [1]                                   | events[0]",
        "POST  | events    | [[]]                                  | events[0]",
        "POST  | events    | [{'event':'message.sent','data':{},'extra':1}] | events[0].extra",
        "POST  | events    | [{'event':'message.snet','data':{}}]  | events[0].event",
      })
  void aRefusedFieldIs422AndNamed(String method, String path, String body, String field)
      throws Exception {
    Reply reply = api.call(method, acme(path), body.replace('\'', '"'));

    assertProblem(reply, 422);
    assertThat(reply.field()).isEqualTo(field);
    assertThat(reply.fields()).containsExactly("type", "title", "status", "detail", "field");
  }

  @ParameterizedTest
  @CsvSource({
    "state=failed, state",
    "state=, state",
    "state=%00, state",
    "state=FAILED&state=HELD, state",
    "webhook=%00, webhook",
    "webhook=, webhook",
    "event=a%20b, event",
    "id=a%20b, id",
    "id=, id",
    "id=dlv_1&id=dlv_2, id",
    "account=%00, account",
    "account=, account",
    "status=, status",
    "status=99, status",
    "status=5xx, status",
    "status=0503, status",
    "from=yesterday, from",
    "to=2026-01-01, to",
    "limit=0, limit",
    "limit=201, limit",
    "limit=-1, limit",
    "limit=ten, limit",
    "limit=99999999999, limit",
    "limit=%2B5, limit",
    "limit=05, limit",
    "limit=%D9%A5, limit", // an Arabic five
    "limit=5%20, limit",
    "cursor=nonsense, cursor",
    "cursor=, cursor",
    "cursor=MjAyNi0wMS0wMVQwMDowMDowMFogAA, cursor", // 2026-01-01T00:00:00Z and a NUL
    "states=FAILED, states",
    "=FAILED, query",
  })
  void aRefusedParameterIs422AndNamed(String query, String field) throws Exception {
    Reply reply = api.get(acme("deliveries?" + query));

    assertProblem(reply, 422);
    assertThat(reply.field()).isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=201, limit",
    "cursor=nonsense, cursor",
    "state=ACTIVE, state",
    "status=active, status",
    "status=, status",
    "sort=age, sort",
    "sort=FAILING, sort",
    "sort=failing&cursor=nonsense, cursor",
    "health=SICK, health",
    "health=unwell, health",
    "search=a&search=b, search",
    "sort=name&cursor=nonsense, cursor",
    "sort=name&cursor=MjAyNi0wMS0wMVQwMDowMDowMFogeA, cursor", // one of the other order
  })
  void aRefusedParameterOfTheWebhooksIs422AndNamed(String query, String field) throws Exception {
    Reply reply = api.get(acme("webhooks?" + query));

    assertProblem(reply, 422);
    assertThat(reply.field()).isEqualTo(field);
  }

  static Stream<Arguments> dataBeyondABound() {
    return Stream.of(
        arguments("{\"n\":" + "1".repeat(1_001) + "}", "a number of more than 1,000 digits"),
        arguments("{\"n\":0." + "1".repeat(1_001) + "}", "a number of more than 1,000 digits"),
        arguments("[".repeat(1_001) + "]".repeat(1_001), "more than 1,000 levels"),
        arguments(
            "{\"" + "1".repeat(50_001) + "\":1}", "a name that is longer than 50,000 characters"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("dataBeyondABound")
  void theBoundThatWasPassedIsNamedAndNoOther(String data, String bound) throws Exception {
    Reply reply = api.post(acme("events"), Api.event(data));

    assertProblem(reply, 400);
    assertThat(reply.json().get("detail").asText()).isEqualTo("the body has " + bound);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,    plan,                          {'plan':'AGENCY'}",
    "POST,   webhooks,                      {}",
    "GET,    webhooks,                      ''",
    "GET,    webhooks/{webhook},            ''",
    "PATCH,  webhooks/{webhook},            {}",
    "DELETE, webhooks/{webhook},            ''",
    "POST,   webhooks/{webhook}/verify,     ''",
    "POST,   webhooks/{webhook}/disable,    ''",
    "POST,   webhooks/{webhook}/enable,     ''",
    "POST,   webhooks/{webhook}/test,       ''",
    "GET,    stats,                         ''",
    "POST,   webhooks/{webhook}/rotate-key, ''",
    "POST,   webhooks/{webhook}/recover,    {'since':'2026-01-01T00:00:00Z'}",
    "POST,   events,                        {}",
    "GET,    deliveries,                    ''",
    "GET,    deliveries/{delivery},         ''",
    "POST,   deliveries/{delivery}/redeliver, ''",
  })
  void aParameterThatTheCallDoesNotHaveIs422AndNamed(String method, String path, String body)
      throws Exception {
    String before = api.get(acme("webhooks/{webhook}")).text();

    Reply reply = api.call(method, acme(path) + "?force=true", body.replace('\'', '"'));

    assertProblem(reply, 422);
    assertThat(reply.field()).isEqualTo("force");
    assertThat(api.get(acme("webhooks/{webhook}")).text()).isEqualTo(before);
    assertThat(api.get("/api/health?full=1").field()).isEqualTo("full");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&", "&&", "&limit=1&"})
  void anEmptyParameterSaysNothing(String query) throws Exception {
    assertThat(api.get(acme("deliveries?" + query)).status()).isEqualTo(200);
    assertThat(api.get("/api/health?" + query.replace("limit=1", "")).status()).isEqualTo(200);
  }

  @Test
  void aBlankEntryIsNamedByItsPlace() throws Exception {
    Reply reply = api.call("PATCH", acme("webhooks/{webhook}"), "{\"accounts\":[\"a\",\" \"]}");

    assertProblem(reply, 422);
    assertThat(reply.field()).isEqualTo("accounts");
    assertThat(reply.json().get("detail").asText()).contains("accounts[1]");
  }

  static Stream<Arguments> callsWithoutABody() {
    return Stream.of(
        arguments("DELETE", "webhooks/{webhook}"),
        arguments("POST", "webhooks/{webhook}/verify"),
        arguments("POST", "webhooks/{webhook}/disable"),
        arguments("POST", "webhooks/{webhook}/enable"),
        arguments("POST", "webhooks/{webhook}/test"),
        arguments("POST", "webhooks/{webhook}/rotate-key"),
        arguments("POST", "deliveries/{delivery}/redeliver"));
  }

  @ParameterizedTest
  @MethodSource("callsWithoutABody")
  void aBodyThatACallDoesNotTakeIsRefusedAndNothingIsDone(String method, String path)
      throws Exception {
    String webhookBefore = api.get(acme("webhooks/{webhook}")).text();
    String deliveryBefore = api.get(acme("deliveries/{delivery}")).text();

    for (String body : new String[] {" ", "{", "nope", "{} {}", "[".repeat(10_000)}) {
      assertProblem(api.call(method, acme(path), body), 400);
    }
    assertProblem(api.call(method, acme(path), new byte[] {(byte) 0xFF}), 400);
    Reply unknown = api.call(method, acme(path), "{\"x\":1}");
    assertProblem(unknown, 422);
    assertThat(unknown.field()).isEqualTo("x");
    Reply array = api.call(method, acme(path), "[]");
    assertProblem(array, 422);
    assertThat(array.field()).isEqualTo("body");
    assertProblem(api.call(method, acme(path), new byte[10_000_000]), 413);

    assertThat(api.get(acme("webhooks/{webhook}")).text()).isEqualTo(webhookBefore);
    assertThat(api.get(acme("deliveries/{delivery}")).text()).isEqualTo(deliveryBefore);
  }

  static Stream<Arguments> callsWithABody() {
    return Stream.of(
        arguments("PUT", "plan"),
        arguments("POST", "webhooks"),
        arguments("PATCH", "webhooks/{webhook}"),
        arguments("POST", "webhooks/{webhook}/recover"),
        arguments("POST", "events"));
  }

  @ParameterizedTest
  @MethodSource("callsWithABody")
  void whatIsNotJsonIs400(String method, String path) throws Exception {
    for (String body :
        new String[] {
          "",
          " ",
          "{",
          "nope",
          "{'a':1}",
          "{\"a\":1,}",
          "{\"a\":01}",
          "{\"a\":NaN}",
          "{} {}",
          "{}x",
          "\"\n\"",
          "{\"plan\":\"FREE\",\"plan\":\"PRO\"}",
          "{\"event\":\"message.sent\",\"data\":{\"a\":{\"b\":1,\"b\":2}}}",
          "[".repeat(10_000),
          "[".repeat(10_000) + "]".repeat(10_000),
          "{\"data\":" + "{\"a\":".repeat(10_000),
          "{\"data\":{\"n\":" + "1".repeat(100_000) + "}}"
        }) {
      assertProblem(api.call(method, acme(path), body), 400);
    }
  }

  @ParameterizedTest
  @MethodSource("callsWithABody")
  void brokenUtf8Is400(String method, String path) throws Exception {
    for (String hex : new String[] {"22ff22", "22c328", "22c0af22", "22eda08022", "22f4908080"}) {
      byte[] body = new java.math.BigInteger(hex, 16).toByteArray();
      assertProblem(api.call(method, acme(path), body), 400);
    }
    assertProblem(api.call(method, acme(path), "{}".getBytes("UTF-16")), 400);
  }

  @ParameterizedTest
  @MethodSource("callsWithABody")
  void aBodyThatIsTooLongIs413(String method, String path) throws Exception {
    byte[] body = ("{\"name\":\"" + "x".repeat(10_000_000) + "\"}").getBytes(UTF_8);

    assertProblem(api.call(method, acme(path), body), 413);
  }

  @Test
  void anEventThatIsTooLongForTheWireNamesItsData() throws Exception {
    Reply reply = api.post(acme("events"), Api.event("{\"t\":\"" + "x".repeat(300_000) + "\"}"));

    assertProblem(reply, 413);
    assertThat(reply.field()).isEqualTo("data");

    String events =
        "[" + Api.event("{}") + "," + Api.event("{\"t\":\"" + "x".repeat(300_000) + "\"}") + "]";
    Reply several = api.post(acme("events"), events);
    assertProblem(several, 413);
    assertThat(several.field()).isEqualTo("events[1].data");
  }

  /** Else the caller's next request might be lost on it. */
  @Test
  void whoEndsAConnectionWithTheAnswerSaysSo() throws Exception {
    Reply reply = api.get(acme("webhooks/%00"));

    assertProblem(reply, 400);
    assertThat(reply.header("Connection")).isEqualTo("close");
  }

  @Test
  void moreThanAThousandEventsAre422() throws Exception {
    String events = "[" + (Api.event("{}") + ",").repeat(1_000) + Api.event("{}") + "]";

    Reply reply = api.post(acme("events"), events);

    assertProblem(reply, 422);
    assertThat(reply.field()).isEqualTo("events");
  }

  static Stream<Arguments> callsOfOneThing() {
    return Stream.of(
        arguments("GET", "webhooks/{webhook}", ""),
        arguments("PATCH", "webhooks/{webhook}", "{\"name\":\"mine\"}"),
        arguments("DELETE", "webhooks/{webhook}", ""),
        arguments("POST", "webhooks/{webhook}/verify", ""),
        arguments("POST", "webhooks/{webhook}/disable", ""),
        arguments("POST", "webhooks/{webhook}/enable", ""),
        arguments("POST", "webhooks/{webhook}/test", ""),
        arguments("POST", "webhooks/{webhook}/rotate-key", ""),
        arguments("POST", "webhooks/{webhook}/recover", "{\"since\":\"2026-01-01T00:00:00Z\"}"),
        arguments("GET", "deliveries/{delivery}", ""),
        arguments("POST", "deliveries/{delivery}/redeliver", ""));
  }

  @ParameterizedTest
  @MethodSource("callsOfOneThing")
  void anotherWorkspacesThingsAre404(String method, String path, String body) throws Exception {
    Reply before = api.get(acme("webhooks/{webhook}"));

    assertProblem(api.call(method, "/api/workspaces/globex/" + filled(path), body), 404);

    assertThat(api.get(acme("webhooks/{webhook}")).text()).isEqualTo(before.text());
  }

  @ParameterizedTest
  @MethodSource("callsOfOneThing")
  void whatNobodyHasIs404(String method, String path, String body) throws Exception {
    for (String id : new String[] {"nope", "a%20b", "%F0%9F%98%80", "x".repeat(500)}) {
      String unknown = path.replaceAll("\\{\\w+}", id);
      assertProblem(api.call(method, "/api/workspaces/acme/" + unknown, body), 404);
    }
  }

  @ParameterizedTest
  @CsvSource({"%20", "a%C2%85b", "a%EF%BF%BD"})
  void aWorkspaceThatNobodyCanHaveIs422(String workspace) throws Exception {
    for (String path : new String[] {"webhooks", "deliveries", "webhooks/x"}) {
      Reply reply = api.get("/api/workspaces/" + workspace + "/" + path);
      assertProblem(reply, 422);
      assertThat(reply.field()).isEqualTo("workspace");
    }
    assertProblem(api.get("/api/workspaces/" + "x".repeat(101) + "/webhooks"), 422);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api,                             404",
    "GET,    /api/workspaces/acme,             404",
    "POST,   /api/workspaces/acme/nothing,     404",
    "GET,    /nothing.html,                    404",
    "GET,    /index.html.bak,                  404",
    "GET,    /..%2f..%2fetc%2fpasswd,          400",
    "GET,    /%2e%2e/x,                        400",
    "GET,    /api/workspaces/%ff/webhooks,     400",
    "GET,    /api/workspaces/a%2Fb/webhooks,   400",
    "GET,    /api/workspaces/a%00b/webhooks,   400",
    "GET,    /api/workspaces/a%0Ab/webhooks,   400",
    "GET,    /api/workspaces/acme/webhooks/%00, 400",
    "DELETE, /api/workspaces/acme/plan,        405",
    "DELETE, /api/workspaces/acme/webhooks,    405",
    "PUT,    /api/workspaces/acme/webhooks,    405",
    "GET,    /api/workspaces/acme/events,      405",
    "POST,   /api/workspaces/acme/deliveries,  405",
    "POST,   /api/health,                      405",
    "BREW,   /api/health,                      405",
    "TRACE,  /api/health,                      405",
    "POST,   /,                                405",
    "POST,   /metrics,                         405",
  })
  void whereThereIsNothingAProblemSaysSo(String method, String path, int status) throws Exception {
    Reply reply = api.call(method, path, "");

    assertProblem(reply, status);
    assertThat(reply.header("Allow").isEmpty()).isEqualTo(status != 405);
  }

  private static String acme(String path) {
    return "/api/workspaces/acme/" + filled(path);
  }

  private static String filled(String path) {
    return path.replace("{webhook}", webhook).replace("{delivery}", delivery);
  }

  private static void assertProblem(Reply reply, int status) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.fields()).startsWith("type", "title", "status", "detail");
    assertThat(reply.json().get("type").asText()).isEqualTo("about:blank");
    assertThat(reply.json().get("title").asText()).isNotBlank();
    assertThat(reply.json().get("status").asInt()).isEqualTo(status);
    assertThat(reply.json().get("detail").asText()).isNotBlank();
    assertThat(reply.text()).doesNotContain("Exception", "\\tat ", "dev.webhooks", ".java");
  }
}
