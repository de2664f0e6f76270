package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The port to the roster: lists of who is entitled, and their history. */
public interface RosterStore {
  /** Notes that an import begins. A preview is not noted: whom it told of is. */
  void begin(Order order, Instant now);

  /**
   * Looks at lines, and keeps the good ones in one transaction unless it is a preview.
   *
   * @param listed the lines of the list before; the good ones are added to it
   * @param lines at most a message of them
   */
  Kept keep(Order order, ListedLines listed, List<Line> lines, Instant now);

  /**
   * Keeps all lines in one transaction and ends whoever is not on a complete list, or does nothing
   * where a line is refused.
   */
  Kept keepAll(Order order, List<Line> lines, Instant now);

  /**
   * Ends a page of those who are not on a complete list, or says who they are in a preview.
   *
   * @param listed who is
   */
  Ends end(Order order, ListedLines listed, String category, After after, Instant now);

  /** Notes what an import did. */
  void finish(Order order, Counts counts, Instant now);

  /** Changes of the identities of a person, oldest first; empty when the person is not known. */
  Optional<List<IdentityChange>> changes(PersonDocument document, String afterId, int limit);

  /** Joins two records of one person, once for each request. */
  JoinResult join(JoinOrder order, Instant now);

  /** Registers a newborn, once for each request. */
  NewbornResult newborn(NewbornOrder order, Instant now);

  /** Results of means checks, newest first; empty when the person is not known. */
  Optional<List<KnownCheck>> checks(PersonDocument document, String beforeId, int limit);

  /** Finds a bounded number of rows under the newest keys as well. */
  Rekeyed rekey(String cursor, int rowsMax, Instant now);

  /** The versions of the keys by which persons are found or written here, the newest last. */
  List<Integer> keyVersions();

  /** Forgets a bounded number of rows that are found under older keys. */
  Rekeyed dropOldKeys(String cursor, int rowsMax, Instant now);

  /** How an import goes about it. */
  enum Mode {
    /** Changes nothing; whom it told of is in the access log. */
    PREVIEW,
    /** Keeps what can be kept. */
    GOOD_LINES_ONLY,
    /** Keeps all or nothing. */
    ALL_OR_NOTHING
  }

  /**
   * An import.
   *
   * @param regions leading digits of the caller's divisions; empty where all are its own
   */
  record Order(
      String importId,
      Mode mode,
      String callerId,
      List<String> regions,
      Optional<Replacement> replacement) {
    public Order {
      regions = List.copyOf(regions);
    }

    /** Whether a division is the caller's own. */
    public boolean owns(String county) {
      return regions.isEmpty() || regions.stream().anyMatch(county::startsWith);
    }
  }

  /**
   * That a list is complete.
   *
   * @param categories empty for those that stand on it
   */
  record Replacement(String county, LocalDate lastDay, Set<String> categories) {
    public Replacement {
      categories = Set.copyOf(categories);
    }
  }

  /** A line of a list. The text form hides who it is about. */
  record Line(int number, PersonDocument document, String name, Content content) {
    @Override
    public String toString() {
      return "Line[" + number + ", hidden]";
    }
  }

  /** What a line says of a person. */
  sealed interface Content {
    /**
     * An identity.
     *
     * @param corrected the first day of the identity that it corrects; empty for its own
     */
    record OfIdentity(Standing.Identity identity, Optional<LocalDate> corrected)
        implements Content {
      /** One that corrects what begins on its own first day, if anything does. */
      public OfIdentity(Standing.Identity identity) {
        this(identity, Optional.empty());
      }
    }

    /** A result of the means check. */
    record OfCheck(MeansCheck check) implements Content {}
  }

  /** A result of the means check. */
  record MeansCheck(
      String reportNumber,
      String result,
      LocalDate checked,
      Optional<LocalDate> validTo,
      String county) {}

  /** Why the store refuses a line. */
  enum Refusal {
    /** It would change what was approved on a promise. */
    PROVISIONAL_STANDS,
    /** Another line says otherwise of the same person, category and span. */
    LISTED_TWICE,
    /** Nothing begins on the day that it says it corrects. */
    NOTHING_TO_CORRECT,
    /** Its means check is of nobody whom the caller sees. */
    PERSON_NOT_FOUND
  }

  /** What became of a line. */
  sealed interface Outcome {
    /** The line. */
    int line();

    /** It says what is known. */
    record Unchanged(int line, String personId) implements Outcome {}

    /** It was not kept. */
    record Refused(int line, Refusal reason) implements Outcome {}

    /** It changes something. Without changes of identities it adds a result of a means check. */
    record Changed(int line, String personId, List<Change> changes) implements Outcome {
      public Changed {
        changes = List.copyOf(changes);
      }
    }
  }

  /**
   * A change of an identity.
   *
   * @param personId empty for somebody who would be registered
   * @param touched settlements with days of service in what changes, as many as are shown
   */
  record Change(
      String personId,
      Optional<Standing.Identity> was,
      Optional<Standing.Identity> now,
      List<Touched> touched,
      int touchedCount) {
    public Change {
      touched = List.copyOf(touched);
    }

    /** A change of which is not asked what it touches. */
    public Change(
        String personId, Optional<Standing.Identity> was, Optional<Standing.Identity> now) {
      this(personId, was, now, List.of(), 0);
    }
  }

  /** A settlement that a change may concern. */
  record Touched(String settlementId, LocalDate first, LocalDate last) {}

  /**
   * What became of lines.
   *
   * @param registered persons who were not known before
   * @param ends of a complete list that was kept at once
   */
  record Kept(List<Outcome> outcomes, int registered, List<Change> ends) {
    public Kept {
      outcomes = List.copyOf(outcomes);
      ends = List.copyOf(ends);
    }
  }

  /** Where a page of a county's identities begins: after this one. */
  record After(int bucket, String personId, LocalDate from) {
    /** Before the first. */
    public static final After NONE = new After(-1, "", LocalDate.EPOCH);
  }

  /** A page of those who end. */
  record Ends(List<Change> changes, Optional<After> next) {
    public Ends {
      changes = List.copyOf(changes);
    }
  }

  /** What an import did. */
  record Counts(int lines, int refused, int changed) {}

  /**
   * Two records to join. The text form hides whose.
   *
   * @param kept a document of the record that stays
   * @param joined a document of the one that goes
   * @param regions leading digits of the caller's divisions; empty where all are its own
   */
  record JoinOrder(
      RequestKey key,
      RequestContent content,
      PersonDocument kept,
      PersonDocument joined,
      String reason,
      String callerId,
      List<String> regions) {
    public JoinOrder {
      regions = List.copyOf(regions);
    }

    /** Whether a division is the caller's own. */
    public boolean owns(String county) {
      return regions.isEmpty() || regions.stream().anyMatch(county::startsWith);
    }

    @Override
    public String toString() {
      return "JoinOrder[hidden]";
    }
  }

  /** What became of a join. */
  sealed interface JoinResult {
    /** They are one now, or were joined by this request before. */
    record Joined(String survivorId, String goneId) implements JoinResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements JoinResult {}

    /** Nobody is registered by this document. */
    record PersonUnknown(String field) implements JoinResult {}

    /** Both documents are of one record. */
    record OnePerson() implements JoinResult {}

    /** An identity of the record is of another office's county. */
    record NotYours(String field) implements JoinResult {}

    /** The person would belong to two households on one day. */
    record HouseholdsOverlap(
        RegistryStore.HouseholdMembership first, RegistryStore.HouseholdMembership second)
        implements JoinResult {}

    /** The record that goes has an identity that was approved on a promise. */
    record ProvisionalStands() implements JoinResult {}

    /** Something is held or pending of one of them. */
    record AmountsHeld() implements JoinResult {}
  }

  /** A newborn to register. The text form hides who. */
  record NewbornOrder(
      RequestKey key,
      RequestContent content,
      PersonDocument mother,
      RegistryStore.PersonRecord child,
      List<Stated> usages,
      PutRight right,
      String callerId) {
    public NewbornOrder {
      usages = List.copyOf(usages);
    }

    @Override
    public String toString() {
      return "NewbornOrder[hidden]";
    }
  }

  /** What an account has used before its record began. */
  record Stated(String account, int benefitYear, long usedFen) {}

  /** What became of a newborn. */
  sealed interface NewbornResult {
    /** Registered now or by this request before. */
    record Registered(String personId) implements NewbornResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements NewbornResult {}

    /** No such mother is registered. */
    record MotherUnknown() implements NewbornResult {}

    /** A document of the child is known. */
    record ChildRegistered() implements NewbornResult {}
  }

  /**
   * A result of a means check as it was taken in.
   *
   * @param superseded whether a later answer of the same report followed
   */
  record KnownCheck(
      String entryId,
      MeansCheck check,
      boolean superseded,
      String importId,
      String callerId,
      Instant time) {}

  /**
   * How far the keys are.
   *
   * @param cursor to go on from; empty when finished
   */
  record Rekeyed(String cursor, int rows, int donePermille, boolean finished) {}

  /** A change as the history has it. */
  record IdentityChange(
      String changeId,
      String origin,
      String importId,
      Optional<Standing.Identity> was,
      Optional<Standing.Identity> now,
      String callerId,
      Instant time) {}
}
