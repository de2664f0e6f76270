package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.PrintWriter;
import java.util.List;

/** One thing as lines of a name and a value, which goes on below itself where it is long. */
record DetailLines(PrintWriter out) {
  private static final int NAME_COLUMNS = 20;

  void line(String name, String value) {
    List<String> lines = DisplayWidth.wrap(value, Terminal.COLUMNS_MAX - NAME_COLUMNS);
    for (int i = 0; i < lines.size(); i++) {
      out.println(
          (DisplayWidth.padRight(i == 0 ? name : "", NAME_COLUMNS) + lines.get(i)).stripTrailing());
    }
  }
}
