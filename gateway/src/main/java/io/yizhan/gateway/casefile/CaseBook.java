package io.yizhan.gateway.casefile;

import io.yizhan.claim.Claim;
import io.yizhan.settlement.Standing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A case file as it was understood.
 *
 * @param file as it was named
 * @param policies the files it is decided with
 * @param cases in written order
 */
public record CaseBook(String file, List<Path> policies, List<Case> cases) {
  public CaseBook {
    policies = List.copyOf(policies);
    cases = List.copyOf(cases);
  }

  /**
   * The history of one person, or of the persons of one household.
   *
   * @param name as written, with its remark
   * @param line where it begins
   */
  public record Case(String name, int line, List<Entry> entries) {
    public Case {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One claim with the person who brings it.
   *
   * @param line where it is written
   * @param reference the claim's name in a file of claims; else empty
   * @param expected what must come out
   */
  public record Entry(
      int line,
      String reference,
      Person person,
      Claim claim,
      String hospitalRegion,
      Expected expected) {}

  /**
   * Who brings a claim.
   *
   * @param name tells the persons of one household apart within a case; empty where there is one
   * @param identities whatever their dates
   * @param approvals whatever their dates
   * @param grants as approved, nothing drawn
   * @param openings used before the first claim of the file
   * @param fundMoneyFen what finite funds have to give; a fund that is not named never runs short
   */
  public record Person(
      String name,
      List<Standing.Identity> identities,
      List<Standing.Approval> approvals,
      List<Standing.Grant> grants,
      List<Opening> openings,
      Map<String, Long> fundMoneyFen) {
    public Person {
      identities = List.copyOf(identities);
      approvals = List.copyOf(approvals);
      grants = List.copyOf(grants);
      openings = List.copyOf(openings);
      fundMoneyFen = Map.copyOf(fundMoneyFen);
    }
  }

  /**
   * What an account had used before.
   *
   * @param account with its policy: {@code zhengzhou/IN}
   * @param benefitYear empty: the year of the first claim
   */
  public record Opening(String account, OptionalInt benefitYear, long usedFen) {}

  /**
   * What must come out; what is not named is not compared.
   *
   * @param amountsFen by layer code, by {@code layer/payer} for one share of a layer's payment, or
   *     by what {@link ExpectedName} lists
   * @param refused the reason with which the claim must be refused
   */
  public record Expected(Map<String, Long> amountsFen, Optional<String> refused) {
    /** Nothing is compared. */
    public static final Expected NOTHING = new Expected(Map.of(), Optional.empty());
  }
}
