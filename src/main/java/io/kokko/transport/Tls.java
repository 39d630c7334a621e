package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts the connections of clients: {@code https} and {@code wss}; with the certificate that is
 * in the files now, if somebody looks. Any thread may use it.
 */
public final class Tls {

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final TlsFiles files;
  private final Optional<Duration> reloadInterval;

  private volatile SSLContext context;

  /** Of the files as they were at the last look; guarded by this. */
  private List<Optional<TlsFiles.Stamp>> stamps;

  private Tls(TlsFiles files, Optional<Duration> reloadInterval) {
    this.files = files;
    this.reloadInterval = reloadInterval;
    stamps = files.stamps();
    context = files.read();
  }

  /**
   * Reads the section {@code kokko.transport.tls} and the files that it names.
   *
   * @return empty if it names none
   * @throws InvalidSettingException if only one is named, or a file is not what it should be
   */
  static Optional<Tls> of(Config config) {
    SettingReader settings = new SettingReader(config, TlsFiles.SECTION);
    Optional<Duration> reloadInterval = settings.optionalDuration("reload-interval");
    TlsFiles files = new TlsFiles(settings.text(TlsFiles.CERTIFICATE), settings.text(TlsFiles.KEY));
    return files.certificate().isEmpty() && files.key().isEmpty()
        ? Optional.empty()
        : Optional.of(new Tls(files, reloadInterval));
  }

  /** Returns how often {@link #reload} is to be called, or nothing if it is not. */
  Optional<Duration> reloadInterval() {
    return reloadInterval;
  }

  /**
   * Looks whether the files have changed, and takes what is in them for the connections to come.
   * What cannot be used is logged, once, and changes nothing. It reads files.
   */
  synchronized void reload() {
    // Before they are read, so that what is written meanwhile is seen at the next look.
    List<Optional<TlsFiles.Stamp>> now = files.stamps();
    if (now.equals(stamps)) {
      return;
    }
    stamps = now;
    try {
      context = files.read();
      LOG.info("new connections get the certificate that is now in {}", files.certificate());
    } catch (RuntimeException e) {
      LOG.error("the certificate stays the one from before: {}", e.getMessage());
    }
  }

  /** Makes the server's side of one connection. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
