package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.Decision;

/** What a quote that holds nothing comes to. */
public sealed interface QuoteResult {
  /** What settling now would come to. */
  record Decided(Decision decision) implements QuoteResult {}

  /** The bill stands settled, or what it brings stands settled with another. */
  record ClaimSettled(SettledBefore first) implements QuoteResult {}

  /** Of a claim on paper: what it tells of stands claimed, or settled. */
  record PaperClaimed(SettleResult.InvoiceClaimed first) implements QuoteResult {}

  /** Of a claim on paper: the person holds no identity of the office's county. */
  record NotOfOffice() implements QuoteResult {}
}
