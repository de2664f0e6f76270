package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Name;
import java.util.List;
import java.util.Optional;

/**
 * Whether a version still names the identities of the version before it. The register keeps an
 * identity by its key: whoever holds one that a version no longer lists is aided by nothing from
 * its first day on, also where the document has only given the category another name.
 */
final class IdentitySuccession {
  private final PolicyTable before;
  private final PolicyTable after;
  private final IssueLog log;

  IdentitySuccession(VersionPair versions, IssueLog log) {
    this.before = versions.before();
    this.after = versions.after();
    this.log = log;
  }

  void check() {
    if (before.identities().isEmpty() || after.identities().isEmpty()) {
      return;
    }
    for (Name old : before.identities()) {
      if (after.identities().stream().noneMatch(now -> now.key().equals(old.key()))) {
        warn(old);
      }
    }
  }

  private void warn(Name old) {
    Optional<Name> renamed = renamed(old);
    String first = after.inForce().from().toString();
    String key = old.key();
    log.warning(
        renamed.orElse(after.identities().get(0)).line(),
        "IDENTITY_DROPPED",
        "身份“"
            + key
            + " "
            + old.nameZh()
            + "”不再列出（"
            + before.versionCode()
            + " 有）：登记为它的人从 "
            + first
            + " 起不再得到救助。只改名的，沿用 key："
            + renamed
                .map(now -> "把“" + now.key() + "”写回“" + key + "”。")
                .orElse("“" + key + " 新名称”。"),
        "Identity '"
            + key
            + "' of "
            + before.versionCode()
            + " is no longer listed: whoever is registered with it gets no aid from "
            + first
            + " on. If it only has another name now, keep its key"
            + renamed.map(now -> ": write '" + key + "' for '" + now.key() + "'.").orElse("."));
  }

  /** The new identity that has the same Chinese name. */
  private Optional<Name> renamed(Name old) {
    List<Name> added =
        after.identities().stream()
            .filter(now -> before.identities().stream().noneMatch(b -> b.key().equals(now.key())))
            .toList();
    return added.stream().filter(now -> now.nameZh().equals(old.nameZh())).findFirst();
  }
}
