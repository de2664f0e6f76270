package io.yizhan.gateway.desk;

import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyIssue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest {@link PlanBook}: asks the store for its revision and reads again when it has
 * grown, so that a publication by any gateway is applied by all within the interval.
 */
public final class PlanBookKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlanBookKeeper.class);

  private final PolicyStore store;
  private final PolicySource source;
  private final Rounds rounds;
  private volatile PlanBook current;

  /** Why the newest policies cannot be read; empty when they can. */
  private volatile String trouble = "";

  /** The revision whose policies this program could not read; revisions begin at 0. */
  private long unreadable = -1;

  /** Whether the last look failed; it is said once, not at each look. */
  private boolean failing;

  /**
   * A keeper that has read the store once.
   *
   * @throws UnfitSetupException when this program cannot read what is published
   */
  public PlanBookKeeper(PolicyStore store, PolicySource source) {
    this.store = store;
    this.source = source;
    this.current = read(store, source);
    this.rounds = new Rounds("policy-poller", this::refresh);
  }

  /**
   * The newest book.
   *
   * @throws StoreUnavailableException while this program cannot read what a newer one has
   *     published: by the book before, people would pay by a policy that is not theirs any more
   */
  public PlanBook current() {
    if (!trouble.isEmpty()) {
      throw StoreUnavailableException.nothingDone(trouble);
    }
    return current;
  }

  /**
   * The words of the policies that were read last. What is kept in a register stays kept when the
   * newest policies cannot be read, so whoever asks for the words gets no error then.
   */
  public RegisterWords words() {
    return current.words();
  }

  /** Why nothing can be settled by the newest policies; empty when it can. */
  public String trouble() {
    return trouble;
  }

  /** Refreshes from now on, this often. */
  public void start(Duration interval) {
    rounds.start(Duration.ZERO, interval);
  }

  /**
   * Reads again if the store's revision has grown. A failure is logged and the next look tries
   * again: what was published stands whether or not it could be read here. While the store does not
   * answer, the book in hand stays in use.
   */
  public synchronized void refresh() {
    try {
      long revision = store.revision();
      if (revision != current.revision() && revision != unreadable) {
        read(revision);
      }
      if (failing) {
        LOG.info("the store is asked for policies again");
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("policies could not be read again; those in hand stay in use", e);
      }
      failing = true;
    }
  }

  /** Reads a revision; one that this program cannot read is not tried again, as no text changes. */
  private void read(long revision) {
    try {
      current = read(store, source);
      if (!trouble.isEmpty()) {
        LOG.info("settling by the policies again");
      }
      trouble = "";
    } catch (UnfitSetupException unfit) {
      unreadable = revision;
      trouble = String.valueOf(unfit.getMessage());
      LOG.error("settling by no policy: {}", trouble);
    }
  }

  private static PlanBook read(PolicyStore store, PolicySource source) {
    long revision = store.revision();
    List<PolicyCompiler.Published> published = new ArrayList<>();
    for (PolicyStore.PublishedDocument document : store.all()) {
      published.add(read(document, source));
    }
    return new PlanBook(revision, published);
  }

  /** What is settled by of a document; what would not be published any more is said. */
  private static PolicyCompiler.Published read(
      PolicyStore.PublishedDocument document, PolicySource source) {
    PublishedReading reading = PublishedReading.of(source, document.fileName(), document.text());
    PolicyCompiler.Published version =
        reading
            .version()
            .orElseThrow(() -> unreadable(document.fileName(), reading.issues().get(0)));
    for (PolicyIssue issue : reading.issues()) {
      LOG.warn(
          "policy {} stays in force, though it would not be published any more: {}:{}: {}",
          version.table().versionCode(),
          issue.file(),
          issue.line(),
          issue.en());
    }
    return version;
  }

  /** Nobody may settle by a part of the policies, or by one that is read otherwise than before. */
  private static UnfitSetupException unreadable(String file, PolicyIssue first) {
    return new UnfitSetupException(
        "已发布的政策 "
            + file
            + " 这一版程序读不了（第 "
            + first.line()
            + " 行）："
            + first.zh()
            + " / This version of the program cannot read the published policy "
            + file
            + ", line "
            + first.line()
            + ": "
            + first.en()
            + " Go on with a version that can, or report it.");
  }

  @Override
  public void close() {
    rounds.close();
  }
}
