package io.kokko.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {

  @Test
  void eachCallFindsAnotherPortThatCanBeBound() throws IOException {
    int one = FreePort.find();
    int other = FreePort.find();

    assertThat(one).isNotEqualTo(other).isBetween(20_000, 31_999);
    try (ServerSocket socket = new ServerSocket(one, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(one);
    }
  }
}
