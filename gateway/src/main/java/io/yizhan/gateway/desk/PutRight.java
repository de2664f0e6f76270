package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a caller may keep of persons. The store asks under the lock of the person: what others may
 * keep of one changes with every identity that an office adds.
 *
 * @param regions leading digits of the caller's divisions; empty where all are its own
 * @param check of everything that depends on whose the person is
 */
public record PutRight(List<String> regions, Check check) {
  /** Of a caller who may keep everything of everybody. */
  public static final PutRight ANY = new PutRight(List.of(), (person, whose) -> Optional.empty());

  public PutRight {
    regions = List.copyOf(regions);
  }

  /** Whether a division is the caller's own. */
  public boolean owns(String division) {
    return regions.isEmpty() || regions.stream().anyMatch(division::startsWith);
  }

  /**
   * Whose a person is before the change.
   *
   * @param held the identities that the person has, ended ones too
   * @param today the civil day of the change
   * @param addsDocuments whether a person who is known gets a document that is not known
   */
  public record Whose(List<Standing.Identity> held, LocalDate today, boolean addsDocuments) {
    public Whose {
      held = List.copyOf(held);
    }

    /** The counties of all identities before the change, six digits each. */
    public Set<String> counties() {
      return Keepers.all(held);
    }

    /** Whose the person is with the identities that the change gives. */
    public Set<String> keepersWith(List<Standing.Identity> given) {
      return Keepers.of(Stream.concat(held.stream(), given.stream()).toList(), today);
    }
  }

  /** Looks at a change before it is written. */
  @FunctionalInterface
  public interface Check {
    /** The first field that the caller may not put; empty where it may put all. Must not block. */
    Optional<String> refused(PersonRecord person, Whose whose);
  }
}
