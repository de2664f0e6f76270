package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
   * @param counties of the identities that the person holds, six digits each
   * @param addsDocuments whether a person who is known gets a document that is not known
   */
  public record Whose(Set<String> counties, boolean addsDocuments) {
    public Whose {
      counties = Set.copyOf(counties);
    }
  }

  /** Looks at a change before it is written. */
  @FunctionalInterface
  public interface Check {
    /** The first field that the caller may not put; empty where it may put all. Must not block. */
    Optional<String> refused(PersonRecord person, Whose whose);
  }
}
