package io.yizhan.gateway.cli;

import io.yizhan.settlement.Sentence;
import java.util.List;

/** In which language a report is written. */
enum Language {
  /** Chinese. */
  zh,
  /** English. */
  en,
  /** A Chinese report, then an English one. */
  both;

  /** The languages in which to write, one after the other. */
  List<Language> each() {
    return this == both ? List.of(zh, en) : List.of(this);
  }

  /** One of two texts. */
  String of(String chinese, String english) {
    return this == zh ? chinese : english;
  }

  /** A sentence in this language. */
  String of(Sentence sentence) {
    return of(sentence.zh(), sentence.en());
  }
}
