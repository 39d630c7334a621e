package io.kokko.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

  private static final String SECRET = "kjoy3o1zeidquwy1398juxzldjlksahdk3";
  private static final String SALT = "user auth";
  private static final Instant SIGNED = Instant.ofEpochMilli(1_700_000_000_000L);

  /** Rule 60: made by a real Phoenix on OTP 25. */
  private static final String GOLDEN =
      "SFMyNTY.g2gDYWNuBgAAaOXPiwFiAAFRgA.uvJEDHa-IjTolIYW4Crh8PlZJCIGkSHuF4_nhnqPLRk";

  private final Token token = at(SIGNED.plusSeconds(1));

  private static Token at(Instant now) {
    return new Token(SECRET, InstantSource.fixed(now));
  }

  @Test
  void rule60SignsWhatPhoenixSigns() {
    assertThat(token.sign(SALT, 99, TokenOptions.defaults().signedAt(SIGNED))).isEqualTo(GOLDEN);
  }

  @Test
  void rule60ReadsWhatPhoenixSigned() {
    assertThat(token.verify(SALT, GOLDEN)).satisfies(isOk(99L));
    assertThat(((TokenResult.Ok) token.verify(SALT, GOLDEN)).number()).isEqualTo(99);
  }

  @Test
  void rule59NoTokenIsMissing() {
    assertThat(token.verify(SALT, null)).isEqualTo(new TokenResult.Missing());
    assertThat(token.decrypt(SALT, null)).isEqualTo(new TokenResult.Missing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "garbage",
        "SFMyNTY.g2gDYWNuBgAAaOXPiwFiAAFRgA",
        "SFMyNTY.g2gDYWNuBgAAaOXPiwFiAAFRgA.",
        "SFMyNTY.g2gDYWNuBgAAaOXPiwFiAAFRgA.uvJEDHa-IjTolIYW4Crh8PlZJCIGkSHuF4_nhnqPLRk.x",
        "SFMyNTY.g2gDYWNuBgAAaOXPiwFiAAFRgA.uvJEDHa-IjTolIYW4Crh8PlZJCIGkSHuF4_nhnqPLRl",
        "SFMyNTY.g2gDYWRuBgAAaOXPiwFiAAFRgA.uvJEDHa-IjTolIYW4Crh8PlZJCIGkSHuF4_nhnqPLRk",
        "SFMzODQ.g2gDYWNuBgAAaOXPiwFiAAFRgA.uvJEDHa-IjTolIYW4Crh8PlZJCIGkSHuF4_nhnqPLRk",
        "bm9uZQ.g2gDYWNuBgAAaOXPiwFiAAFRgA.uvJEDHa-IjTolIYW4Crh8PlZJCIGkSHuF4_nhnqPLRk"
      })
  void rule59ChangedTokenIsInvalid(String changed) {
    assertThat(token.verify(SALT, changed)).isEqualTo(new TokenResult.Invalid());
    assertThat(token.decrypt(SALT, changed)).isEqualTo(new TokenResult.Invalid());
  }

  @Test
  void rule59TokenForSomethingElseIsInvalid() {
    assertThat(token.verify("other", GOLDEN)).isEqualTo(new TokenResult.Invalid());
    assertThat(Token.of("other").verify(SALT, GOLDEN)).isEqualTo(new TokenResult.Invalid());
  }

  @Test
  void rule59TokenFromTheFutureIsInvalid() {
    assertThat(at(SIGNED.minusMillis(1)).verify(SALT, GOLDEN)).isEqualTo(new TokenResult.Invalid());
  }

  @Test
  void rule59TokenExpiresAfterADayUnlessItSaysOtherwise() {
    Instant lastMoment = SIGNED.plus(Duration.ofDays(1));

    assertThat(at(lastMoment).verify(SALT, GOLDEN)).satisfies(isOk(99L));
    assertThat(at(lastMoment.plusMillis(1)).verify(SALT, GOLDEN))
        .isEqualTo(new TokenResult.Expired());
  }

  @Test
  void rule59AgeOfWhoVerifiesWins() {
    Token later = at(SIGNED.plus(Duration.ofDays(30)));

    assertThat(later.verify(SALT, GOLDEN, Token.FOREVER)).satisfies(isOk(99L));
    assertThat(later.verify(SALT, GOLDEN, Duration.ofDays(31))).satisfies(isOk(99L));
    assertThat(token.verify(SALT, GOLDEN, Duration.ZERO)).isEqualTo(new TokenResult.Expired());
    assertThat(token.verify(SALT, GOLDEN, Duration.ofSeconds(-1)))
        .isEqualTo(new TokenResult.Expired());
  }

  @Test
  void rule59AgeIsSignedWithTheToken() {
    TokenOptions signedAt = TokenOptions.defaults().signedAt(SIGNED);
    Token later = at(SIGNED.plus(Duration.ofDays(30)));

    String forever = token.sign(SALT, 1, signedAt.maxAge(Token.FOREVER));
    String halfASecond = token.sign(SALT, 1, signedAt.maxAge(Duration.ofMillis(500)));

    assertThat(later.verify(SALT, forever)).satisfies(isOk(1L));
    assertThat(token.verify(SALT, halfASecond)).isEqualTo(new TokenResult.Expired());
    assertThat(at(SIGNED.plusMillis(500)).verify(SALT, halfASecond)).satisfies(isOk(1L));
  }

  @Test
  void rule59OlderFormsAreRead() {
    byte[] key = new KeyGenerator(SECRET).generate(SALT, TokenOptions.defaults());
    Tuple pair = Tuple.of("x", SIGNED.toEpochMilli());
    Map<Atom, Object> map =
        Map.of(new Atom("data"), "x", new Atom("signed"), SIGNED.toEpochMilli());

    assertThat(token.verify(SALT, MessageVerifier.sign(TermWriter.write(pair), key)))
        .satisfies(isOk("x"));
    assertThat(token.verify(SALT, MessageVerifier.sign(TermWriter.write(map), key)))
        .satisfies(isOk("x"));
  }

  @Test
  void rule59SignedThatIsNoTokenIsInvalid() {
    byte[] key = new KeyGenerator(SECRET).generate(SALT, TokenOptions.defaults());

    for (Object term : new Object[] {1, "x", Tuple.of(), Tuple.of(1, "x", 2), Map.of()}) {
      assertThat(token.verify(SALT, MessageVerifier.sign(TermWriter.write(term), key)))
          .isEqualTo(new TokenResult.Invalid());
    }
    assertThat(token.verify(SALT, MessageVerifier.sign(new byte[] {1, 2, 3}, key)))
        .isEqualTo(new TokenResult.Invalid());
  }

  @Test
  void everyKindOfDataComesBack() {
    List<Object> nested = new ArrayList<>(List.of(1L, 2.5, "ü", true, List.of(), Map.of("a", 1L)));
    nested.add(null);
    nested.add(BigInteger.TWO.pow(70).negate());
    nested.add(Tuple.of(new Atom("user"), 42L));

    assertThat(token.verify(SALT, token.sign(SALT, nested))).satisfies(isOk(nested));
    assertThat(token.decrypt(SALT, token.encrypt(SALT, nested))).satisfies(isOk(nested));
  }

  @Test
  void dataIsReadByItsType() {
    byte[] bytes = {(byte) 0xff, 0};

    assertThat(ok(token.sign(SALT, "a")).text()).isEqualTo("a");
    assertThat(ok(token.sign(SALT, bytes)).bytes()).isEqualTo(bytes);
    assertThat(ok(token.sign(SALT, "a")).bytes()).isEqualTo(new byte[] {'a'});
    assertThat(ok(token.sign(SALT, List.of(1, 2))).list()).isEqualTo(List.of(1L, 2L));
    assertThat(ok(token.sign(SALT, Map.of("id", 7))).map().get("id")).isEqualTo(7L);
    assertThatThrownBy(() -> ok(token.sign(SALT, "a")).number())
        .hasMessage("token data: String (expected: Long)");
  }

  private TokenResult.Ok ok(String signed) {
    return (TokenResult.Ok) token.verify(SALT, signed);
  }

  @Test
  void rule59EncryptedTokenHidesItsDataAndDiffersEachTime() {
    String first = token.encrypt(SALT, "a secret");
    String second = token.encrypt(SALT, "a secret");

    assertThat(first).startsWith("XCP.").isNotEqualTo(second);
    assertThat(token.decrypt(SALT, first)).satisfies(isOk("a secret"));
    assertThat(token.decrypt("other", first)).isEqualTo(new TokenResult.Invalid());
    assertThat(token.decrypt(SALT, first.substring(0, first.length() - 4)))
        .isEqualTo(new TokenResult.Invalid());
  }

  @Test
  void rule59KeyOptionsMakeAnotherKey() {
    TokenOptions other =
        TokenOptions.defaults().keyIterations(2000).keyLengthBytes(64).keyDigest(KeyDigest.SHA512);

    String signed = token.sign(SALT, 1, other);

    assertThat(token.verify(SALT, signed)).isEqualTo(new TokenResult.Invalid());
    assertThat(token.verify(SALT, signed, other)).satisfies(isOk(1L));
  }

  @Test
  void unknownDataIsRefused() {
    assertThatThrownBy(() -> token.sign(SALT, new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("token data of class java.lang.Object (expected: a string");
  }

  private static Consumer<TokenResult> isOk(Object data) {
    return result -> {
      assertThat(result).isInstanceOf(TokenResult.Ok.class);
      assertThat(((TokenResult.Ok) result).data()).isEqualTo(data);
    };
  }
}
