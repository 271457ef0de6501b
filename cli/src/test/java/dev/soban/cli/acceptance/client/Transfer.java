package dev.soban.cli.acceptance.client;

/** How tensors travel: as JSON or as bytes behind it, plain or compressed. */
public record Transfer(
    boolean binaryInputs, boolean binaryOutputs, boolean gzipRequest, boolean gzipAnswer) {
  public static final Transfer JSON = new Transfer(false, false, false, false);
  public static final Transfer BINARY = new Transfer(true, true, false, false);

  public Transfer compressed() {
    return new Transfer(binaryInputs, binaryOutputs, true, true);
  }
}
