package io.yizhan.gateway.rpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read and write, and the socket that listens. They are the server's own because
 * the library lets nobody stand at its listening socket otherwise.
 */
final class EventLoops implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
  private static final int QUIET_MILLIS = 0;
  private static final int STOP_MILLIS = 2_000;

  private final EventLoopGroup boss;
  private final EventLoopGroup workers;
  private final ConnectionLimit limit;

  EventLoops(ConnectionLimit limit) {
    this.limit = limit;
    this.boss = group("yizhan-accept", 1);
    // 0: as many as the library finds right, two a processor.
    this.workers = group("yizhan-net", 0);
  }

  private static EventLoopGroup group(String name, int threadCount) {
    IoHandlerFactory handlers =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(
        threadCount, new DefaultThreadFactory(name, true), handlers);
  }

  EventLoopGroup boss() {
    return boss;
  }

  EventLoopGroup workers() {
    return workers;
  }

  /** Makes listening sockets that the limit stands at. */
  ChannelFactory<ServerChannel> sockets() {
    return () -> {
      ServerChannel socket =
          Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
      ((Channel) socket).pipeline().addLast("yizhan-connection-limit", limit);
      return socket;
    };
  }

  @Override
  public void close() {
    for (EventLoopGroup group : List.of(boss, workers)) {
      group
          .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
          .addListener(
              stopped -> {
                if (!stopped.isSuccess()) {
                  LOG.warn("threads of the network did not stop: {}", stopped.cause().toString());
                }
              });
    }
  }
}
