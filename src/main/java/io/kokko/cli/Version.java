package io.kokko.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells the version the build wrote into a resource. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream("build.properties")) {
      build.load(resource);
    }
    return new String[] {"kokko " + build.getProperty("version")};
  }
}
