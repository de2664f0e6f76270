package io.yizhan.gateway.desk;

/** An account at a bank, a person's or a hospital's. The text form hides it. */
public record BankAccount(String bank, String holder, String number) {
  /** Where none is known. */
  public static final BankAccount NONE = new BankAccount("", "", "");

  @Override
  public String toString() {
    return "BankAccount[hidden]";
  }
}
