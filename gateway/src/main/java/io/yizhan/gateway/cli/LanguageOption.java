package io.yizhan.gateway.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** In which language a command answers. */
final class LanguageOption {
  @Option(
      names = {"--lang", "--language"},
      paramLabel = "zh|en|both",
      description = "语言 / Language: ${COMPLETION-CANDIDATES}. [${DEFAULT-VALUE}]")
  private Language language;

  LanguageOption(Language unlessSaid) {
    this.language = unlessSaid;
  }

  /** The language, or one after the other. */
  List<Language> each() {
    return language.each();
  }
}
