package io.kokko.cluster;

import io.kokko.cluster.BusMessage.Hello;
import io.kokko.cluster.BusMessage.Probe;
import io.kokko.cluster.BusMessage.ProbeAck;
import io.kokko.cluster.BusMessage.Welcome;
import io.kokko.cluster.CallMessage.Part;
import io.kokko.cluster.LinkMessage.Ack;
import io.kokko.cluster.LinkMessage.Parcel;
import io.kokko.cluster.NodeAnswer.Busy;
import io.kokko.cluster.NodeAnswer.Granted;
import io.kokko.cluster.NodeAnswer.Seen;
import io.kokko.cluster.NodeAnswer.Surveyed;
import io.kokko.cluster.NodeRequest.Admit;
import io.kokko.cluster.NodeRequest.GiveWay;
import io.kokko.cluster.NodeRequest.Join;
import io.kokko.cluster.NodeRequest.Look;
import io.kokko.cluster.NodeRequest.Release;
import io.kokko.cluster.NodeRequest.Reserve;
import io.kokko.cluster.NodeRequest.Sever;
import io.kokko.cluster.NodeRequest.Survey;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.util.ByteString;

/**
 * Reads and writes all that crosses from node to node, and nothing else.
 *
 * <p>Pekko creates it, as {@code reference.conf} says, which also gives it its number.
 *
 * @see <a href="https://pekko.apache.org/docs/pekko/current/serialization.html">Serialization</a>
 */
final class ClusterSerializer extends SerializerWithStringManifest implements ByteBufferSerializer {

  private static final String PARCEL = "parcel";

  private record Form<T extends ClusterMessage>(
      String manifest,
      Class<T> type,
      BiConsumer<T, WireWriter> write,
      Function<WireReader, T> read) {

    byte[] toBinary(Object message) {
      WireWriter out = new WireWriter();
      write.accept(type.cast(message), out);
      return out.toByteArray();
    }
  }

  private final Map<Object, Form<?>> forms = new HashMap<>();
  private final ExtendedActorSystem system;

  ClusterSerializer(ExtendedActorSystem system) {
    this.system = system;
    addRequests();
    addAnswers();
    addBusMessages();
    addLinkMessages();
    addCallMessages();
  }

  private void addRequests() {
    add(
        new Form<>(
            "look",
            Look.class,
            (look, out) -> out.text(look.suitor()).text(spelled(look.replyTo())),
            in -> new Look(in.text(), actor(in))));
    add(
        new Form<>(
            "survey",
            Survey.class,
            (survey, out) -> out.texts(survey.addresses()).text(spelled(survey.replyTo())),
            in -> new Survey(in.texts(), actor(in))));
    add(
        new Form<>(
            "reserve",
            Reserve.class,
            (reserve, out) ->
                out.text(reserve.lease()).text(reserve.partner()).text(spelled(reserve.replyTo())),
            in -> new Reserve(in.text(), in.text(), actor(in))));
    add(
        new Form<>(
            "release",
            Release.class,
            (release, out) -> out.text(release.lease()),
            in -> new Release(in.text())));
    add(
        new Form<>(
            "join",
            Join.class,
            (join, out) -> out.text(join.lease()).text(join.address()),
            in -> new Join(in.text(), in.text())));
    add(
        new Form<>(
            "admit",
            Admit.class,
            (admit, out) -> out.text(admit.name()),
            in -> new Admit(in.text())));
    add(
        new Form<>(
            "sever",
            Sever.class,
            (sever, out) -> out.text(sever.name()).text(spelled(sever.replyTo())),
            in -> new Sever(in.text(), actor(in))));
    add(
        new Form<>(
            "give-way",
            GiveWay.class,
            (giveWay, out) -> out.text(giveWay.incarnation()).text(giveWay.to()),
            in -> new GiveWay(in.text(), in.text())));
  }

  private void addAnswers() {
    add(
        new Form<>(
            "seen",
            Seen.class,
            (seen, out) -> writeView(seen.view(), out),
            in -> new Seen(view(in))));
    add(
        new Form<>(
            "surveyed",
            Surveyed.class,
            (surveyed, out) -> out.texts(surveyed.silent()),
            in -> new Surveyed(in.texts())));
    add(
        new Form<>(
            "granted",
            Granted.class,
            (granted, out) -> writeView(granted.view(), out.text(granted.lease())),
            in -> new Granted(in.text(), view(in))));
    add(
        new Form<>(
            "busy", Busy.class, (busy, out) -> out.text(busy.lease()), in -> new Busy(in.text())));
  }

  private void addBusMessages() {
    add(
        new Form<>(
            "hello",
            Hello.class,
            (hello, out) -> out.text(hello.from()).text(spelled(hello.bus())),
            in -> new Hello(in.text(), actor(in))));
    add(
        new Form<>(
            "welcome",
            Welcome.class,
            (welcome, out) ->
                out.text(welcome.from()).text(welcome.to()).text(spelled(welcome.link())),
            in -> new Welcome(in.text(), in.text(), actor(in))));
    add(
        new Form<>(
            "probe",
            Probe.class,
            (probe, out) -> out.text(probe.from()).text(probe.to()).text(spelled(probe.replyTo())),
            in -> new Probe(in.text(), in.text(), actor(in))));
    add(
        new Form<>(
            "probe-ack",
            ProbeAck.class,
            (ack, out) -> out.text(ack.to()).text(spelled(ack.replyTo())),
            in -> new ProbeAck(in.text(), actor(in))));
  }

  private void addLinkMessages() {
    add(
        new Form<>(
            PARCEL,
            Parcel.class,
            (parcel, out) ->
                out.longNumber(parcel.number())
                    .longNumber(parcel.received())
                    .bytes(parcel.content().toArrayUnsafe()),
            in -> new Parcel(in.longNumber(), in.longNumber(), in.restAsBytes())));
    add(
        new Form<>(
            "ack",
            Ack.class,
            (ack, out) -> out.longNumber(ack.received()).octet(ack.gap() ? 1 : 0),
            in -> new Ack(in.longNumber(), in.octet() == 1)));
  }

  private void addCallMessages() {
    add(
        new Form<>(
            "part",
            Part.class,
            (part, out) ->
                out.text(part.kind().name())
                    .text(part.from())
                    .text(part.call())
                    .text(part.service())
                    .number(part.number())
                    .number(part.count())
                    .bytes(part.content().toArrayUnsafe()),
            in ->
                new Part(
                    CallMessage.Kind.valueOf(in.text()),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.number(),
                    in.number(),
                    ByteString.fromArrayUnsafe(in.rest()))));
  }

  private void add(Form<?> form) {
    forms.put(form.type(), form);
    forms.put(form.manifest(), form);
  }

  @Override
  public int identifier() {
    return system
        .settings()
        .config()
        .getInt("pekko.actor.serialization-identifiers.\"" + getClass().getName() + "\"");
  }

  @Override
  public String manifest(Object message) {
    return form(message.getClass()).manifest();
  }

  @Override
  public byte[] toBinary(Object message) {
    return form(message.getClass()).toBinary(message);
  }

  /** Writes into the frame that is about to be sent; a parcel, the bulk of all, only once. */
  @Override
  public void toBinary(Object message, ByteBuffer frame) {
    if (message instanceof Parcel parcel) {
      // Pekko's frames are little-endian, a duplicate is not.
      ByteBuffer rest = frame.duplicate();
      rest.putLong(parcel.number()).putLong(parcel.received());
      rest.put(parcel.content().toArrayUnsafe());
      frame.position(rest.position());
    } else {
      frame.put(toBinary(message));
    }
  }

  @Override
  public Object fromBinary(ByteBuffer frame, String manifest) throws NotSerializableException {
    if (manifest.equals(PARCEL)) {
      return read(manifest, new WireReader(frame.slice()));
    }
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return fromBinary(bytes, manifest);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return read(manifest, new WireReader(bytes));
  }

  private Object read(String manifest, WireReader in) throws NotSerializableException {
    Form<?> form = forms.get(manifest);
    if (form == null) {
      throw new NotSerializableException("manifest: " + manifest + " (from a newer Kokko?)");
    }
    return form.read().apply(in);
  }

  private Form<?> form(Class<?> type) {
    Form<?> form = forms.get(type);
    if (form == null) {
      throw new IllegalArgumentException(type.getName() + " does not cross from node to node");
    }
    return form;
  }

  private static void writeView(NodeView view, WireWriter out) {
    out.text(view.name()).text(view.incarnation()).texts(view.members()).texts(view.suitors());
  }

  private static NodeView view(WireReader in) {
    return new NodeView(in.text(), in.text(), in.texts(), in.texts());
  }

  private String spelled(ActorRef<?> actor) {
    return resolver().toSerializationFormat(actor);
  }

  private <T> ActorRef<T> actor(WireReader in) {
    return resolver().resolveActorRef(in.text());
  }

  private ActorRefResolver resolver() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }
}
