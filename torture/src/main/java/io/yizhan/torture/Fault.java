package io.yizhan.torture;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the run does to the house. */
enum Fault {
  GATEWAY_KILL("杀掉一个网关", "kill -9 of one of two gateways", false),
  DATABASE_KILL("杀掉数据库全部进程", "kill -9 of all PostgreSQL processes", false),
  CONNECTION_RESET("网关与数据库断连", "database connections reset", false),
  CONNECTION_FREEZE("网关与数据库之间冻结", "database connections frozen", false),
  COMMIT_ANSWER_LOST("数据库的应答丢失", "database answers lost, then reset", false),
  ANSWER_LOST("提交后应答未达调用方", "answers lost between commit and caller", false),
  FSYNC_STALL("落盘停住", "fsync stalls: no OK may escape", true),
  FSYNC_ERROR("落盘出错", "fsync fails (EIO): PostgreSQL panics", true),
  DISK_FULL("磁盘已满", "disk full (ENOSPC)", true),
  CLOCK_JUMP("两台机器的时钟跨年", "clocks jump across New Year", true),
  CAP_FIGHT("两个网关争一人封顶线", "two gateways fight for one person at the cap", false);

  private final String zh;
  private final String en;
  private final boolean preloaded;

  Fault(String zh, String en, boolean preloaded) {
    this.zh = zh;
    this.en = en;
    this.preloaded = preloaded;
  }

  /** As the command line names it: {@code gateway-kill}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String zh() {
    return zh;
  }

  String en() {
    return en;
  }

  /** Whether it needs the preloaded library, and so a C compiler. */
  boolean isPreloaded() {
    return preloaded;
  }

  static Optional<Fault> ofWord(String word) {
    return Arrays.stream(values()).filter(fault -> fault.word().equals(word)).findFirst();
  }
}
