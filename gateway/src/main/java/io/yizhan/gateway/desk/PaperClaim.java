package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.util.List;

/**
 * What an aid office says of treatment elsewhere beside the claim itself: the hospital, the papers,
 * and where the money goes.
 *
 * @param hospital as stated, for the decision; its id is empty unless it is a designated one
 */
public record PaperClaim(
    Standing.Hospital hospital,
    String hospitalName,
    List<Document> documents,
    BankAccount account) {
  /** The kind of the paper that a bill is claimed by. */
  public static final String INVOICE = "invoice";

  public PaperClaim {
    documents = List.copyOf(documents);
  }

  /** One of the papers. */
  public record Document(String kind, String number) {}

  /** The numbers of the invoices, each once. */
  public List<String> invoices() {
    return documents.stream()
        .filter(document -> document.kind().equals(INVOICE))
        .map(Document::number)
        .distinct()
        .sorted()
        .toList();
  }
}
