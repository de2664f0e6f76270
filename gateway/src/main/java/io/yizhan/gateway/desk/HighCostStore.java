package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The port to high own cost: imported totals, the lists made of them and of settlements, and what
 * became of those listed.
 */
public interface HighCostStore {
  /** How many are listed by one call. */
  int LISTED_AT_ONCE_MAX = 5_000;

  /**
   * Keeps a total in the place of the one before; registers the person's document where need be.
   * What else is said of the person is kept for the county alone.
   *
   * @param named ids of persons whose total is not to be replaced
   * @return the person's id; empty where it is among those named, and nothing is kept
   */
  Optional<String> keep(OwnCost cost, Set<String> named, String callerId, Instant now);

  /** Lists everybody who has reached the threshold and is not listed for it yet. */
  ListResult makeList(String county, int year, LocalDate asOf, String callerId, Instant now);

  /** Those listed, by id. */
  List<Listed> list(Query query);

  /**
   * One who is listed, with who it is; the look is logged.
   *
   * @param regions leading digits of counties; the empty string stands for all
   */
  Optional<Found> find(
      String id, List<String> regions, String callerId, String purpose, Instant now);

  /**
   * Records what became of one who is listed, once for each request.
   *
   * @param reply writes the answer that is kept with the request
   */
  ChangeResult change(ChangeOrder order, Function<Listed, byte[]> reply);

  /** An imported total. The text form hides who it is. */
  record OwnCost(
      PersonDocument person,
      String name,
      String telephone,
      String address,
      String county,
      String township,
      int year,
      long fen,
      String source) {
    @Override
    public String toString() {
      return "OwnCost[hidden]";
    }
  }

  /** Where one who is listed stands. */
  enum State {
    NEW,
    VISITED,
    ADMITTED,
    REFUSED
  }

  /** One who is listed; see the columns of the table. */
  record Listed(
      String id,
      String personId,
      String county,
      String township,
      int year,
      long thresholdFen,
      long ownCostFen,
      long settledFen,
      long importedFen,
      boolean identityHeld,
      LocalDate listedDate,
      State state) {}

  /** What a list came to. */
  sealed interface ListResult {
    /** So many were added; more are to be added by another call. */
    record Made(long thresholdFen, int newlyListed, boolean more) implements ListResult {}

    /** The county has no threshold on the day. */
    record NoThreshold() implements ListResult {}
  }

  /**
   * Asks who is listed.
   *
   * @param regions leading digits of counties; the empty string stands for all
   * @param year 0 for all
   * @param township empty for all
   * @param state empty for all
   */
  record Query(
      List<String> regions,
      int year,
      String township,
      Optional<State> state,
      String afterId,
      int limit) {
    public Query {
      regions = List.copyOf(regions);
    }
  }

  /** A change of state. The text form hides the note. */
  record Change(State state, String operatorId, Instant time, String note) {
    @Override
    public String toString() {
      return "Change[" + state + "]";
    }
  }

  /** By what somebody is known. The text form hides it. */
  record Known(List<PersonDocument> documents, String name) {
    public Known {
      documents = List.copyOf(documents);
    }

    @Override
    public String toString() {
      return "Known[hidden]";
    }
  }

  /**
   * One who is listed, and who it is: the door tells the caller no more than is the caller's. The
   * text form hides it.
   *
   * @param sent what the county of the list sent
   * @param registered what the register knows
   * @param keepers the counties whose the person is
   * @param treatedHere whether a hospital settled for the person in the year as insured in the
   *     county of the list
   */
  record Found(
      Listed listed,
      Known sent,
      Known registered,
      List<String> keepers,
      boolean treatedHere,
      String telephone,
      String address,
      List<Change> changes) {
    public Found {
      keepers = List.copyOf(keepers);
      changes = List.copyOf(changes);
    }

    @Override
    public String toString() {
      return "Found[" + listed.id() + "]";
    }
  }

  /** A change to record. The text form hides the note. */
  record ChangeOrder(
      RequestKey key,
      RequestContent content,
      String county,
      String id,
      State state,
      String operatorId,
      String note,
      String callerId,
      Instant now) {
    @Override
    public String toString() {
      return "ChangeOrder[" + id + "]";
    }
  }

  /** What became of a change. */
  sealed interface ChangeResult {
    /** Recorded now or before: the bytes to send. */
    record Recorded(byte[] reply, boolean replayed) implements ChangeResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements ChangeResult {}

    /** Nobody of that id is on a list of the county. */
    record NotFound() implements ChangeResult {}
  }
}
