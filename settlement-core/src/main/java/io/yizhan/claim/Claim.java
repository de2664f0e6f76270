package io.yizhan.claim;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One bill of one encounter. Who the person is stands elsewhere: a claim is stored with its
 * settlement, and the ledger knows only a random person id.
 *
 * @param key hospital, encounter and bill number
 * @param desk who sent it: operator, terminal, shift, invoice
 * @param interim true while the encounter goes on
 * @param birthDate only where a rule asks for the age
 * @param insuredRegion six digits: its policy decides the insurance
 * @param insuredScheme national insutype; empty for a person who is not insured
 * @param care what kind of treatment
 * @param dates days of the service
 * @param diagnoses principal first
 * @param specialDisease empty unless care is special outpatient
 * @param treatmentForm empty unless care is special outpatient
 * @param hospitalLevel the level that decides; empty = as registered
 * @param referral whether the person was sent here
 * @param thirdPartyLiable somebody else must pay
 * @param bill the four parts
 * @param items dated lines, which add up to the parts, or none
 * @param insurer what the insurer settled already
 * @param personalAccountFen what the account may pay of the patient's share
 * @param prepaymentFen what the patient deposited
 * @param facts what else policies ask, under names of their own
 */
public record Claim(
    ClaimKey key,
    Desk desk,
    boolean interim,
    Optional<LocalDate> birthDate,
    String insuredRegion,
    String insuredScheme,
    Care care,
    ServiceDates dates,
    List<String> diagnoses,
    String specialDisease,
    String treatmentForm,
    String hospitalLevel,
    Referral referral,
    boolean thirdPartyLiable,
    Bill bill,
    List<ItemLine> items,
    Optional<InsurerSettlement> insurer,
    long personalAccountFen,
    long prepaymentFen,
    OwnFacts facts) {
  public Claim {
    diagnoses = List.copyOf(diagnoses);
    items = List.copyOf(items);
    if (personalAccountFen < 0 || prepaymentFen < 0) {
      throw new IllegalArgumentException("means of payment must not be negative");
    }
  }

  /** Which of the insurer's settlements it brings; empty where it brings none. */
  public Optional<InsurerKey> insurerKey() {
    return insurer
        .map(InsurerSettlement::settlementId)
        .filter(id -> !id.isEmpty())
        .map(id -> new InsurerKey(insuredRegion, id));
  }

  /** The same claim, which the insurer has settled otherwise. */
  public Claim withInsurer(InsurerSettlement settled) {
    return new Claim(
        key,
        desk,
        interim,
        birthDate,
        insuredRegion,
        insuredScheme,
        care,
        dates,
        diagnoses,
        specialDisease,
        treatmentForm,
        hospitalLevel,
        referral,
        thirdPartyLiable,
        bill,
        items,
        Optional.of(settled),
        personalAccountFen,
        prepaymentFen,
        facts);
  }

  /** Who sent the claim, for the cashier's shift and the printed invoice. */
  public record Desk(String operatorId, String terminalId, String shiftId, String invoiceNumber) {}
}
