package io.yizhan.gateway.cli;

import picocli.CommandLine.Command;

/** Explains the torture run, which the launcher starts itself: it is not shipped. */
@Command(
    name = "torture",
    description = {
      "故障下的耐久检验（在源码目录中由启动脚本运行）/ Faults under load; run in a source checkout.",
      "杀进程、断连接、坏磁盘、跳时钟；再由独立审计核对，每项须为 0。",
      "Kills, cut connections, failing disks, jumping clocks; then an audit: each count must be 0."
    },
    footer = {"", "例 / Example:", "  ./yizhan torture --minutes 10"})
final class TortureCommand extends SourceCommand {}
