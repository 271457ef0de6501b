package dev.soban.cli.acceptance.conformance;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A rule that a server breaks over gRPC.
 *
 * @param noticedBy the checks that must fail on it
 */
record WrongGrpc(String breaks, List<String> noticedBy, WrongGrpcServer.Tampering tampering) {
  /** Changes the answers of one method. */
  static WrongGrpc answers(
      String breaks, String noticedBy, String method, UnaryOperator<Message> change) {
    return new WrongGrpc(
        breaks,
        ids(noticedBy),
        (asked, request, upstream) -> {
          Message answer = upstream.ask(request);
          return asked.equals(method) ? change.apply(answer) : answer;
        });
  }

  /** Changes the requests of one method before they are answered. */
  static WrongGrpc requests(
      String breaks, String noticedBy, String method, UnaryOperator<Message> change) {
    return new WrongGrpc(
        breaks,
        ids(noticedBy),
        (asked, request, upstream) ->
            upstream.ask(asked.equals(method) ? change.apply(request) : request));
  }

  /** Changes how calls are refused. */
  static WrongGrpc refusals(String breaks, String noticedBy, UnaryOperator<Status> change) {
    return new WrongGrpc(
        breaks,
        ids(noticedBy),
        (asked, request, upstream) -> {
          try {
            return upstream.ask(request);
          } catch (StatusRuntimeException e) {
            throw change.apply(e.getStatus()).asRuntimeException();
          }
        });
  }

  static List<String> ids(String noticedBy) {
    return List.of(noticedBy.split(" "));
  }

  @Override
  public String toString() {
    return breaks;
  }
}
