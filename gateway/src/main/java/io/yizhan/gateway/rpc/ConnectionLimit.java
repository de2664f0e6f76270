package io.yizhan.gateway.rpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how many connections are open. Stands before the server's own acceptor, so that a
 * connection too many costs nothing. The places are taken from strangers first: whoever opens
 * connections without a credential cannot keep those out who have one.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private final int connectionsMax;

  /** By the peer's address, oldest first. Guarded by itself. */
  private final Map<SocketAddress, Channel> strangers = new LinkedHashMap<>();

  private int count;

  ConnectionLimit(int connectionsMax) {
    this.connectionsMax = connectionsMax;
  }

  /** How many are open. */
  int count() {
    synchronized (strangers) {
      return count;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof Channel child && !admit(child)) {
      child.unsafe().closeForcibly();
      return;
    }
    super.channelRead(ctx, message);
  }

  private boolean admit(Channel child) {
    SocketAddress peer = child.remoteAddress();
    if (peer == null) {
      return false;
    }
    Channel evicted = null;
    synchronized (strangers) {
      if (count >= connectionsMax) {
        Iterator<Channel> oldestFirst = strangers.values().iterator();
        if (!oldestFirst.hasNext()) {
          return false;
        }
        evicted = oldestFirst.next();
        oldestFirst.remove();
      }
      count++;
      strangers.put(peer, child);
    }
    child.closeFuture().addListener(closed -> left(peer, child));
    if (evicted != null) {
      Channel oldest = evicted;
      // At once: a polite end waits seconds for a stranger's answer.
      oldest.eventLoop().execute(() -> oldest.unsafe().close(oldest.voidPromise()));
    }
    return true;
  }

  private void left(SocketAddress peer, Channel child) {
    synchronized (strangers) {
      count--;
      strangers.remove(peer, child);
    }
  }

  private void known(SocketAddress peer) {
    synchronized (strangers) {
      strangers.remove(peer);
    }
  }

  /** Gives each connection what is counted of it. */
  ServerTransportFilter filter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes transport) {
        SocketAddress peer = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return new Connection(
                () -> {
                  if (peer != null) {
                    known(peer);
                  }
                })
            .in(transport);
      }
    };
  }
}
