package dev.webhooks.examples.settings.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers for requests that are refused before they reach any route: broken HTTP, odd URIs. */
final class JettyProblems implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem = Problem.of(response.getStatus(), "not a request that can be read");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    // Jetty ends the connection and does not say so: the caller's next request would be lost on it.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(Json.bytes(problem)), callback);
    return true;
  }
}
