package io.yizhan.gateway.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documentation as text. */
public final class Pages {
  /** The root of the source tree; tests run in the module's folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

  private Pages() {}

  static String text(String page) throws IOException {
    return Files.readString(ROOT.resolve(page));
  }

  /** The fenced shell blocks of a page, in order, each as its command lines. */
  static List<List<String>> shellBlocks(String page) throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    Matcher block = SHELL_BLOCK.matcher(text(page));
    while (block.find()) {
      blocks.add(block.group(1).lines().toList());
    }
    return blocks;
  }

  /** The lines that a page shows as the output of the block with this command, without "…". */
  static List<String> outputShown(String page, String command) throws IOException {
    Matcher output =
        Pattern.compile(
                "(?ms)^```sh\n[^`]*" + Pattern.quote(command) + "[^`]*^```$.*?^```\n(.*?)^```$")
            .matcher(text(page));
    if (!output.find()) {
      throw new AssertionError(page + " shows no output of " + command);
    }
    return output.group(1).lines().filter(line -> !line.equals("…")).toList();
  }

  /** Every command line of the shell blocks of every page, by page, without its comment. */
  public static List<String> shellCommands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : all()) {
      for (List<String> block : shellBlocks(ROOT.relativize(page).toString())) {
        block.forEach(line -> commands.add(line.replaceFirst("\\s+#.*", "")));
      }
    }
    return commands;
  }

  /** Every page: the two at the root and those below docs, without what npm installs. */
  static List<Path> all() throws IOException {
    List<Path> pages = new ArrayList<>();
    pages.add(ROOT.resolve("README.md"));
    pages.add(ROOT.resolve("README.zh-CN.md"));
    try (Stream<Path> found = Files.walk(ROOT.resolve("docs"))) {
      found
          .filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.toString().contains("node_modules"))
          .sorted()
          .forEach(pages::add);
    }
    return pages;
  }
}
