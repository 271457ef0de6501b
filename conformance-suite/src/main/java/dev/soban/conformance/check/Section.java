package dev.soban.conformance.check;

/** What checks are grouped by, in the order in which they run. */
public enum Section {
  SERVER("Server"),
  MODELS("Models"),
  INFERENCE("Inference"),
  DATATYPES("Datatypes"),
  ERRORS("Errors"),
  HTTP("HTTP"),
  BINARY("Binary tensor data"),
  CLASSIFICATION("Classification"),
  PARAMETERS("Parameters"),
  STATISTICS("Statistics"),
  CONFIGURATION("Model configuration"),
  REPOSITORY("Model repository"),
  GRPC_SERVER("gRPC: server and models"),
  GRPC_INFERENCE("gRPC: inference"),
  GRPC_ERRORS("gRPC: errors"),
  GRPC_STREAM("gRPC: streams"),
  GRPC_EXTENSIONS("gRPC: extensions"),
  AGREEMENT("REST and gRPC");

  private final String title;

  Section(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
