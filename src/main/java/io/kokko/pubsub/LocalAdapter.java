package io.kokko.pubsub;

import java.util.function.BiConsumer;

/** Sends nothing, since there is no other node. */
record LocalAdapter<M>(String nodeName) implements Adapter<M> {

  @Override
  public void start(BiConsumer<String, M> deliver) {}

  @Override
  public void broadcast(String topic, M message) {}

  @Override
  public void directBroadcast(String nodeName, String topic, M message) {}
}
