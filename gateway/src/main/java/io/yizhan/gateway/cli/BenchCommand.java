package io.yizhan.gateway.cli;

import picocli.CommandLine.Command;

/** Explains the benchmark, which the launcher starts itself: its libraries are not shipped. */
@Command(
    name = "bench",
    description = {
      "测量速度（在源码目录中由启动脚本运行）/ Measure the speed; the launcher runs it in a source checkout.",
      "单次计算、回声、查询、预结算、结算，同机同次测量，只看比值。",
      "The decision, echo, echo with one SELECT, quote and settle, in one run; compare ratios."
    },
    footer = {"", "例 / Example:", "  ./yizhan bench --quick"})
final class BenchCommand extends SourceCommand {}
