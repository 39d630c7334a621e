package io.kokko.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.bench.Receipts.Kind;
import org.junit.jupiter.api.Test;

/** What the generator must see if a server does wrong. */
class FaultsTest {

  private final PhoenixMessage message = new PhoenixMessage();

  @Test
  void numbersInOrderAreNext() {
    Receipts receipts = new Receipts();

    assertThat(receipts.add(1)).isEqualTo(Kind.NEXT);
    assertThat(receipts.add(2)).isEqualTo(Kind.NEXT);
    assertThat(receipts.different()).isEqualTo(2);
  }

  @Test
  void doubledLateAndAncientNumbersAreToldApart() {
    Receipts receipts = new Receipts();
    receipts.add(1);

    assertThat(receipts.add(4)).isEqualTo(Kind.AFTER_GAP);
    assertThat(receipts.add(4)).isEqualTo(Kind.DOUBLED);
    assertThat(receipts.add(1)).isEqualTo(Kind.DOUBLED);
    assertThat(receipts.add(3)).isEqualTo(Kind.LATE);
    assertThat(receipts.add(3)).isEqualTo(Kind.DOUBLED);
    assertThat(receipts.add(500)).isEqualTo(Kind.AFTER_GAP);
    assertThat(receipts.add(2)).isEqualTo(Kind.TOO_LATE);
    assertThat(receipts.different()).isEqualTo(4);
  }

  @Test
  void partsOfAMessageAreFoundHoweverItIsWritten() {
    read("[ null, \"7\", \"room:\\\"a\\\"\" , \"shout\", {\"s\" : 12, \"t\":34,\"x\": \"abc\"} ]");

    assertThat(message.refIs(Ascii.bytes("7"))).isTrue();
    assertThat(message.topicIs(Ascii.bytes("room:\\\"a\\\""))).isTrue();
    assertThat(message.eventIs(Ascii.bytes("shout"))).isTrue();
    assertThat(message.number(Ascii.bytes("\"s\""))).isEqualTo(12);
    assertThat(message.number(Ascii.bytes("\"t\""))).isEqualTo(34);
    assertThat(message.number(Ascii.bytes("\"x\""))).isEqualTo(-1);
    assertThat(message.number(Ascii.bytes("\"y\""))).isEqualTo(-1);
  }

  @Test
  void fillingThatIsShorterLongerOrDifferentIsDamaged() {
    byte[] filling = Ascii.filling(10);

    read("[null,null,\"t\",\"e\",{\"x\":\"abcd\"}]");
    assertThat(message.hasFilling(filling, 4)).isTrue();
    assertThat(message.hasFilling(filling, 3)).isFalse();
    assertThat(message.hasFilling(filling, 5)).isFalse();
    read("[null,null,\"t\",\"e\",{\"x\":\"abXd\"}]");
    assertThat(message.hasFilling(filling, 4)).isFalse();
    read("[null,null,\"t\",\"e\",{}]");
    assertThat(message.hasFilling(filling, 0)).isFalse();
  }

  @Test
  void onlyAStatusOfOkIsOk() {
    read("[\"1\",\"1\",\"t\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    assertThat(message.isOk()).isTrue();
    read(
        "[\"1\",\"1\",\"t\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"ok\"}}]");
    assertThat(message.isOk()).isFalse();
  }

  @Test
  void whatIsNoMessageIsRefused() {
    for (String text : new String[] {"", "{}", "[1,2]", "[\"1\",\"2\",\"t\",\"e\"]", "[\"1"}) {
      byte[] bytes = Ascii.bytes(text);
      assertThat(message.read(bytes, 0, bytes.length)).as(text).isFalse();
    }
  }

  @Test
  void percentilesAreWithinOnePercent() {
    Histogram histogram = new Histogram();
    for (int i = 1; i <= 100_000; i++) {
      histogram.add(i * 1000L);
    }

    assertThat(histogram.micros(50)).isBetween(50_000.0, 50_500.0);
    assertThat(histogram.micros(99)).isBetween(99_000.0, 100_000.0);
    assertThat(histogram.micros(100)).isEqualTo(100_000.0);
  }

  private void read(String text) {
    byte[] bytes = Ascii.bytes(text);
    assertThat(message.read(bytes, 0, bytes.length)).isTrue();
  }
}
