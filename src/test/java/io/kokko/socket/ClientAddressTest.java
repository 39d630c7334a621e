package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import io.kokko.settings.InvalidSettingException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

  private static final String PROXIES = "[\"10.0.0.1\", \"10.0.0.2\", \"fd00::1\"]";

  private static String of(String peer, String... forwarded) {
    List<ConnectInfo.Header> headers =
        List.of(forwarded).stream()
            .map(value -> new ConnectInfo.Header("x-forwarded-for", value))
            .toList();
    return limits(PROXIES)
        .address(new ConnectInfo(new InetSocketAddress(peer, 4711), "/socket", headers));
  }

  private static Limits limits(String proxies) {
    return Limits.of(
        ConfigFactory.parseString("kokko.limits.trusted-proxies = " + proxies)
            .withFallback(ConfigFactory.load()));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "'198.51.100.9, 192.0.2.1', 192.0.2.1",
    "'192.0.2.1, 10.0.0.2', 192.0.2.1",
    "'192.0.2.1:51234', 192.0.2.1",
    "'2001:db8::1', 20010db800000000",
    "'[2001:db8::1]:51234', 20010db800000000",
    "'[2001:db8::1]', 20010db800000000",
    "'::ffff:192.0.2.1', 192.0.2.1",
  })
  void addressIsTheLastThatIsNoProxys(String forwarded, String expected) {
    assertThat(of("10.0.0.1", forwarded)).isEqualTo(expected);
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(of("10.0.0.1", "198.51.100.9", "192.0.2.1", "10.0.0.2")).isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({
    "'198.51.100.9, unknown'",
    "'198.51.100.9, 999.1.1.1'",
    "'198.51.100.9, _hidden, 10.0.0.2'",
    "'198.51.100.9, example.com'",
    "'198.51.100.9,'",
    "'198.51.100.9, fe80::1%eth0'",
  })
  void whatIsInFrontOfAHopThatCannotBeReadIsWhatTheClientClaims(String forwarded) {
    assertThat(of("10.0.0.1", forwarded)).isEqualTo("10.0.0.1");
  }

  @Test
  void proxyMayHaveAnAddressOfIpv6() {
    assertThat(of("fd00::1", "192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(of("fd00::2", "192.0.2.1")).isEqualTo("fd00000000000000");
  }

  @Test
  void proxyIsAnAddress() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> limits("[\"proxy.example.com\"]"))
        .withMessageContaining("kokko.limits.trusted-proxies: proxy.example.com")
        .withMessageContaining("expected: addresses");
  }
}
