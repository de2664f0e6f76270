package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.BankAccount;
import java.util.regex.Pattern;

/** Reads an account at a bank. */
final class BankAccountReader {
  private static final int BANK_CHARACTERS_MAX = 100;
  private static final int HOLDER_CHARACTERS_MAX = 50;
  private static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z]{8,34}");

  private BankAccountReader() {}

  /** The account of a field; what is wrong with a number is said by its length alone. */
  static BankAccount read(
      String field, boolean isThere, io.yizhan.proto.v1.BankAccount wire, Violations violations) {
    if (!isThere) {
      violations.add(field, "必填：收款账户", "must be present");
      return BankAccount.NONE;
    }
    violations.text(field + ".bank_name", wire.getBankName(), 1, BANK_CHARACTERS_MAX);
    violations.text(field + ".holder_name", wire.getHolderName(), 1, HOLDER_CHARACTERS_MAX);
    number(field + ".number", wire.getNumber(), violations);
    return new BankAccount(wire.getBankName(), wire.getHolderName(), wire.getNumber());
  }

  static void number(String field, String number, Violations violations) {
    if (!NUMBER.matcher(number).matches()) {
      int length = number.length();
      violations.add(
          field,
          "应为 8–34 位数字或字母，实为 " + length + " 个字符",
          "must be 8 to 34 digits or letters, was " + length + " characters");
    }
  }
}
