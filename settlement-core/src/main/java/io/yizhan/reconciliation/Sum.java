package io.yizhan.reconciliation;

import io.yizhan.money.Fen;

/** Counts and adds up one side. */
public final class Sum {
  private long count;
  private long billFen;
  private long fundFen;

  /** A sum of nothing. */
  public Sum() {}

  private Sum(long count, long billFen, long fundFen) {
    this.count = count;
    this.billFen = billFen;
    this.fundFen = fundFen;
  }

  void count(Line line) {
    count(line.billFen(), line.fundFen());
  }

  void count(Entry entry) {
    count(entry.billFen(), entry.fundFen());
  }

  private void count(long bill, long fund) {
    count++;
    billFen = Fen.plus(billFen, bill);
    fundFen = Fen.plus(fundFen, fund);
  }

  Sum without(Sum part) {
    return new Sum(
        count - part.count, Fen.minus(billFen, part.billFen), Fen.minus(fundFen, part.fundFen));
  }

  /** The same count with other amounts beside it. */
  Sum plus(long bill, long fund) {
    return new Sum(count, Fen.plus(billFen, bill), Fen.plus(fundFen, fund));
  }

  /** How many. */
  public long count() {
    return count;
  }

  /** Their bills. */
  public long billFen() {
    return billFen;
  }

  /** What funds pay of them. */
  public long fundFen() {
    return fundFen;
  }
}
