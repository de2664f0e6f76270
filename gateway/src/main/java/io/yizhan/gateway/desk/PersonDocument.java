package io.yizhan.gateway.desk;

/**
 * By what a person is known. Its number never reaches a log: the text form hides it.
 *
 * @param kind resident_id, birth_certificate, social_security_card or passport
 * @param number as normalised by the door (a resident id has 18 characters)
 */
public record PersonDocument(String kind, String number) {
  @Override
  public String toString() {
    return "PersonDocument[" + kind + ", hidden]";
  }
}
