package dev.soban.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Soban this is, on which Java. */
public final class Version implements IVersionProvider {
  /** As the build stamped it. */
  public static String number() {
    String built = Soban.class.getPackage().getImplementationVersion();
    return built == null ? "development" : built;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "soban "
          + number()
          + " (Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
          + ")"
    };
  }
}
