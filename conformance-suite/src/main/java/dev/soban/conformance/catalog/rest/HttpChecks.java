package dev.soban.conformance.catalog.rest;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.RawLine;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.rest.Sent;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.util.List;

/** What HTTP asks of a server, whatever is served over it. */
final class HttpChecks {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String CONTENT_ENCODING = "Content-Encoding";
  private static final int METHOD_NOT_ALLOWED = 405;

  private HttpChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.HTTP);
    methods(list);
    bodies(list);
    connections(list);
    return list.checks();
  }

  private static void methods(CheckList list) {
    list.source("RFC 9110, 15.5")
        .must("REST-130", "An unknown path is 404", HttpChecks::unknownPath)
        .should(
            "REST-131", "An unknown path is answered with an error", HttpChecks::unknownPathError)
        .should("REST-132", "GET on infer is 405", HttpChecks::getOnInfer)
        .should("REST-133", "POST on metadata is 405", HttpChecks::postOnMetadata)
        .must("REST-134", "405 comes with Allow", HttpChecks::allow)
        .source("RFC 9110, 9.3.2")
        .should("REST-135", "HEAD is answered as GET, without a body", HttpChecks::head);
  }

  private static void bodies(CheckList list) {
    list.source("RFC 9110, 8")
        .should("REST-136", "A request without Content-Type is taken as JSON", HttpChecks::untyped)
        .should("REST-137", "A charset behind application/json is fine", HttpChecks::charset)
        .source("Triton, HTTP/REST and GRPC Protocol, compression")
        .should("REST-138", "A gzip body is taken", target -> compressed(target, "gzip"))
        .should("REST-139", "A deflate body is taken", target -> compressed(target, "deflate"))
        .should(
            "REST-140", "An encoding that does not exist is refused", HttpChecks::unknownEncoding)
        .should("REST-141", "A body that lies about gzip is refused", HttpChecks::notGzip)
        .must("REST-142", "A client that takes gzip gets what it can read", HttpChecks::gzipAnswer)
        .source("RFC 9112, 7.1")
        .must("REST-143", "A body in chunks is taken", HttpChecks::chunked)
        .source("RFC 9110, 10.1.1")
        .should(
            "REST-144", "A client that waits for 100 Continue gets on", HttpChecks::expectContinue);
  }

  private static void connections(CheckList list) {
    list.source("RFC 9112, 9.3")
        .should("REST-145", "A connection serves one request after another", HttpChecks::keepAlive)
        .should(
            "REST-146",
            "A refused request leaves the connection usable, or says that it ends",
            HttpChecks::keepAliveAfterError)
        .source("RFC 9112, 9.3.2; OIP REST, Inference Response")
        .must("REST-147", "Answers belong to their requests", LoadChecks::concurrent)
        .source("OIP REST, Inference Request")
        .should("REST-148", "A request of a megabyte is answered", LoadChecks::large);
  }

  private static void unknownPath(Target target) {
    target.rest().get("v2/no-such-path").expectStatus(404);
  }

  private static void unknownPathError(Target target) {
    target.rest().get("v2/no-such-path").expectErrorText();
  }

  private static void getOnInfer(Target target) {
    target.rest().get(target.model().path("infer")).expectStatus(METHOD_NOT_ALLOWED);
  }

  private static void postOnMetadata(Target target) {
    target.rest().post(target.model().path(), "{}").expectStatus(METHOD_NOT_ALLOWED);
  }

  private static void allow(Target target) {
    Reply reply = target.rest().get(target.model().path("infer"));
    if (reply.status() != METHOD_NOT_ALLOWED) {
      throw new Inapplicable("GET on infer is not 405");
    }
    String allowed = reply.header("allow").orElse("");
    Unmet.unless(allowed.contains("POST"), "Allow with POST", "Allow: " + allowed);
  }

  private static void head(Target target) {
    Reply reply = target.rest().send(Sent.of("HEAD", ServerChecks.LIVE)).ok();
    Unmet.unless(reply.body().length == 0, "no body", reply);
    target.rest().send(Sent.of("HEAD", "v2")).ok();
  }

  private static void untyped(Target target) {
    Usable model = target.inJson();
    Answer.of(target.rest().send(model.question().to(model.inferPath()).without(CONTENT_TYPE)));
  }

  private static void charset(Target target) {
    Usable model = target.inJson();
    Sent sent = model.question().to(model.inferPath());
    Answer.of(target.rest().send(sent.with(CONTENT_TYPE, "application/json; charset=utf-8")));
  }

  private static void compressed(Target target, String coding) {
    Usable model = target.inJson();
    Sent sent = model.question().to(model.inferPath());
    byte[] body = Compression.compressed(coding, sent.body());
    Answer.of(target.rest().send(sent.carrying(body).with(CONTENT_ENCODING, coding)));
  }

  private static void unknownEncoding(Target target) {
    Usable model = target.inJson();
    Sent sent = model.question().to(model.inferPath()).with(CONTENT_ENCODING, "no-such-coding");
    Reply reply = target.rest().send(sent);
    Unmet.unless(reply.status() >= 400, "a refusal", reply);
  }

  private static void notGzip(Target target) {
    Usable model = target.inJson();
    Sent sent = model.question().to(model.inferPath()).with(CONTENT_ENCODING, "gzip");
    target.rest().send(sent).expectRefused();
  }

  private static void gzipAnswer(Target target) {
    Usable model = target.inJson();
    Sent sent = model.question().to(model.inferPath()).with("Accept-Encoding", "gzip");
    Reply reply = target.rest().send(sent).ok();
    String coding = reply.header("content-encoding").orElse("identity");
    switch (coding) {
      case "identity" -> Answer.of(reply);
      case "gzip" -> Compression.expectGzip(reply.body());
      default -> throw new Unmet("gzip or no Content-Encoding", coding);
    }
  }

  private static void chunked(Target target) {
    Usable model = target.usable();
    Answer.of(target.rest().sendChunked(model.question().to(model.inferPath())));
  }

  private static void expectContinue(Target target) {
    Usable model = target.usable();
    Answer.of(target.rest().sendExpectingContinue(model.question().to(model.inferPath())));
  }

  private static void keepAlive(Target target) {
    Usable model = target.usable();
    try (RawLine line = new RawLine(target.rest())) {
      for (int i = 0; i < 3; i++) {
        Answer.of(line.send(model.question().to(model.inferPath())));
        line.send(Sent.of("GET", ServerChecks.LIVE)).ok();
      }
    }
  }

  /** Closing is fine as well, when the answer says so. */
  private static void keepAliveAfterError(Target target) {
    Usable model = target.usable();
    try (RawLine line = new RawLine(target.rest())) {
      Reply refusal = line.send(Sent.post(model.inferPath(), "{"));
      Unmet.unless(refusal.status() >= 400, "a refusal", refusal);
      if (!refusal.header("connection").orElse("").equalsIgnoreCase("close")) {
        Answer.of(line.send(model.question().to(model.inferPath())));
      }
    }
  }
}
