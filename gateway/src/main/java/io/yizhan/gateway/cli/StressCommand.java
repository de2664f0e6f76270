package io.yizhan.gateway.cli;

import picocli.CommandLine.Command;

/** Explains the stress run, which the launcher starts itself: it is not shipped. */
@Command(
    name = "stress",
    description = {
      "一个进程内各线程共享之物的并发检验（在源码目录中由启动脚本运行）/ Threads; in a source checkout.",
      "两个线程同时调用，数十万次；故意改错的每一处都须被发现。",
      "Two threads at once, some hundred thousand times; what is broken on purpose must be found."
    },
    footer = {"", "例 / Example:", "  ./yizhan stress"})
final class StressCommand extends SourceCommand {}
